"""A report as one folded text whose every offset knows its source lines, made once for all."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from indexer.model import Report
from indexer.text import fold


@dataclass(frozen=True, slots=True, eq=False)
class ReportText:
    """The own words of a report: title, headings and bodies in reading order, one a line.

    `folded` and `original` have the same length. `title_end` is the offset where the title ends;
    0 for a report that has none of its own, whose made-up title is left out: its words stand in the
    body already. `title` (folded) is there for both. `bodies` are the folded texts of the sections,
    the likely original where a synonym replacer has been at work.
    """

    report: Report
    original: str
    folded: str
    title: str
    title_end: int
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    bodies: tuple[str, ...]

    def lines_at(self, offset: int) -> tuple[int, ...]:
        """The source lines (1-based) of the piece of text at `offset`."""
        start, end = self.spans[bisect_right(self.starts, offset) - 1]
        return tuple(range(start, end + 1))


def read_report(report: Report) -> ReportText:
    """The text of `report`, folded once; every attribution reads it."""
    # start line, rank within a line, end line, text, section
    pieces = [(heading.line, 0, heading.line, heading.text, -1) for heading in report.outline]
    for number, section in enumerate(report.sections):
        pieces.extend((line.start, 1, line.end, line.text, number) for line in section.lines)
    pieces.sort(key=lambda piece: piece[:2])
    if not report.untitled:
        pieces.insert(0, (report.start_line, 0, report.start_line, report.title, -1))
    starts: list[int] = []
    offset = 0
    for piece in pieces:
        starts.append(offset)
        offset += len(piece[3]) + 1
    original = "\n".join(piece[3] for piece in pieces)
    folded = fold(original)
    lines: list[list[str]] = [[] for _ in report.sections]
    for start, piece in zip(starts, pieces, strict=True):
        if piece[4] >= 0:
            lines[piece[4]].append(folded[start : start + len(piece[3])])
    return ReportText(
        report=report,
        original=original,
        folded=folded,
        title=fold(report.title) if report.untitled else folded[: len(report.title)],
        title_end=0 if report.untitled else len(report.title),
        starts=tuple(starts) or (0,),
        spans=tuple((piece[0], piece[2]) for piece in pieces)
        or ((report.start_line, report.end_line),),
        bodies=tuple(
            "\n".join(own) if section.restored is None else fold(section.restored)
            for own, section in zip(lines, report.sections, strict=True)
        ),
    )
