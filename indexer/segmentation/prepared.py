"""A line as segmentation reads it: its markup set aside, a folded form beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.model import Line
from indexer.text import fold

# Indents, a quote mark left over from stripped bold text, list bullets, markdown hashes.
_LEAD = re.compile(r"[\s\u3000\ufeff\u200b>＞]*(?:(#{1,6})[\s\u3000]*)?[\s\u3000>＞]*")
_BOLD = re.compile(r"(\*\*|__)(.{1,80})\1[\s\u3000]*")
_WORDS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One line. `text` is what a reader should see, `folded` the same length for matching;
    `hashes` counts markdown's #; `spaced` is true for a line that began with a lone space."""

    line: Line
    text: str
    folded: str
    hashes: int
    bold: bool
    spaced: bool

    @property
    def blank(self) -> bool:
        """Nothing to read: empty, or marks only (a lone “>”, a rule of dashes)."""
        return not _WORDS.search(self.folded)


def prepare(line: Line) -> Prepared:
    """`line` without indent, quote mark and markdown marks."""
    raw = line.text
    lead = _LEAD.match(raw)
    start = lead.end() if lead else 0
    hashes = len(lead.group(1) or "") if lead else 0
    text = raw[start:].rstrip().rstrip("\u3000 ")
    if hashes:
        text = text.rstrip("#").rstrip()
    bold = _BOLD.fullmatch(text)
    if bold:
        text = bold.group(2).strip()
    spaced = raw[:1] in (" ", "\u00a0") and raw[1:2] not in (" ", "\u3000", "\u00a0", "")
    return Prepared(line, text, fold(text), hashes, bold is not None, spaced)
