"""Entities, invisible characters, indents, and the gap in 95 %."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from indexer.cleaning.lines import edit, is_indented
from indexer.model import Line, Repair

# Only complete entities (with ;): “R&D投入” is text.
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,5});")
_PERCENT = re.compile(r"(\d[\d.,]*)[ \u00a0\u3000]+([%％‰℃])")
# Share of indented lines: nearly all where every line is a paragraph, under a half in text wrapped
# at a line width.
_MOST = 0.6
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]+")


def decode_entities(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """&nbsp; &amp;ldquo; &#8220; → the characters; also entities escaped twice."""
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
    """95 % → 95%."""
    return edit(lines, "split-number", "%％‰℃", _close)


def _close(text: str) -> tuple[str, list[tuple[str, str]]]:
    places = [(m.group(), m.group(1) + m.group(2)) for m in _PERCENT.finditer(text)]
    return (_PERCENT.sub(r"\1\2", text) if places else text), places


def drop_blank_lines(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """None is left to stand between the pieces of a sentence."""
    return [line for line in lines if line.text.strip()], []


def drop_common_indent(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Repair]]:
    """Where most lines are indented, torn pieces are too, and an indent says nothing: it goes.
    Elsewhere it marks the first line of a paragraph and stays for the steps that join lines."""
    if sum(is_indented(line.text) for line in lines) <= _MOST * len(lines):
        return lines, []
    return [
        Line(line.start, line.end, line.text.lstrip()) if is_indented(line.text) else line
        for line in lines
    ], []


def strip_indents(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """White space at both ends and invisible characters go, and lines of nothing else; nothing is
    recorded (see indexer.cleaning). A lone space at the beginning stays."""
    kept = []
    for line in lines:
        text = line.text if line.text.isprintable() else _INVISIBLE.sub("", line.text)
        lone = text[:1] in (" ", "\u00a0") and not text[1:2].isspace()
        text = text.strip()
        if text:
            text = " " + text if lone else text
            kept.append(line if text == line.text else Line(line.start, line.end, text))
    return kept, []
