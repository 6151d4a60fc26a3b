"""A report laid out as one folded text, so that it is read in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from indexer.attribution.topics_match import Numbers
from indexer.model import Report
from indexer.text import fold


@dataclass(frozen=True, slots=True)
class Layout:
    """Title, each heading once, and the sections' bodies, in this order, as pieces of one text.

    Piece n is `folded[starts[n] : starts[n + 1] - 1]`; 0 is the title, `headings` has the numbers
    of the headings, section n is piece `first_section + n`.
    """

    folded: str
    starts: tuple[int, ...]
    headings: dict[str, int]
    first_section: int

    def section(self, at: int) -> str:
        piece = self.first_section + at
        return self.folded[self.starts[piece] : self.starts[piece + 1] - 1]

    def heading(self, text: str) -> str:
        piece = self.headings[text]
        return self.folded[self.starts[piece] : self.starts[piece + 1] - 1]

    def pieces_at(self, places: Numbers) -> Numbers:
        """The piece that each place of the text is in."""
        return np.array(self.starts).searchsorted(places, side="right") - 1


def lay_out(report: Report) -> Layout:
    headings: dict[str, int] = {}
    for section in report.sections:
        for heading in section.path:
            headings.setdefault(heading, len(headings) + 1)
    bodies = [
        section.text if section.restored is None else section.restored
        for section in report.sections
    ]
    pieces = [report.title, *headings, *bodies]
    return Layout(
        folded=_folded("\n".join(pieces)),
        starts=tuple(accumulate((len(piece) + 1 for piece in pieces), initial=0)),
        headings=headings,
        first_section=len(headings) + 1,
    )


@lru_cache(maxsize=8)
def _folded(text: str) -> str:
    """Topics and roles of a report are asked for one after the other: folded once for both."""
    return fold(text)
