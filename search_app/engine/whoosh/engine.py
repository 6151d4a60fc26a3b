"""The embedded engine over one generation."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration, current_generation
from indexer.store.documents import KEY_DIGITS, ReportHead, SectionRecord
from indexer.store.generation import ReportNumber
from indexer.text import fold, words
from search_app.engine.byte_cache import ByteCache, WithSize
from search_app.engine.protocol import (
    FACETS,
    Counts,
    Explanation,
    Hit,
    PartKind,
    Relation,
    SearchRequest,
    SearchResult,
    StoredSection,
)
from search_app.engine.whoosh.common_words import most_frequent_words
from search_app.engine.whoosh.copies import find_original
from search_app.engine.whoosh.evaluate import (
    evaluate,
    explain_leaf,
    list_proximity_strings,
    more_like_this,
)
from search_app.engine.whoosh.facet_columns import Facets, Mask
from search_app.engine.whoosh.index_reader import IndexReader
from search_app.engine.whoosh.matches import Documents, Matches, Scores
from search_app.engine.whoosh.order import Ranked, collapse, sort_top_k, top_k
from search_app.engine.whoosh.proximity import proximity_bonus
from search_app.engine.whoosh.ranking import PROXIMITY_CANDIDATES
from search_app.query.nodes import And, AtLeast, Everything, Facet, Filter, Node, Not, Or

# What is kept of decoded postings and answers: a share of the index's own size, but at least so
# much. The hundred commonest words take 725 MB of a million sections, whose index has 2,690, and
# 130 of a hundred thousand (bench/compare.py): in less, each query drives out what the next needs.
CACHE_SHARE = 0.35
CACHE_LEAST = 256 * 1024 * 1024

# How full warming makes the cache: the rest is for what only a few ask for.
WARM_SHARE = 0.75
_SCAN_PAGE = 1000  # ids made at a time
_AT_A_TIME = 10  # sections, as many as an answer has

_ID = re.compile(f"[0-9a-f]{{{KEY_DIGITS}}}")
_NO_YEAR = -(10**6)  # after every year, whichever way they are sorted


@dataclass(frozen=True, slots=True)
class _Matched:
    """The outcome of a node under the filters of a request: what matches all of them, and for
    each selected facet what matches all but that one."""

    all: Matches
    without: Mapping[Facet, Documents]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a request is answered with, all pages of it."""

    ranked: Ranked
    copies: NDArray[np.int64] | None
    counts: Mapping[Facet, Counts]

    @property
    def nbytes(self) -> int:
        arrays: list[NDArray[Any]] = [self.ranked.documents, self.ranked.scores]
        arrays += [array for array in (self.ranked.years, self.copies) if array is not None]
        values = sum(map(len, self.counts.values()))
        return sum(array.nbytes for array in arrays) + _COUNT_BYTES * values


_NOTHING = _Answer(
    Ranked(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint32)),
    None,
    MappingProxyType({facet: {} for facet in FACETS}),
)


_COUNT_BYTES = 100  # of an entry of a dictionary from a value, which others share, to a number
_SECTION_BYTES = 1800  # the objects of a section but for its text and its report's head
_HEAD_BYTES = 2000
_TERM_BYTES = 20  # of all terms decoded, for each character of the text (bench/compare.py)


def _key(request: SearchRequest) -> Hashable:
    """What a request's answer depends on, but for the page that is shown of it."""
    filters = tuple(sorted((name, tuple(values)) for name, values in request.filters.items()))
    return (request.node, filters, request.sort, request.duplicates, request.uncertain)


