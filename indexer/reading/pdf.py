"""Reads PDF files with the optional pypdf. Cleaning joins the visual lines into paragraphs."""

from __future__ import annotations

import io

from indexer.reading.document import Document, Unreadable, number_lines


def read(data: bytes) -> Document:
    """The visual lines of all pages.

    Raises Unreadable where pypdf, or what pypdf needs to decrypt the file, is not installed, for a
    file with a password, for a broken file, and for a scan.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import DependencyError, PyPdfError
    except ImportError as error:
        raise Unreadable("读取 PDF 需要 pypdf：请运行 pip install 'xunzhang[pdf]'") from error
    source: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("PDF 设有密码")
        for page in reader.pages:
            source.extend(page.extract_text().split("\n"))
    except DependencyError as error:
        raise Unreadable(
            "PDF 已加密，解密需要 cryptography：请运行 pip install cryptography"
        ) from error
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable("PDF 文件损坏，读不出来") from error
    if not any(line.strip() for line in source):
        raise Unreadable("PDF 里没有文字，可能是扫描件")
    return Document("", tuple(source), number_lines(source))
