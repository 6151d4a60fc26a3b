"""Markdown files: plain text but for syntax that only a .md file certainly means.

Escapes, headings and emphasis are left to cleaning, because .txt files from the web have them too.
"""

from __future__ import annotations

import re

from indexer.model import Line
from indexer.reading.document import Document, split_lines
from indexer.reading.text import read_text

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"(?<!\\)\[([^\]\n]+)\]\((?:https?:|/|#|\.|mailto:)[^)\n]*\)")
_COMMENT = re.compile(r"<!--.*?-->")
_RULE = re.compile(r"[ ]{0,3}(?:-[ ]*){3,}|[ ]{0,3}(?:\*[ ]*){3,}")
_SETEXT = re.compile(r"[ ]{0,3}(?:=+|-+)[ ]*")


def read(data: bytes) -> Document:
    """Front matter, comments, images, rules and link targets are dropped; raises Unreadable as
    plain text does."""
    text, encoding = read_text(data)
    source = split_lines(text)
    body = _front_matter_end(source)
    lines = tuple(
        Line(number, number, _plain(line))
        for number, line in enumerate(source, 1)
        if number > body and not _RULE.fullmatch(line) and not _SETEXT.fullmatch(line)
    )
    return Document(encoding, source, lines)


def _front_matter_end(source: tuple[str, ...]) -> int:
    """Number of lines that are YAML front matter (--- … ---, key: value), 0 without any."""
    if source[0].rstrip() != "---":
        return 0
    for number, line in enumerate(source[1:], 2):
        if line.rstrip() in ("---", "..."):
            return number
        if not re.match(r"\s|#|-|[\w-]+\s*:", line):
            return 0
    return 0


def _plain(line: str) -> str:
    if "](" in line:
        line = _LINK.sub(r"\1", _IMAGE.sub("", line))
    if "<!--" in line:
        line = _COMMENT.sub("", line)
    return line
