"""A report as one folded text whose every offset knows its source lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from indexer.model import Report
from indexer.text import fold

# A number that a compiling site put on the titles of all reports of a page.
_COMPILED = re.compile(
    r"篇[一二三四五六七八九十百\d]+|第[一二三四五六七八九十百\d]+篇|[(][一二三四五六七八九十\d]+[)]\s*$"
    r"|范[文本]|合集|精选|模板|通用|\d\s*$|[一二三四五六七八九十]\s*$"
)


@dataclass(frozen=True, slots=True, eq=False)
class ReportText:
    """The own words of a report: title, headings and bodies in reading order, one a line.

    `folded` and `original` have the same length. `title_end` is the offset where the title ends;
    0 for a report that has none of its own.
    """

    original: str
    folded: str
    title_end: int
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def lines_at(self, offset: int) -> tuple[int, ...]:
        """The source lines (1-based) of the piece of text at `offset`."""
        start, end = self.spans[bisect_right(self.starts, offset) - 1]
        return tuple(range(start, end + 1))


def is_numbered(title: str) -> bool:
    """Whether a folded title bears a number or a word by which a site compiles reports.

    Then the title may be the site's throughout: the same year and period over unlike reports.
    """
    return _COMPILED.search(title) is not None


@lru_cache(maxsize=1)
def read_report(report: Report) -> ReportText:
    """The text of `report`; a made-up title is left out, its words stand in the body already.

    Kept for the one report in hand, which every attribution asks for in turn.
    """
    pieces: list[tuple[int, int, int, str]] = [
        (heading.line, 0, heading.line, heading.text) for heading in report.outline
    ]
    for section in report.sections:
        pieces.extend((line.start, 1, line.end, line.text) for line in section.lines)
    pieces.sort(key=lambda piece: piece[:2])
    if not report.untitled:
        pieces.insert(0, (report.start_line, 0, report.start_line, report.title))
    starts: list[int] = []
    offset = 0
    for piece in pieces:
        starts.append(offset)
        offset += len(piece[3]) + 1
    original = "\n".join(piece[3] for piece in pieces)
    return ReportText(
        original=original,
        folded=fold(original),
        title_end=0 if report.untitled else len(report.title),
        starts=tuple(starts) or (0,),
        spans=tuple((piece[0], piece[2]) for piece in pieces)
        or ((report.start_line, report.end_line),),
    )
