"""A report as one folded text whose every offset knows its source lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.attribution.region_words import FoundPlaces
from indexer.attribution.topics_file import TopicRules
from indexer.model import Report

NO_ROW = -1


class FoundTerms(NamedTuple):
    """Terms of a topics file in a text: their numbers and where they start, ascending."""

    numbers: Sequence[int]
    starts: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class FoundWords:
    """What stands where in a report: terms of its topics and cues of roles; and in `folded` alone,
    (offset, word) of those that tell a year and of themes of periods, by offset, offsets of those
    by which a report speaks of its own place, and those that tell places."""

    topics: FoundTerms
    cues: FoundTerms
    years: Sequence[tuple[int, str]]
    themes: Sequence[tuple[int, str]]
    own: Sequence[int]
    places: FoundPlaces


@dataclass(frozen=True, slots=True, eq=False)
class ReportText:
    """The own words of a report: title, headings and bodies in reading order, one a line.

    `folded` and `original` have the same length. `title_end` is the offset where the title ends;
    0 for a report that has none of its own, whose made-up title is left out: its words stand in the
    body already. `bodies` are the folded texts of the sections, the likely original where a synonym
    replacer has been at work.

    For topics and roles `whole` goes on where `folded` ends, with what that has not: a made-up
    title, likely originals. Piece n is `whole[starts[n] : starts[n + 1] - 1]`; it is read for row
    `rows[n]` of a table, or for none (NO_ROW). Row 0 is the title's, `headings` has those of the
    headings, each text once, and section n has row `first_section + n`. `found` are the words of
    `topics` and `cues` and all others that attribution looks for.
    """

    report: Report
    original: str
    folded: str
    title_end: int
    spans: Sequence[tuple[int, int]]
    bodies: Sequence[str]
    whole: str
    starts: Sequence[int]
    rows: Sequence[int]
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

    def ranges(self, offsets: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """For each piece of `whole` that is read and has any of `offsets`, its number n and which:
        offsets[low:high], as (n, low, high). They ascend from piece to piece."""
        low = 0
        for piece, row in enumerate(self.rows):
            high = bisect_left(offsets, self.starts[piece + 1], low)
            if row != NO_ROW and low < high:
                yield piece, low, high
            low = high

    def row_starts(self) -> dict[int, int]:
        """Where the first piece of each row begins."""
        return dict(zip(reversed(self.rows), reversed(self.starts[:-1]), strict=True))
