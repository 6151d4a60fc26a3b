"""PDF files, through the optional pypdf. Visual lines are joined to paragraphs again."""

from __future__ import annotations

import io

from indexer.model import Line
from indexer.reading.document import Document, Unreadable


def read(data: bytes) -> Document:
    """`source` is the extracted visual lines of all pages; `lines` the paragraphs made of them.

    Raises Unreadable without pypdf, for protected or broken files and for scans.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise Unreadable("读取 PDF 需要 pypdf：请运行 pip install 'xunzhang[pdf]'") from error
    source: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("PDF 设有密码")
        for page in reader.pages:
            source.extend(page.extract_text().split("\n"))
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("PDF 文件损坏，读不出来") from error
    if not any(line.strip() for line in source):
        raise Unreadable("PDF 里没有文字，可能是扫描件")
    return Document("", tuple(source), tuple(_paragraphs(source)))


def _paragraphs(source: list[str]) -> list[Line]:
    """Joins a visual line to the one before when that one fills the measure and ends no sentence.

    The measure is the longest line that is not an exception: the 90th percentile of the lengths.
    """
    lengths = sorted(len(line.strip()) for line in source if line.strip())
    measure = lengths[int(len(lengths) * 0.9)] if lengths else 0
    paragraphs: list[Line] = []
    open_line = False
    for number, text in enumerate(source, 1):
        stripped = text.strip()
        if open_line and stripped and not text.startswith(("　　", "    ")):
            last = paragraphs[-1]
            paragraphs[-1] = Line(last.start, number, last.text.rstrip() + stripped)
        else:
            paragraphs.append(Line(number, number, text))
        open_line = len(stripped) >= measure - 2 and bool(stripped)
    return paragraphs
