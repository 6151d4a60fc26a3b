"""Decodes entities, and removes invisible characters, indents, blank lines and the gap in 95 %."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from indexer.cleaning.lines import edit, is_indented
from indexer.model import Line, Repair

# An entity must end with a semicolon, because R&D投入 is text.
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_PERCENT = re.compile(r"(\d[\d.,]*)[ \u00a0\u3000]+([%％‰℃])")
# From this share of indented lines on, an indent says nothing. Nearly all lines are indented where
# every line is a paragraph, and less than half in text that was wrapped at a line width.
_MOST = 0.6
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]+")


def decode_entities(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Replace entities by their characters (&nbsp; &#8220;), also where they were escaped twice
    (&amp;ldquo;)."""
    return edit(lines, "entity", "&", _decode)


def _decode(text: str) -> tuple[str, list[tuple[str, str]]]:
    places: list[tuple[str, str]] = []

    def decode(match: re.Match[str]) -> str:
        after = html.unescape(match.group()).replace("\u00a0", " ")
        if after != match.group():
            places.append((match.group(), after))
        return after

    once = _ENTITY.sub(decode, text)
    return _ENTITY.sub(decode, once), places


def close_percentages(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Close the gap before a per cent sign: 95 % becomes 95%."""
    return edit(lines, "split-number", "%％‰℃", _close_percentage)


def _close_percentage(text: str) -> tuple[str, list[tuple[str, str]]]:
    places = [(m.group(), m.group(1) + m.group(2)) for m in _PERCENT.finditer(text)]
    return (_PERCENT.sub(r"\1\2", text) if places else text), places


def drop_blank_lines(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Drop blank lines, so that none is between the pieces of a split sentence."""
    return [line for line in lines if line.text.strip()], []


def drop_common_indent(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Repair]]:
    """Drop the indents of a file in which most lines have one; there the pieces of split lines have
    one too. In any other file an indent marks the first line of a paragraph and stays, because the
    steps that join lines need it."""
    if sum(is_indented(line.text) for line in lines) <= _MOST * len(lines):
        return lines, []
    return [
        Line(line.start, line.end, line.text.lstrip()) if is_indented(line.text) else line
        for line in lines
    ], []


def strip_indents(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Strip white space at both ends and invisible characters, and drop lines of nothing else. None
    of this is recorded (see `indexer.cleaning`). A lone space at the beginning stays."""
    kept = []
    for line in lines:
        text = line.text if line.text.isprintable() else _INVISIBLE.sub("", line.text)
        lone = text[:1] in (" ", "\u00a0") and not text[1:2].isspace()
        text = text.strip()
        if text:
            text = " " + text if lone else text
            kept.append(line if text == line.text else Line(line.start, line.end, text))
    return kept, []
