"""Word and PDF files."""

import io
import zipfile

import docx as python_docx
import pytest

from indexer.model import Line
from indexer.reading import docx, pdf
from indexer.reading.document import Unreadable


def word(build: object = None) -> bytes:
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


def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(Unreadable):
        pdf.read(b"%PDF-1.4\nnothing")


def test_pdf_lines_that_fill_the_measure_are_one_paragraph() -> None:
    from indexer.reading.pdf import _paragraphs

    source = [
        "山阳县水利局工作总结",
        "今年以来全县水利系统认真落实各项部署积极",
        "推进农田水利建设完成投资三千余万元受到了",
        "市局表彰。",
        "　　二、防汛抗旱工作成效明显各水库安全度汛",
        "无一伤亡。",
    ]
    assert [(line.start, line.end) for line in _paragraphs(source)] == [(1, 1), (2, 4), (5, 6)]
