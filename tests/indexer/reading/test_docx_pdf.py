"""Word and PDF files."""

import io
import sys
import zipfile

import docx as python_docx
import pytest
from docx.oxml import parse_xml

from indexer.model import Line
from indexer.reading import docx, pdf
from indexer.reading.document import Unreadable


def word() -> bytes:
    document = python_docx.Document()
    document.add_heading("山阳县民政局2015年工作总结", 0)
    document.add_heading("一、救灾救济", 2)
    document.add_paragraph("发放救灾款 120 万元。\n惠及 3000 户。")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "城市低保", "812 户"
    document.add_paragraph("二、基层政权")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_paragraphs_rows_and_headings_in_order() -> None:
    document = docx.read(word())
    assert document.lines == (
        Line(1, 1, "# 山阳县民政局2015年工作总结"),
        Line(2, 2, "## 一、救灾救济"),
        Line(3, 3, "发放救灾款 120 万元。"),
        Line(4, 4, "惠及 3000 户。"),
        Line(5, 5, "城市低保\t812 户"),
        Line(6, 6, "二、基层政权"),
    )
    assert document.source[1] == "一、救灾救济"


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>
<w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def test_automatic_numbers_are_read() -> None:
    document = python_docx.Document()
    for text, level in [
        ("组织领导", 0),
        ("健全机制", 1),
        ("落实责任", 1),
        ("存在问题", 0),
        ("人手少", 1),
    ]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = 1
    document.part.numbering_part._element = parse_xml(NUMBERING)
    document.add_paragraph("没有编号")
    buffer = io.BytesIO()
    document.save(buffer)
    texts = [line.text for line in docx.read(buffer.getvalue()).lines]
    assert texts == [
        "一、组织领导",
        "1.健全机制",
        "2.落实责任",
        "二、存在问题",
        "1.人手少",
        "没有编号",
    ]


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("这不是压缩包".encode(), "打不开"),
        (b"PK\x03\x04" + bytes(50), "打不开"),
        (archive(a=b"b"), "没有正文"),
        (archive(word__document_xml=b"<a"), "完好"),
        (archive(word__document_xml=bytes(70 * 1024 * 1024)), "展开后"),
        (word()[:-2000], "打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "旧版"),
    ],
    ids=["text", "stub", "no body", "bad xml", "bomb", "cut", "old"],
)
def test_what_is_no_word_file_is_refused(data: bytes, expected: str) -> None:
    with pytest.raises(Unreadable, match=expected):
        docx.read(data)


def document_of(*pages: list[str]) -> bytes:
    """A minimal PDF: every page's lines set one under the other, with a ToUnicode map."""
    letters = sorted({character for page in pages for row in page for character in row})
    code = {letter: f"{number:04X}" for number, letter in enumerate(letters, 1)}
    pairs = "\n".join(f"<{code[c]}> <{ord(c):04X}>" for c in letters)
    cmap = f"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange {len(letters)} "
    cmap += f"beginbfchar\n{pairs}\nendbfchar endcmap"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", ""]
    objects.append(
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts["
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)"
        "/Ordering(Identity)/Supplement 0>>/DW 1000>>]>>"
    )
    objects.append(f"<</Length {len(cmap)}>>stream\n{cmap}\nendstream")
    kids = []
    for page in pages:
        rows = "".join(f"<{''.join(code[c] for c in row)}> Tj 0 -20 Td " for row in page)
        content = f"BT /F 12 Tf 50 800 Td {rows}ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 850]/Contents {len(objects) + 2} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    data, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return (data + end).encode("ascii")


def test_a_pdf_gives_its_lines() -> None:
    pytest.importorskip("pypdf")
    read = pdf.read(document_of(["水利局工作总结", "一、防汛抗旱"], ["二、农田水利"]))
    assert [line.text.strip() for line in read.lines if line.text.strip()] == [
        "水利局工作总结",
        "一、防汛抗旱",
        "二、农田水利",
    ]


def test_a_pdf_without_text_is_refused() -> None:
    pytest.importorskip("pypdf")
    with pytest.raises(Unreadable, match="扫描"):
        pdf.read(document_of(["　"]))


def test_a_missing_pypdf_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(Unreadable, match=r"xunzhang\[pdf\]"):
        pdf.read(b"%PDF-1.4")


def test_a_missing_library_for_decryption_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pypdf = pytest.importorskip("pypdf")

    def refuse(_page: object) -> str:
        raise pypdf.errors.DependencyError("cryptography>=3.1 is required for AES algorithm")

    monkeypatch.setattr(pypdf.PageObject, "extract_text", refuse)
    with pytest.raises(Unreadable, match="cryptography"):
        pdf.read(document_of(["水利局工作总结"]))


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(Unreadable):
        pdf.read(b"%PDF-1.4\nnothing")
