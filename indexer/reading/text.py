"""Reads plain text files."""

from __future__ import annotations

from indexer.reading.document import Document, Unreadable, number_lines, split_at_newlines
from indexer.reading.encodings import decode

# The longest paragraph of a report seen so far has under 5,000 bytes. A line of megabytes is a dump
# (base64, minified data) whatever the name of the file, and every later stage works by line.
MAX_LINE_BYTES = 1024 * 1024


def read(data: bytes) -> Document:
    """The text of a plain text file. Raises Unreadable for binary data, for data that no encoding
    decodes, and for a line of more than `MAX_LINE_BYTES`."""
    text, encoding = read_text(data)
    source = split_at_newlines(text)
    return Document(encoding, source, number_lines(source))


def read_text(data: bytes) -> tuple[str, str]:
    """The text of a format that works by line, and the name of its encoding. Raises Unreadable as
    `read` does."""
    check_line_lengths(data)
    return decode(data)


def check_line_lengths(data: bytes) -> None:
    """Raise Unreadable for a line of more than `MAX_LINE_BYTES`. Checking the bytes before decoding
    refuses a file of one 50 MB line in milliseconds."""
    start, number = 0, 1
    while len(data) - start > MAX_LINE_BYTES:
        end = data.rfind(b"\n", start, start + MAX_LINE_BYTES + 1)
        if end < 0:
            end = data.rfind(b"\r", start, start + MAX_LINE_BYTES + 1)
        if end < 0:
            raise Unreadable(f"第 {number} 行超过 {MAX_LINE_BYTES // 2**20} MB，不像文章")
        number += data.count(b"\n", start, end + 1)
        start = end + 1
