"""The engine over one generation, and the handle that follows the one in use."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from indexer.store.documents import KEY_DIGITS, ReportHead, SectionRecord
from indexer.store.generation import ReportNumber
from indexer.text import fold, words
from search_app.engine.protocol import (
    FACETS,
    Counts,
    Explanation,
    Hit,
    PartKind,
    SearchRequest,
    SearchResult,
    StoredSection,
)
from search_app.engine.whoosh import vocabulary
from search_app.engine.whoosh.cache import ByteCache, Kept
from search_app.engine.whoosh.closeness import closeness
from search_app.engine.whoosh.copies import copied_from
from search_app.engine.whoosh.corpus import Corpus
from search_app.engine.whoosh.evaluate import alike, evaluate, leaf_parts, units
from search_app.engine.whoosh.facets import Facets, Mask
from search_app.engine.whoosh.matches import Documents, Matches, Scores
from search_app.engine.whoosh.order import Ranked, collapsed, first, leading
from search_app.engine.whoosh.ranking import CLOSENESS_CANDIDATES
from search_app.query.nodes import And, AtLeast, Everything, Facet, Filter, Node, Not, Or

# What is kept of decoded postings and answers: a share of the index's own size, but at least so
# much. The hundred commonest words take 725 MB of a million sections, whose index has 2,690, and
# 130 of a hundred thousand (bench/compare.py): in less, each query drives out what the next needs.
CACHE_SHARE = 0.35
CACHE_LEAST = 256 * 1024 * 1024

# How full reading ahead makes the cache: the rest is for what only a few ask for.
AHEAD_SHARE = 0.75
_AT_A_TIME = 10  # sections, as many as an answer has

_ID = re.compile(f"[0-9a-f]{{{KEY_DIGITS}}}")
_NO_YEAR = -(10**6)  # after every year, whichever way they are sorted


@dataclass(frozen=True, slots=True)
class _Found:
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
        arrays += [counts.numbers for counts in self.counts.values()]
        return sum(array.nbytes for array in arrays)


_NOTHING = _Answer(
    Ranked(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint32)),
    None,
    MappingProxyType({facet: Counts.of({}) for facet in FACETS}),
)


_SECTION_BYTES = 2600  # the objects and JSON of a section but for its text and its report's head
_HEAD_BYTES = 2000
_TERM_BYTES = 20  # of all terms decoded, for each character of the text (bench/compare.py)


def _key(request: SearchRequest) -> Hashable:
    """What a request's answer depends on, but for the page that is shown of it."""
    filters = tuple(sorted((name, tuple(values)) for name, values in request.filters.items()))
    return (request.node, filters, request.sort, request.duplicates, request.uncertain)


