"""What the application asks of an engine, and what it gets, whichever engine it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from search_app.query.nodes import Facet, Node

Sort = Literal["relevance", "newest", "oldest"]
PartKind = Literal["literal", "word", "bigram", "phrase", "near", "prefix", "closeness"]
Duplicates = Literal["collapse", "show"]
Relation = Literal["copies", "similar"]
FACETS: tuple[Facet, ...] = ("region", "year", "topic", "role", "period")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `filters` are the facet selections beside the query: values of one facet are
    OR-ed, facets are AND-ed, and each facet's counts ignore that facet's own selection.

    A region value is a six-digit code and selects everything below it. `uncertain` lets
    attributions of status `possible` count in filters and facets; a year of status `conflict`
    always counts, as the one that the evidence speaks for.
    """

    node: Node
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    duplicates: Duplicates = "collapse"
    uncertain: bool = False


class Hit(NamedTuple):
    """A section that matched. `duplicates` counts the matching copies folded into it."""

    section_id: str
    score: float
    duplicates: int = 0


Counts = Mapping[str, int]
"""The values of a facet that any section has, each with its number of sections."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`counts` maps each facet to value → number of matching sections, collapsed like the hits: as
    many as would be listed with that value chosen. Region counts are given for every level, each
    including what lies below it."""

    total: int
    hits: tuple[Hit, ...]
    counts: Mapping[Facet, Counts]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the score of a section is the sum of, weightiest first: (kind, text of the query, how
    much) each."""

    parts: tuple[tuple[PartKind, str, float], ...]
    score: float


@dataclass(frozen=True)
class StoredSection:
    """A section as the index keeps it, with what it inherits from its report.

    `region` and `year` are the dictionaries of the JSON contract, without evidence; `lines` are
    (first source line, last source line, text) a paragraph.
    """

    id: str
    report_id: str
    title: str
    path: tuple[str, ...]
    lines: tuple[tuple[int, int, str], ...]
    part: int | None
    topics: tuple[str, ...]
    role: str
    region: dict[str, Any] | None
    year: dict[str, Any] | None
    period: str | None
    file: str
    start_line: int
    end_line: int
    spun: bool = False

    @cached_property
    def text(self) -> str:
        """The paragraphs, one a line. Most sections that are shown are shown again, so it is
        kept."""
        return "\n".join([text for _, _, text in self.lines])

    @property
    def source(self) -> dict[str, Any]:
        """Where the section stands, as in the JSON contract."""
        return {"file": self.file, "start_line": self.start_line, "end_line": self.end_line}


class Engine(Protocol):
    """An open index generation. Safe to share between threads; goes on answering after a rebuild,
    until it is closed. Engines are hashable and can be referred to weakly, since what the program
    learns of a generation is kept as long as its engine.

    Every method may raise `IndexUnavailable`: the engine cannot answer just now, and the text says
    what to do. Values that cross this border are plain Python, so that an engine may as well be a
    program on another machine.
    """

    @property
    def generation(self) -> str:
        """Name of the generation, changing with every rebuild: the ETag of every page."""

    def search(self, request: SearchRequest) -> SearchResult:
        """One page of hits, their total, and the counts of all facets."""

    def count_many(self, requests: Sequence[SearchRequest]) -> list[int]:
        """The total that `search` has for each request, at the price of the matching alone."""

    def crosstab(
        self, request: SearchRequest, rows: Facet, columns: Facet
    ) -> Mapping[tuple[str, str], int]:
        """For each pair of values of two facets the number of sections that match and have both,
        collapsed like the hits. Like a facet's counts, it ignores the selections of these two
        facets and heeds all others; pairs that no section has are left out."""

    def scan(self, request: SearchRequest) -> Iterator[str]:
        """The ids of all sections that `search` would list on one page after another, in order.
        The page and size of the request are not heeded. The ids are of one generation, whatever
        happens to the index meanwhile."""

    def sections(self, ids: Sequence[str]) -> list[StoredSection | None]:
        """The sections of these ids, in order; None where there is none."""

    def report(self, report_id: str) -> Mapping[str, Any] | None:
        """The whole report as `inspect --json` gives it, with `file`, `encoding`, its `repairs`,
        the `source_lines` it was made from, and as `beside` the `id` and `title` of every report of
        that file that has sections, itself included, in the file's order. `duplicate_of` also names
        a report of another file, whose name sorts before, most of which this one repeats. None
        where there is no such report with sections."""

    def related(self, section_id: str, relation: Relation, size: int = 100) -> list[str]:
        """Ids of other sections, `size` at most: of those that say the same, in the order of their
        ids; or of those that share most of its distinctive words, its copies left out, the most
        similar first."""

    def explain(self, request: SearchRequest, section_id: str) -> Explanation | None:
        """What the score of a section under a request is made of; None where it does not match."""

    def close(self) -> None:
        """Lets go of what the engine holds."""


@runtime_checkable
class KnowsWords(Protocol):
    """What an engine may offer besides: the words it has indexed. Suggestions use them."""

    def common_words(self, size: int) -> list[tuple[str, int]]:
        """The words of most sections, most frequent first, with about their number of sections
        (sections deleted since may count too)."""


@runtime_checkable
class Warms(Protocol):
    """What an engine may offer besides: reading what searches will need before they need it."""

    def warm(self, nodes: Iterable[Node]) -> Iterator[None]:
        """Reads ahead, a little at each step: what every search needs, if it takes little room, and
        what each of `nodes` needs, until what may be kept of it is full."""
