"""Reads Word files (.docx). Each paragraph is a source line, and each row of a table is one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import docx as python_docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from indexer.model import Line
from indexer.reading.document import Document, Unreadable
from indexer.reading.docx_numbering import Numbering

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# The unpacked size of all parts. A report of 300 pages without pictures unpacks to some 5 MB.
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
# Text that Word does not show: the copy of a text box for old programs, and text that was moved
# elsewhere under change tracking.
_HIDDEN = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    qn("w:moveFrom"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(data: bytes) -> Document:
    """The text of a Word file. A heading by style gets markdown's # in `lines` as a hint for
    segmentation; `source` holds the text alone.

    Raises Unreadable for anything but an intact .docx without protection and of reasonable size.
    """
    if data.startswith(_OLE):
        raise Unreadable("旧版 Word 文件或加密的文件，请另存为不加密的 .docx")
    _check_package(data)
    try:
        document = python_docx.Document(io.BytesIO(data))
    except (
        PackageNotFoundError,
        XMLSyntaxError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
    ) as error:
        raise Unreadable("不是完好的 .docx 文件") from error
    source: list[str] = []
    lines: list[Line] = []
    for level, text in _read_blocks(document):
        for part in text.split("\n"):
            source.append(part)
            hint = "#" * level + " " if level and part.strip() else ""
            lines.append(Line(len(source), len(source), hint + part))
    if not source:
        raise Unreadable("没有文字")
    return Document("", tuple(source), tuple(lines))


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable("不是 .docx 文件（打不开）") from error
    sizes = {part.filename: part.file_size for part in parts}
    if "word/document.xml" not in sizes:
        raise Unreadable("不是 .docx 文件（里面没有正文）")
    if (
        sum(sizes.values()) > MAX_UNPACKED_BYTES
        or sizes["word/document.xml"] > MAX_BODY_BYTES
        or len(sizes) != len(parts)
    ):
        raise Unreadable(f"展开后超过 {MAX_BODY_BYTES // 2**20} MB，不像文章")


def _read_blocks(document: WordDocument) -> Iterator[tuple[int, str]]:
    """The (heading level, text) of every paragraph and table row of the body, in order. The level
    is 0 for no heading. The text includes the automatic number before a paragraph."""
    levels = _read_heading_levels(document)
    numbering = Numbering(
        _find_part_root(document, RELATIONSHIP_TYPE.NUMBERING), document.styles.element
    )
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:tbl"):
            for row in element.iter(qn("w:tr")):
                cells = [_read_text(cell).strip() for cell in row.iterchildren(qn("w:tc"))]
                yield 0, "\t".join(cells)
        elif element.tag in (qn("w:p"), qn("w:sdt")):
            inside = [element] if element.tag == qn("w:p") else element.iter(qn("w:p"))
            for paragraph in inside:
                label = numbering.label(paragraph)
                yield _find_heading_level(paragraph, levels), label + _read_text(paragraph)


def _find_part_root(document: WordDocument, kind: str) -> Any | None:
    """The root element of the part of this kind, None where the file has no such part."""
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return relation.target_part.element
    return None


def _read_heading_levels(document: WordDocument) -> dict[str, int]:
    """Maps a style's id to its heading level. Word names these styles “heading 1” to “heading 6” in
    every language; “title” counts as level 1."""
    levels = {}
    for style in document.styles:
        name = (style.name or "").lower()
        if name.startswith("heading ") and name[8:].isdigit() and int(name[8:]) <= 6:
            levels[style.style_id] = int(name[8:])
        elif name == "title":
            levels[style.style_id] = 1
    return levels


def _find_heading_level(paragraph: Any, levels: dict[str, int]) -> int:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return 0 if style is None else levels.get(style.get(qn("w:val")), 0)


def _read_text(element: Any) -> str:
    """The text of a paragraph or cell as Word shows it: with inserted text, without deleted text
    and without the second copies of text boxes."""
    hidden = {node for tag in _HIDDEN for part in element.iter(tag) for node in part.iter()}
    parts: list[str] = []
    for node in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:p")):
        if node in hidden:
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:tab"):
            parts.append("" if node.getparent().tag == qn("w:tabs") else "\t")
        elif node.tag == qn("w:p"):
            parts.append(" " if parts else "")
        else:
            parts.append("\n")
    return "".join(parts)
