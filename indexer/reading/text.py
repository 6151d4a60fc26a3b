"""Plain text files."""

from __future__ import annotations

from indexer.reading.document import Document, Unreadable, plain_lines, split_lines
from indexer.reading.encodings import decode

# The longest paragraph of a report seen so far has under 5,000 bytes. A line of megabytes is a
# dump (base64, minified data) whatever the file is called, and every later stage works by line.
MAX_LINE_BYTES = 1024 * 1024


def read(data: bytes) -> Document:
    """Raises Unreadable for binary or undecodable data and for a line over MAX_LINE_BYTES."""
    text, encoding = read_text(data)
    source = split_lines(text)
    return Document(encoding, source, plain_lines(source))


def read_text(data: bytes) -> tuple[str, str]:
    """The text of a line-based format and the name of its encoding."""
    check_line_lengths(data)
    return decode(data)


def check_line_lengths(data: bytes) -> None:
    """Looks at bytes, before decoding: a file of one 50 MB line is refused in milliseconds."""
    start, number = 0, 1
    while len(data) - start > MAX_LINE_BYTES:
        end = data.rfind(b"\n", start, start + MAX_LINE_BYTES + 1)
        if end < 0:
            end = data.rfind(b"\r", start, start + MAX_LINE_BYTES + 1)
        if end < 0:
            raise Unreadable(f"第 {number} 行超过 {MAX_LINE_BYTES // 2**20} MB，不像文章")
        number += data.count(b"\n", start, end + 1)
        start = end + 1
