"""A report as one folded text in which every offset knows its source lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter

from indexer.attribution.formal_sections import find_formal_sections
from indexer.model import Report, Role
from indexer.text import fold

NO_ROW = -1
_LINE_AND_RANK = itemgetter(0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class ReportText:
    """The words of a report: its title, headings and bodies in reading order, one piece a line.

    `original` is that text as it stands in the source, and `folded` the same text folded for
    matching; both have the same length. Offsets count characters of it. `title_end` is the offset
    at which the title ends. It is 0 for a report without a title: the title that was made up for it
    is left out, since its words stand in the body already. `bodies` are the folded texts of the
    sections; where a synonym replacer has been at work, the likely original.

    Topics and roles are counted in `whole`. It begins with `folded` and goes on with pieces that
    stand in no source line: a title that was made up, likely originals. Piece n is
    `whole[starts[n] : starts[n + 1] - 1]`. What is found in it counts for row `rows[n]` of a table,
    or for none (NO_ROW). The table has row 0 for the title, then a row for each different heading,
    which `headings` gives by its text, then a row for each section from `first_section` on.

    `formal` are the sections of which `find_formal_sections` says that they have no topic.
    """

    report: Report
    original: str
    folded: str
    title_end: int
    bodies: Sequence[str]
    whole: str
    starts: Sequence[int]
    rows: Sequence[int]
    headings: Mapping[str, int]
    first_section: int
    formal: Mapping[int, Role | None]
    _spans: Sequence[tuple[int, int]]

    def lines_at(self, offset: int) -> tuple[int, ...]:
        """Return the source lines (1-based) of the piece of `folded` at `offset`."""
        start, end = self._spans[bisect_right(self.starts, offset) - 1]
        return tuple(range(start, end + 1))

    def piece(self, number: int) -> str:
        """Return a piece of `whole`."""
        return self.whole[self.starts[number] : self.starts[number + 1] - 1]

    def ranges(self, offsets: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Divide ascending `offsets` of `whole` among the pieces that count for a row.

        Yields (number, low, high) for each such piece with any: its are `offsets[low:high]`.
        """
        low = 0
        for piece, row in enumerate(self.rows):
            high = bisect_left(offsets, self.starts[piece + 1], low)
            if row != NO_ROW and low < high:
                yield piece, low, high
            low = high

    def row_starts(self) -> dict[int, int]:
        """Return for each row the offset in `whole` at which its first piece begins."""
        return dict(zip(reversed(self.rows), reversed(self.starts[:-1]), strict=True))


def read_report(report: Report) -> ReportText:
    """Lay out the text of `report` and fold it."""
    headings: dict[str, int] = {}
    for section in report.sections:
        for text in section.path:
            headings.setdefault(text, len(headings) + 1)
    first = len(headings) + 1
    unread = dict(headings)
    # A piece: its start line, its rank within a line, its end line, its text and its row.
    pieces = [
        (heading.line, 0, heading.line, heading.text, unread.pop(heading.text, NO_ROW))
        for heading in report.outline
    ]
    appended = [(0, 0, 0, text, row) for text, row in unread.items()]
    for row, section in enumerate(report.sections, first):
        if section.restored is not None:
            appended.append((0, 0, 0, section.restored, row))
            row = NO_ROW
        pieces.extend((line.start, 1, line.end, line.text, row) for line in section.lines)
    pieces.sort(key=_LINE_AND_RANK)
    title = (report.start_line, 0, report.start_line, report.title, 0)
    if report.untitled:
        appended.append(title)
    else:
        pieces.insert(0, title)
    spans = [(piece[0], piece[2]) for piece in pieces]
    original = "\n".join([piece[3] for piece in pieces])
    pieces += appended
    rows = [piece[4] for piece in pieces]
    whole = fold("\n".join([piece[3] for piece in pieces]))
    starts = list(accumulate([len(piece[3]) + 1 for piece in pieces], initial=0))
    lines: list[list[str]] = [[] for _ in report.sections]
    for row, start, after in zip(rows, starts, starts[1:], strict=False):
        if row >= first:
            lines[row - first].append(whole[start : after - 1])
    bodies = list(map("\n".join, lines))
    return ReportText(
        report=report,
        original=original,
        folded=whole[: len(original)],
        title_end=0 if report.untitled else len(report.title),
        bodies=bodies,
        whole=whole,
        starts=starts,
        rows=rows,
        headings=headings,
        first_section=first,
        formal=find_formal_sections(report, bodies),
        _spans=spans or [(report.start_line, report.end_line)],
    )
