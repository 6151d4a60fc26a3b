"""A report as one folded text whose every offset knows its source lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.attribution.literals import Found, Numbers
from indexer.attribution.topics_file import TopicRules
from indexer.model import Report


@dataclass(frozen=True, slots=True, eq=False)
class FoundWords:
    """What stands where in a report: terms and field words of its topics, cues of roles, and in
    `folded` alone, stems and full names of places and (offset, word) of those that tell a year, by
    offset."""

    topics: Found
    field: Found
    cues: Found
    stems: Found
    units: Found
    years: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class ReportText:
    """The own words of a report: title, headings and bodies in reading order, one a line.

    `folded` and `original` have the same length. `title_end` is the offset where the title ends;
    0 for a report that has none of its own, whose made-up title is left out: its words stand in the
    body already. `bodies` are the folded texts of the sections, the likely original where a synonym
    replacer has been at work.

    For topics and roles `whole` goes on where `folded` ends, with what that has not: a made-up
    title, likely originals. Piece n is `whole[starts[n] : starts[n + 1] - 1]` (`begins` is the same
    as an array); it is read for row `rows[n]` of a table, or for none (-1). Row 0 is the title's,
    `headings` has those of the headings, each text once, and section n has row `first_section + n`.
    `found` are the words of `topics` and `cues` and all others that attribution looks for.
    """

    report: Report
    original: str
    folded: str
    title_end: int
    spans: tuple[tuple[int, int], ...]
    bodies: tuple[str, ...]
    whole: str
    starts: tuple[int, ...]
    begins: Numbers
    rows: Numbers
    headings: Mapping[str, int]
    first_section: int
    topics: TopicRules
    cues: TopicRules
    found: FoundWords

    def lines_at(self, offset: int) -> tuple[int, ...]:
        """The source lines (1-based) of the piece of `folded` at `offset`."""
        start, end = self.spans[bisect_right(self.starts, offset) - 1]
        return tuple(range(start, end + 1))

    def piece(self, number: int) -> str:
        """A piece of `whole`."""
        return self.whole[self.starts[number] : self.starts[number + 1] - 1]

    def pieces_at(self, offsets: Numbers) -> Numbers:
        """The number of the piece of `whole` that each offset is in."""
        return self.begins.searchsorted(offsets, side="right") - 1
