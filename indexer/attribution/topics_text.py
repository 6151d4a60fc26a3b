"""A report laid out as one folded text, so that it is read in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from indexer.attribution.report_text import ReportText
from indexer.attribution.topics_match import Numbers
from indexer.model import Report
from indexer.text import fold


@dataclass(frozen=True, slots=True)
class Layout:
    """Title, each heading once, and the sections' bodies, in this order, as pieces of one text.

    Piece n is `folded[starts[n] : starts[n + 1] - 1]`; 0 is the title, `headings` has the numbers
    of the headings, section n is piece `first_section + n`.
    """

    report: Report
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


def lay_out(text: ReportText) -> Layout:
    """The layout of a report for topics and roles."""
    headings: dict[str, int] = {}
    for section in text.report.sections:
        for heading in section.path:
            headings.setdefault(heading, len(headings) + 1)
    pieces = [text.title, *map(fold, headings), *text.bodies]
    return Layout(
        report=text.report,
        folded="\n".join(pieces),
        starts=tuple(accumulate((len(piece) + 1 for piece in pieces), initial=0)),
        headings=headings,
        first_section=len(headings) + 1,
    )