class WhooshEngine:
    """`search_app.engine.protocol.Engine` over the arrays of an open generation."""

    def __init__(self, generation: OpenGeneration) -> None:
        self._generation = generation
        self._cache = ByteCache(max(CACHE_LEAST, int(CACHE_SHARE * generation.nbytes)))
        self._corpus = Corpus(generation, self._cache)
        self._facets = Facets(generation)
        self._years = self._facets.years()

    @property
    def generation(self) -> str:
        return self._generation.name

    def close(self) -> None:
        """Forgets what is cached; the files are unmapped when the last request is done."""
        self._cache.clear()

    def read_ahead(self, nodes: Iterable[Node]) -> Iterator[None]:
        rows = _SECTION_BYTES * self._corpus.size + 4 * self._generation.characters
        if rows < self._cache.limit / 4:
            live = np.flatnonzero(self._corpus.live)
            for at in range(0, len(live), _AT_A_TIME):
                for section in filter(None, self.sections(self._ids(live[at : at + _AT_A_TIME]))):
                    _ = section.text, section.hit_json  # are kept with it
                yield
        if _TERM_BYTES * self._generation.characters < self._cache.limit / 2:
            yield from self._corpus.decode()
        for node in nodes:
            if self._cache.held > AHEAD_SHARE * self._cache.limit:
                break
            evaluate(node, self._corpus, self._facets, uncertain=False)
            yield

    # Searching

    def search(self, request: SearchRequest) -> SearchResult:
        answer = self._cache.get(_key(request), lambda: self._answer(request))
        ranked, copies = answer.ranked, answer.copies
        if not len(ranked.documents):
            return SearchResult(0, (), answer.counts)
        start = (request.page - 1) * request.size
        chosen = first(ranked, start + request.size)[start:]
        shown = None if copies is None else copies[chosen]
        hits = self._hits(ranked.where(chosen), shown)
        return SearchResult(len(ranked.documents), hits, answer.counts)

    def _hits(self, ranked: Ranked, copies: NDArray[np.int64] | None) -> tuple[Hit, ...]:
        ids = self._ids(ranked.documents)
        counts = [0] * len(ids) if copies is None else copies.tolist()
        return tuple(map(Hit, ids, ranked.scores.tolist(), counts))

    def total(self, request: SearchRequest) -> int:
        documents = self._find(request).all.documents
        if request.duplicates == "show":
            return len(documents)
        own = self._corpus.cluster.take(documents)
        clusters = own[own > 0]
        return len(documents) - len(clusters) + len(np.unique(clusters))

    def stands(self, text: str) -> bool:
        return len(self._corpus.quoted(fold(text))) > 0

    def _answer(self, request: SearchRequest) -> _Answer:
        found = self._find(request)
        if not len(found.all) and not found.without:
            return _NOTHING
        ranked = self._rank(request, found.all)
        clusters = self._corpus.cluster if request.duplicates == "collapse" else None

        def counts(documents: Documents, only: Facet | None) -> dict[Facet, Counts]:
            own = None if clusters is None else clusters.take(documents)
            return self._facets.counts(documents, own, request.uncertain, only)

        counted = counts(found.all.documents, None)
        for facet, documents in found.without.items():
            counted[facet] = counts(documents, facet)[facet]
        copies = None
        if clusters is not None:
            ranked, copies = collapsed(ranked, clusters)
        return _Answer(ranked, copies, MappingProxyType(counted))

    def crosstab(
        self, request: SearchRequest, rows: Facet, columns: Facet
    ) -> Mapping[tuple[str, str], int]:
        others = {name: v for name, v in request.filters.items() if name not in (rows, columns)}
        documents = self._find(replace(request, filters=others)).all.documents
        collapse = request.duplicates == "collapse"
        own = self._corpus.cluster[documents] if collapse else None
        return self._facets.crosstab(rows, columns, documents, own, request.uncertain)

    def matching_keys(self, request: SearchRequest) -> NDArray[np.uint64]:
        return np.sort(self._corpus.keys[self._find(request).all.documents])

    def _find(self, request: SearchRequest) -> _Found:
        matches = evaluate(request.node, self._corpus, self._facets, request.uncertain)
        masks = {
            facet: self._facets.selected(facet, values, request.uncertain, matches.documents)
            for facet, values in request.filters.items()
            if values
        }
        if not masks:
            return _Found(matches, {})
        without = {}
        for facet in masks:
            others: Mask = np.ones(len(matches), np.bool_)
            for other, mask in masks.items():
                if other != facet:
                    others = others & mask
            without[facet] = matches.documents[others]
        every = np.logical_and.reduce(list(masks.values()))
        return _Found(matches.where(every), without)

    def _rank(self, request: SearchRequest, matches: Matches) -> Ranked:
        corpus = self._corpus
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
        wanted = units(node)
        if len(wanted) < 2 or not len(matches):
            return None
        if len(matches) <= CLOSENESS_CANDIDATES:
            return closeness(wanted, matches.documents, self._corpus)
        bonus = np.zeros(len(matches), np.float32)
        ranked = Ranked(matches.documents, matches.scores, self._corpus.rank)
        chosen = leading(ranked, CLOSENESS_CANDIDATES)
        bonus[chosen] = closeness(wanted, matches.documents[chosen], self._corpus)
        return bonus

    def explain(self, request: SearchRequest, section_id: str) -> Explanation | None:
        document = self._document(section_id)
        matches = self._find(request).all
        if document is None:
            return None
        at = matches.place(document)
        if at is None:
            return None
        parts = [part for part in self._parts(request.node, document) if part[2]]
        every = self._bonus(request.node, matches)
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
                return leaf_parts(node, self._corpus, document)

    # What is kept of sections and reports

    def sections(self, ids: Sequence[str]) -> list[StoredSection | None]:
        held = self._cache.get_all("section", ids, self._read)
        return [held[section_id].value if section_id in held else None for section_id in ids]

    def _read(self, ids: list[str]) -> dict[str, Kept[StoredSection]]:
        found = self._documents(ids)
        records = self._generation.sections(found.values())
        reports = list(map(self._generation.report_of, found.values()))
        heads = self._cache.get_all("head", dict.fromkeys(reports), self._heads)
        return {
            section_id: _stored(section_id, record, heads[report].value)
            for section_id, record, report in zip(found, records, reports, strict=True)
        }

    def _heads(self, reports: list[ReportNumber]) -> dict[ReportNumber, Kept[ReportHead]]:
        heads = self._generation.heads(reports)
        return {
            report: Kept(head, _HEAD_BYTES) for report, head in zip(reports, heads, strict=True)
        }

    def report(self, report_id: str) -> Mapping[str, Any] | None:
        held = self._generation.report_documents(report_id)
        if held is None:
            return None
        segment, documents = held
        everywhere = documents.astype(np.int64) + segment.document_base
        records = self._generation.sections(everywhere.tolist())
        number = segment.records.report_number(int(documents[0]))
        body = segment.records.body(number, records)
        if body["duplicate_of"] is None:
            body["duplicate_of"] = copied_from(everywhere, self._generation, self._corpus)
        return body | {"sections": list(map(_as_inspected, self._ids(everywhere), records))}

    def reports_in(self, file: str) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        for segment, documents in self._generation.file_documents(file):
            # A file's sections are added at once, in their order, to one segment.
            alive = documents[~np.isin(documents, segment.deleted)]
            everywhere = (alive.astype(np.int64) + segment.document_base).tolist()
            reports = dict.fromkeys(map(self._generation.report_of, everywhere))
            for head in self._generation.heads(reports):
                found[head.report_id] = head.title
        return tuple(found.items())

    def copies(self, section_id: str) -> tuple[str, ...]:
        document = self._document(section_id)
        if document is None or not self._corpus.cluster[document]:
            return ()
        alike = self._corpus.cluster == self._corpus.cluster[document]
        members = np.flatnonzero(alike & self._corpus.live)
        ordered = members[np.argsort(self._corpus.rank[members])]
        return tuple(self._ids(ordered[ordered != document]))

    def similar(self, section_id: str, size: int = 5) -> tuple[Hit, ...]:
        """The sections that share most of a section's distinctive words, its copies left out."""
        document = self._document(section_id)
        if document is None:
            return ()
        (record,) = self._generation.sections([document])
        text = fold("\n".join([text for _, _, text in record.lines]))
        held = dict.fromkeys(word for word, _ in words(text) if len(word) > 1)
        matches = alike(held, self._corpus, document)
        if not len(matches):
            return ()
        cluster = self._corpus.cluster
        other = matches.documents != document
        if cluster[document]:
            other &= cluster[matches.documents] != cluster[document]
        matches = matches.where(other)
        ranked = Ranked(matches.documents, matches.scores, self._corpus.rank)
        ranked, copies = collapsed(ranked, cluster)
        shown = first(ranked, size)
        return self._hits(ranked.where(shown), copies[shown])

    def terms(self, prefix: str, size: int) -> tuple[tuple[str, int], ...]:
        return vocabulary.terms(self._corpus, prefix, size)

    def common_words(self, size: int) -> tuple[tuple[str, int], ...]:
        return vocabulary.common_words(self._generation, size)

    def frequency(self, word: str) -> int:
        """The number of sections that hold an indexed word (folded)."""
        return self._corpus.frequency(word)

    def _document(self, section_id: str) -> int | None:
        return self._documents([section_id]).get(section_id)

    def _documents(self, ids: Sequence[str]) -> dict[str, int]:
        """The documents of those of `ids` that there are."""
        keys = {section_id: int(section_id, 16) for section_id in ids if _ID.fullmatch(section_id)}
        found = zip(keys, self._corpus.find(list(keys.values())), strict=True)
        return {section_id: document for section_id, document in found if document is not None}

    def _ids(self, documents: NDArray[np.signedinteger[Any]] | Sequence[int]) -> list[str]:
        keys = self._corpus.keys.take(documents).astype(">u8")
        return keys.tobytes().hex(" ", keys.itemsize).split()


def _stored(section_id: str, record: SectionRecord, head: ReportHead) -> Kept[StoredSection]:
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
    return Kept(section, 4 * sum([len(text) for _, _, text in lines]) + _SECTION_BYTES)


def _as_inspected(section_id: str, record: SectionRecord) -> dict[str, Any]:
    """A section as the JSON of `inspect` has it."""
    own = {
        "start_line": record.lines[0][0],
        "end_line": record.lines[-1][1],
        "text": "\n".join([text for _, _, text in record.lines]),
    }
    return {"id": section_id} | record._asdict() | own
