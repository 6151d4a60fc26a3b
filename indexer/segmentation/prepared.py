"""A line as segmentation reads it: its markup set aside, a folded form beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.model import Line
from indexer.segmentation.markers import parse_number
from indexer.text import fold

# Indents, a quote mark left over from stripped bold text, markdown hashes.
_LEAD = re.compile(r"[\s\u3000\ufeff\u200b>＞]*(?:(#{1,6})[\s\u3000]*)?[\s\u3000>＞]*")
_BOLD = re.compile(r"(\*\*|__)(.{1,80})\1[\s\u3000]*")
# A paragraph's bold first words, known by the stop at their end: two masks (**县……**县) have none.
_BOLD_LEAD = re.compile(
    r"(\*\*|__)(?:(?P<within>[^*_]{2,40}[。：:])\1\s*(?=\S)|(?P<before>[^*_，,。]{2,30})\1(?=[。：:]))"
)
_WORDS = re.compile(r"[^\W_]")

_GLUED = 800  # characters; a shorter line holds an enumeration, not a whole report
_GLUED_PIECE = 120
_GLUED_HEADING = re.compile(
    r"(?<=[。；！;!\s\u3000])"
    r"(?:(?P<han>[一二三四五六七八九十]{1,3})、|[（(](?P<paren>[一二三四五六七八九十]{1,3})[）)])"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One line. `text` is what a reader should see, `folded` the same length for matching;
    `hashes` counts markdown's #; `bold` is true for a line all in bold, `lead` is the length of a
    bold beginning; `spaced` is true for a line that began with a lone space."""

    line: Line
    text: str
    folded: str
    hashes: int = 0
    bold: bool = False
    lead: int = 0
    spaced: bool = False

    @property
    def blank(self) -> bool:
        """Nothing to read: empty, or marks only (a lone “>”, a rule of dashes)."""
        return not _WORDS.search(self.folded)


def prepare(line: Line) -> Iterator[Prepared]:
    """`line` without indent, quote mark and markdown marks.

    More than one where a copy glued a whole report into one line: each piece then begins with the
    number of a heading.
    """
    raw = line.text
    found = _LEAD.match(raw)
    start = found.end() if found else 0
    hashes = len(found.group(1) or "") if found else 0
    text = raw[start:].rstrip()
    if hashes:
        text = text.rstrip("#").rstrip()
    bold = _BOLD.fullmatch(text)
    lead = _BOLD_LEAD.match(text)
    if bold:
        text = bold.group(2).strip()
    elif lead:
        text = (lead["within"] or lead["before"]) + text[lead.end() :]
    spaced = raw[:1] in (" ", "\u00a0") and raw[1:2] not in (" ", "\u3000", "\u00a0", "")
    prepared = Prepared(
        line,
        text,
        fold(text),
        hashes,
        bold is not None,
        len(lead["within"] or lead["before"]) if lead and not bold else 0,
        spaced,
    )
    cuts = _glued_headings(text) if len(text) > _GLUED else []
    if not cuts:
        yield prepared
        return
    for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        piece = text[begin:end].rstrip()
        if piece:
            yield replace(prepared, text=piece, folded=fold(piece), spaced=spaced and begin == 0)


def _glued_headings(text: str) -> list[int]:
    """Where the headings of a glued report begin: numbers that count on, with text between."""
    found = list(_GLUED_HEADING.finditer(text))
    kept: list[int] = []
    expected = {"han": 1, "paren": 1}
    for match in found:
        style = "han" if match.group("han") else "paren"
        number = parse_number(match.group(style))
        if number == expected[style] or (style == "paren" and number == 1):
            kept.append(match.start())
            expected[style] = number + 1
            if style == "han":
                expected["paren"] = 1
    return kept if len(kept) >= 2 and len(text) / len(kept) >= _GLUED_PIECE else []