class WhooshEngine:
    """`search_app.engine.protocol.Engine` over the arrays of an open generation.

    `fields` has the field of each topic that stands below one: a field stands for what is below it.
    """

    def __init__(
        self, generation: OpenGeneration, fields: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._generation = generation
        self._cache = ByteCache(max(CACHE_LEAST, int(CACHE_SHARE * generation.nbytes)))
        self._reader = IndexReader(generation, self._cache)
        self._facets = Facets(generation, fields)
        self._years = self._facets.years()

    @classmethod
    def open(cls, index: Path, fields: Mapping[str, str] = MappingProxyType({})) -> WhooshEngine:
        """The engine over the generation of `index` in use. Raises `IndexUnavailable` without
        one."""
        return cls(OpenGeneration(current_generation(index)), fields)

    @property
    def generation(self) -> str:
        return self._generation.name

    def close(self) -> None:
        """Forgets what is cached; the files are unmapped when the last request is done."""
        self._cache.clear()

    def warm(self, nodes: Iterable[Node]) -> Iterator[None]:
        rows = _SECTION_BYTES * self._reader.size + 4 * self._generation.characters
        if rows < self._cache.limit / 4:
            live = np.flatnonzero(self._reader.live)
            for at in range(0, len(live), _AT_A_TIME):
                for section in filter(None, self.sections(self._ids(live[at : at + _AT_A_TIME]))):
                    _ = section.text  # is kept with it
                yield
        if _TERM_BYTES * self._generation.characters < self._cache.limit / 2:
            yield from self._reader.warm()
        for node in nodes:
            if self._cache.nbytes > WARM_SHARE * self._cache.limit:
                break
            evaluate(node, self._reader, self._facets, uncertain=False)
            yield

    # Searching

    def search(self, request: SearchRequest) -> SearchResult:
        answer = self._cache.get(_key(request), lambda: self._answer(request))
        ranked, copies = answer.ranked, answer.copies
        if not len(ranked.documents):
            return SearchResult(0, (), answer.counts)
        start = (request.page - 1) * request.size
        chosen = sort_top_k(ranked, start + request.size)[start:]
        shown = None if copies is None else copies[chosen]
        hits = self._hits(ranked.select(chosen), shown)
        return SearchResult(len(ranked.documents), hits, answer.counts)

    def _hits(self, ranked: Ranked, copies: NDArray[np.int64] | None) -> tuple[Hit, ...]:
        ids = self._ids(ranked.documents)
        counts = [0] * len(ids) if copies is None else copies.tolist()
        return tuple(map(Hit, ids, ranked.scores.tolist(), counts))

    def count_many(self, requests: Sequence[SearchRequest]) -> list[int]:
        return [self._count(request) for request in requests]

    def _count(self, request: SearchRequest) -> int:
        documents = self._find(request).all.documents
        if request.duplicates == "show":
            return len(documents)
        clusters = self._reader.cluster.take(documents)
        clusters = clusters[clusters > 0]
        return len(documents) - len(clusters) + len(np.unique(clusters))

    def scan(self, request: SearchRequest) -> Iterator[str]:
        ranked = self._cache.get(_key(request), lambda: self._answer(request)).ranked
        documents = ranked.documents[ranked.argsort()]
        for start in range(0, len(documents), _SCAN_PAGE):
            yield from self._ids(documents[start : start + _SCAN_PAGE])

    def _answer(self, request: SearchRequest) -> _Answer:
        matched = self._find(request)
        if not len(matched.all) and not matched.without:
            return _NOTHING
        ranked = self._rank(request, matched.all)
        clusters = self._reader.cluster if request.duplicates == "collapse" else None

        def counts(documents: Documents, only: Facet | None) -> dict[Facet, Counts]:
            of_each = None if clusters is None else clusters.take(documents)
            return self._facets.counts(documents, of_each, request.uncertain, only)

        facet_counts = counts(matched.all.documents, None)
        for facet, documents in matched.without.items():
            facet_counts[facet] = counts(documents, facet)[facet]
        copies = None
        if clusters is not None:
            ranked, copies = collapse(ranked, clusters)
        return _Answer(ranked, copies, MappingProxyType(facet_counts))

    def crosstab(
        self, request: SearchRequest, rows: Facet, columns: Facet
    ) -> Mapping[tuple[str, str], int]:
        others = {name: v for name, v in request.filters.items() if name not in (rows, columns)}
        documents = self._find(replace(request, filters=others)).all.documents
        collapse = request.duplicates == "collapse"
        clusters = self._reader.cluster[documents] if collapse else None
        return self._facets.crosstab(rows, columns, documents, clusters, request.uncertain)

    def _find(self, request: SearchRequest) -> _Matched:
        matches = evaluate(request.node, self._reader, self._facets, request.uncertain)
        masks = {
            facet: self._facets.select(facet, values, request.uncertain, matches.documents)
            for facet, values in request.filters.items()
            if values
        }
        if not masks:
            return _Matched(matches, {})
        without = {}
        for facet in masks:
            others: Mask = np.ones(len(matches), np.bool_)
            for other, mask in masks.items():
                if other != facet:
                    others = others & mask
            without[facet] = matches.documents[others]
        every = np.logical_and.reduce(list(masks.values()))
        return _Matched(matches.select(every), without)

    def _rank(self, request: SearchRequest, matches: Matches) -> Ranked:
        corpus = self._reader
        scores = matches.scores
        if request.sort == "relevance":
            bonus = self._bonus(request.node, matches)
            scores = scores if bonus is None else scores + bonus
        years = None
        if request.sort != "relevance":
            years = self._years[matches.documents]
            if request.sort == "oldest":
                years = np.where(years == 0, _NO_YEAR, -years)
        return Ranked(matches.documents, scores, corpus.rank, years)

    def _bonus(self, node: Node, matches: Matches) -> Scores | None:
        """What closeness adds to each of `matches`; None where there is no closeness."""
        wanted = list_proximity_strings(node)
        if len(wanted) < 2 or not len(matches):
            return None
        if len(matches) <= PROXIMITY_CANDIDATES:
            return proximity_bonus(wanted, matches.documents, self._reader)
        bonus = np.zeros(len(matches), np.float32)
        ranked = Ranked(matches.documents, matches.scores, self._reader.rank)
        chosen = top_k(ranked, PROXIMITY_CANDIDATES)
        bonus[chosen] = proximity_bonus(wanted, matches.documents[chosen], self._reader)
        return bonus

    def explain(self, request: SearchRequest, section_id: str) -> Explanation | None:
        document = self._document(section_id)
        matches = self._find(request).all
        if document is None:
            return None
        at = matches.index_of(document)
        if at is None:
            return None
        parts = [part for part in self._parts(request.node, document) if part[2]]
        by_year = request.sort != "relevance"
        every = None if by_year else self._bonus(request.node, matches)
        bonus = 0.0 if every is None else float(every[at])
        if bonus:
            parts.append(("closeness", "", bonus))
        parts.sort(key=lambda part: -part[2])
        return Explanation(tuple(parts), float(matches.scores[at]) + bonus)

    def _parts(self, node: Node, document: int) -> list[tuple[PartKind, str, float]]:
        match node:
            case And(children) | Or(children) | AtLeast(_, children):
                return [part for child in children for part in self._parts(child, document)]
            case Not() | Filter() | Everything():
                return []
            case _:
                return explain_leaf(node, self._reader, document)

    # What is kept of sections and reports

    def sections(self, ids: Sequence[str]) -> list[StoredSection | None]:
        cached = self._cache.get_all("section", ids, self._read)
        return [cached[section_id].value if section_id in cached else None for section_id in ids]

    def _read(self, ids: list[str]) -> dict[str, WithSize[StoredSection]]:
        documents = self._documents(ids)
        records = self._generation.sections(documents.values())
        reports = list(map(self._generation.report_of, documents.values()))
        heads = self._cache.get_all("head", dict.fromkeys(reports), self._heads)
        return {
            section_id: _to_stored(section_id, record, heads[report].value)
            for section_id, record, report in zip(documents, records, reports, strict=True)
        }

    def _heads(self, reports: list[ReportNumber]) -> dict[ReportNumber, WithSize[ReportHead]]:
        heads = self._generation.heads(reports)
        return {
            report: WithSize(head, _HEAD_BYTES) for report, head in zip(reports, heads, strict=True)
        }

    def report(self, report_id: str) -> Mapping[str, Any] | None:
        located = self._generation.report_documents(report_id)
        if located is None:
            return None
        segment, documents = located
        everywhere = documents.astype(np.int64) + segment.document_base
        records = self._generation.sections(everywhere.tolist())
        number = segment.records.report_number(int(documents[0]))
        body = segment.records.body(number, records)
        if body["duplicate_of"] is None:
            body["duplicate_of"] = find_original(everywhere, self._generation, self._reader)
        return body | {
            "sections": [
                _to_inspected(section_id, record, body["confirmed"])
                for section_id, record in zip(self._ids(everywhere), records, strict=True)
            ],
            "beside": self._reports_in(body["file"]),
        }

    def _reports_in(self, file: str) -> list[dict[str, str]]:
        """The id and title of each report of a source file that has sections, in its order."""
        titles: dict[str, str] = {}
        for segment, documents in self._generation.file_documents(file):
            # A file's sections are added at once, in their order, to one segment.
            alive = documents[~np.isin(documents, segment.deleted)]
            everywhere = (alive.astype(np.int64) + segment.document_base).tolist()
            reports = dict.fromkeys(map(self._generation.report_of, everywhere))
            for head in self._generation.heads(reports):
                titles[head.report_id] = head.title
        return [{"id": report_id, "title": title} for report_id, title in titles.items()]

    def related(self, section_id: str, relation: Relation, size: int = 100) -> list[str]:
        document = self._document(section_id)
        if document is None:
            return []
        match relation:
            case "copies":
                return self._copies(document, size)
            case "similar":
                return self._similar(document, size)

    def _copies(self, document: int, size: int) -> list[str]:
        clusters = self._reader.cluster
        if not clusters[document]:
            return []
        members = np.flatnonzero((clusters == clusters[document]) & self._reader.live)
        members = members[members != document]
        return self._ids(members[np.argsort(self._reader.rank[members])][:size])

    def _similar(self, document: int, size: int) -> list[str]:
        (record,) = self._generation.sections([document])
        text = fold("\n".join([text for _, _, text in record.lines]))
        distinct = dict.fromkeys(word for word, _ in words(text) if len(word) > 1)
        matches = more_like_this(distinct, self._reader, document)
        if not len(matches):
            return []
        clusters = self._reader.cluster
        other = matches.documents != document
        if clusters[document]:
            other &= clusters[matches.documents] != clusters[document]
        matches = matches.select(other)
        ranked, _ = collapse(Ranked(matches.documents, matches.scores, self._reader.rank), clusters)
        return self._ids(ranked.documents[sort_top_k(ranked, size)])

    def common_words(self, size: int) -> list[tuple[str, int]]:
        return most_frequent_words(self._generation, size)

    def _document(self, section_id: str) -> int | None:
        return self._documents([section_id]).get(section_id)

    def _documents(self, ids: Sequence[str]) -> dict[str, int]:
        """The documents of those of `ids` that there are."""
        keys = {section_id: int(section_id, 16) for section_id in ids if _ID.fullmatch(section_id)}
        located = zip(keys, self._reader.find_documents(list(keys.values())), strict=True)
        return {section_id: document for section_id, document in located if document is not None}

    def _ids(self, documents: NDArray[np.signedinteger[Any]] | Sequence[int]) -> list[str]:
        keys = self._reader.keys.take(documents).astype(">u8")
        return keys.tobytes().hex(" ", keys.itemsize).split()


def _to_stored(section_id: str, record: SectionRecord, head: ReportHead) -> WithSize[StoredSection]:
    path, lines, part, topics, role = record
    report_id, title, region, year, period, file, spun = head
    section = StoredSection(
        section_id,
        report_id,
        title,
        tuple(path),
        tuple([(start, end, text) for start, end, text in lines]),
        part,
        tuple(topics),
        role,
        region,
        year,
        period,
        file,
        lines[0][0],
        lines[-1][1],
        spun,
    )
    # Two bytes a character, in the paragraphs and in the whole.
    return WithSize(section, 4 * sum([len(text) for _, _, text in lines]) + _SECTION_BYTES)


def _to_inspected(
    section_id: str, record: SectionRecord, confirmed: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """A section as the JSON of `inspect` has it; `confirmed` is that of its report."""
    by_hand = any(
        known["field"] == "topics" and known["section"] in ("", section_id) for known in confirmed
    )
    lines = {
        "start_line": record.lines[0][0],
        "end_line": record.lines[-1][1],
        "text": "\n".join([text for _, _, text in record.lines]),
        "topics_status": "confirmed" if by_hand else None,
    }
    return {"id": section_id} | record._asdict() | lines
