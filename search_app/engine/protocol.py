"""What the application asks of an engine, and what it gets. Nothing here knows Whoosh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import orjson
from numpy.typing import NDArray

from search_app.query.nodes import Facet, Node

Sort = Literal["relevance", "newest", "oldest"]
PartKind = Literal["literal", "word", "bigram", "phrase", "near", "prefix", "closeness"]
Duplicates = Literal["collapse", "show"]
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


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """Every value, ascending, that a facet has in an index. One object a generation, compared as
    such: what is made of all values can be kept by it."""

    values: tuple[str, ...]


class Counts(Mapping[str, int]):
    """How many sections have each value of a facet: `numbers[i]` of them `domain.values[i]`. As a
    mapping it has those values that any section has."""

    def __init__(self, domain: Domain, numbers: NDArray[np.intp]) -> None:
        self.domain = domain
        self.numbers = numbers

    @classmethod
    def of(cls, counted: Mapping[str, int]) -> Counts:
        values = tuple(sorted(counted))
        return cls(Domain(values), np.array([counted[value] for value in values], np.intp))

    @cached_property
    def by_value(self) -> dict[str, int]:
        numbered = zip(self.domain.values, self.numbers.tolist(), strict=True)
        return {value: number for value, number in numbered if number}

    def __getitem__(self, value: str) -> int:
        return self.by_value[value]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_value)

    def __len__(self) -> int:
        return len(self.by_value)


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


# An answer has ten: a frozen dataclass of as many fields takes five times as long to make.
class _SectionFields(NamedTuple):
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


class StoredSection(_SectionFields):
    """A section as the index keeps it, with what it inherits from its report.

    `region` and `year` are the dictionaries of the JSON contract, without evidence; `lines` are
    (first source line, last source line, text) a paragraph. What is made of them is kept: most
    sections that are shown are shown again.
    """

    @cached_property
    def text(self) -> str:
        return "\n".join([text for _, _, text in self.lines])

    @property
    def source(self) -> dict[str, Any]:
        """Where the section stands, as in the JSON contract."""
        return {"file": self.file, "start_line": self.start_line, "end_line": self.end_line}

    @cached_property
    def hit_json(self) -> tuple[bytes, bytes]:
        """What the JSON of a hit says whatever the query: up to its snippet, and from its region to
        its source."""
        before = {
            "id": self.id,
            "report_id": self.report_id,
            "title": self.title,
            "path": self.path,
            "part": self.part,
        }
        after = {
            "region": self.region,
            "year": self.year,
            "period": self.period,
            "topics": self.topics,
            "role": self.role,
            "source": self.source,
        }
        return orjson.dumps(before)[:-1], orjson.dumps(after)[1:-1]


class Engine(Protocol):
    """An open index generation. Safe to share between threads."""

    @property
    def generation(self) -> str:
        """Name of the generation, changing with every rebuild: the ETag of every page."""

    def read_ahead(self, nodes: Iterable[Node]) -> Iterator[None]:
        """Reads what searches will need, a little at each step: all sections and where all terms
        stand, if they take little room, and what each of `nodes` needs, until what may be kept of
        it is."""

    def search(self, request: SearchRequest) -> SearchResult: ...

    def total(self, request: SearchRequest) -> int:
        """The total of `search`, at the price of the matching alone."""

    def stands(self, text: str) -> bool:
        """Whether a string is shown anywhere, as a word or not: whether a phrase of it would be
        found, at the price of looking."""

    def crosstab(
        self, request: SearchRequest, rows: Facet, columns: Facet
    ) -> Mapping[tuple[str, str], int]:
        """For each pair of values of two facets the number of sections that match and have both,
        collapsed like the hits. Like a facet's counts, it ignores the selections of these two
        facets and heeds all others; pairs that no section has are left out."""

    def explain(self, request: SearchRequest, section_id: str) -> Explanation | None:
        """What the score of a section under a request is made of; None where it does not match."""

    def matching_keys(self, request: SearchRequest) -> NDArray[np.uint64]:
        """Every section that matches, copies included, as sorted keys: a section id read as a
        hexadecimal number. Paging and sorting of the request are not heeded."""

    def sections(self, ids: Sequence[str]) -> list[StoredSection | None]:
        """The sections of these ids, in order; None where there is none."""

    def report(self, report_id: str) -> Mapping[str, Any] | None:
        """The whole report as `inspect --json` gives it, with `file`, `encoding`, its `repairs`
        and the `source_lines` it was made from; None where there is none."""

    def reports_in(self, file: str) -> tuple[tuple[str, str], ...]:
        """(id, title) of the reports of a source file that have sections, in its order."""

    def copies(self, section_id: str) -> tuple[str, ...]:
        """Ids of the other sections that say the same."""

    def similar(self, section_id: str, size: int = 5) -> tuple[Hit, ...]: ...

    def common_words(self, size: int) -> tuple[tuple[str, int], ...]:
        """The words of most sections, with about their number: the whole vocabulary at the price
        of reading its dictionary (sections deleted since count too)."""

    def close(self) -> None: ...
