"""Reads Markdown files: plain text without the syntax that only a .md file certainly means.

Cleaning handles escapes, headings and emphasis, because .txt files from the web have them too.
"""

from __future__ import annotations

import re

from indexer.model import Line
from indexer.reading.document import Document, split_at_newlines
from indexer.reading.text import read_text

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"(?<!\\)\[([^\]\n]+)\]\((?:https?:|/|#|\.|mailto:)[^)\n]*\)")
_COMMENT = re.compile(r"<!--.*?-->")
_RULE = re.compile(r"[ ]{0,3}(?:-[ ]*){3,}|[ ]{0,3}(?:\*[ ]*){3,}")
_SETEXT = re.compile(r"[ ]{0,3}(?:=+|-+)[ ]*")


def read(data: bytes) -> Document:
    """The text of a Markdown file without front matter, comments, images, rules and link targets.
    Raises Unreadable as the reader of plain text does."""
    text, encoding = read_text(data)
    source = split_at_newlines(text)
    body = _front_matter_end(source)
    lines = tuple(
        Line(number, number, _strip_links(line))
        for number, line in enumerate(source, 1)
        if number > body and not _RULE.fullmatch(line) and not _SETEXT.fullmatch(line)
    )
    return Document(encoding, source, lines)


def _front_matter_end(source: tuple[str, ...]) -> int:
    """The number of lines of YAML front matter (--- … ---, key: value), 0 where there is none."""
    if source[0].rstrip() != "---":
        return 0
    for number, line in enumerate(source[1:], 2):
        if line.rstrip() in ("---", "..."):
            return number
        if not re.match(r"\s|#|-|[\w-]+\s*:", line):
            return 0
    return 0


def _strip_links(line: str) -> str:
    if "](" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    if "<!--" in line:
        line = _COMMENT.sub("", line)
    return line
