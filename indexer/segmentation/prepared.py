"""A line as segmentation reads it: its markup set aside, a folded form beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.model import Line
from indexer.segmentation.pieces import glued_headings, run_in_headings
from indexer.text import fold

# Indents, a quote mark left over from stripped bold text, markdown hashes.
_LEAD = re.compile(r"[\s\u3000\ufeff\u200b>＞]*(?:(#{1,6})[\s\u3000]*)?[\s\u3000>＞]*")
_BOLD = re.compile(r"(\*\*|__)(.{1,80})\1[\s\u3000]*")
# A paragraph's bold first words, known by the stop at their end: two masks (**县……**县) have none.
_BOLD_LEAD = re.compile(
    r"(\*\*|__)(?:(?P<within>[^*_]{2,40}[。：:])\1\s*(?=\S)|(?P<before>[^*_，,。]{2,30})\1(?=[。：:]))"
)
_WORDS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One line. `text` is what a reader should see, `folded` the same length for matching;
    `hashes` counts markdown's #; `bold` is true for a line all in bold, `lead` is the length of a
    bold beginning, `run_in` that of a heading within a paragraph of several; `spaced` is true for
    a line that began with a lone space."""

    line: Line
    text: str
    folded: str
    hashes: int = 0
    bold: bool = False
    lead: int = 0
    run_in: int = 0
    spaced: bool = False

    @property
    def blank(self) -> bool:
        """Nothing to read: empty, or marks only (a lone “>”, a rule of dashes)."""
        return not _WORDS.search(self.folded)


def prepare(line: Line) -> Prepared:
    """`line` without indent, quote mark and markdown marks."""
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
    return Prepared(
        line,
        text,
        fold(text),
        hashes,
        bold is not None,
        len(lead["within"] or lead["before"]) if lead and not bold else 0,
        spaced=spaced,
    )


def pieces(whole: Prepared) -> list[Prepared]:
    """`whole`, or the sections that its line holds, each beginning with its heading."""
    cuts = glued_headings(whole.text)
    heads: dict[int, int] = {}
    if not cuts:
        heads = {start: end - start for start, end in run_in_headings(whole.folded)}
        cuts = sorted(heads.keys() - {0})
    if not cuts:
        return [whole]
    found: list[Prepared] = []
    for start, end in zip([0, *cuts], [*cuts, len(whole.text)], strict=True):
        text = whole.text[start:end].rstrip()
        if text:
            spaced = whole.spaced and start == 0
            piece = replace(whole, text=text, folded=fold(text), spaced=spaced)
            found.append(replace(piece, run_in=heads.get(start, 0)))
    return found
