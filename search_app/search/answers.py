"""One search from parameters to what a page or the JSON shows of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from markupsafe import Markup

from indexer.message import Message, MessageValue, message
from search_app.engine.byte_cache import ByteCache, WithSize
from search_app.engine.protocol import Engine, PartKind, SearchRequest, StoredSection
from search_app.query.nodes import Facet, Node
from search_app.query.terms import list_terms
from search_app.search.facets import FacetValue, facet_values
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Outcome, Searcher
from search_app.search.snippets import highlight_html, snippets_html


class HitView(NamedTuple):
    """A hit ready to be shown: everything marked by `node`, everything escaped."""

    section: StoredSection
    score: float
    duplicates: int
    node: Node
    snippet_html: Markup

    @property
    def title_html(self) -> Markup:
        return highlight_html(self.section.title, self.node, "title")

    @property
    def path_html(self) -> tuple[Markup, ...]:
        return tuple(highlight_html(part, self.node, "heading") for part in self.section.path)

    @property
    def restored(self) -> bool:
        """Whether nothing that is shown matched: the words stand only in the likely original of a
        spun text, which is searched beside it."""
        if not self.section.spun or not list_terms(self.node):
            return False
        shown = (self.snippet_html, self.title_html, *self.path_html)
        return not any("<mark>" in html for html in shown)


@dataclass(frozen=True, slots=True)
class Answer:
    """`notes` says, in order, how the query was understood where that was not as typed, and how
    far it had to be relaxed. `synonyms` lists (typed, also accepted). `request` is what was
    finally searched for."""

    parameters: SearchParameters
    understood: MessageValue
    notes: tuple[Message, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]
    did_you_mean: str | None
    request: SearchRequest
    total: int
    took_ms: float
    hits: tuple[HitView, ...]
    facets: dict[Facet, Sequence[FacetValue]]

    @property
    def pages(self) -> int:
        return -(-self.total // self.parameters.size)

    @property
    def page_numbers(self) -> list[int | None]:
        """The pages to link: first, last and those about this one; None for a gap."""
        here = self.parameters.page
        near = {1, self.pages, *range(here - 2, here + 3)}
        shown = sorted(page for page in near if 1 <= page <= self.pages)
        numbers: list[int | None] = []
        for page in shown:
            if numbers and numbers[-1] is not None and page > numbers[-1] + 1:
                numbers.append(None)
            numbers.append(page)
        return numbers


def answer_search(searcher: Searcher, parameters: SearchParameters) -> Answer:
    """The search of `parameters`, with its hits marked and its facets labelled.

    The latest answers of a generation are kept: who goes back to one, or reloads it, gets it in a
    third of the time (bench/serve.py).
    """
    began = time.perf_counter()
    with _lock:
        latest = _latest.get(searcher.engine)
        if latest is None:
            latest = _latest[searcher.engine] = ByteCache(KEPT_BYTES)

    def compute() -> WithSize[Answer]:
        outcome = searcher.search(parameters)
        answer = _answer(searcher, parameters, outcome)
        values = sum(map(len, outcome.result.counts.values()))
        return WithSize(answer, _HIT_BYTES * len(answer.hits) + _VALUE_BYTES * values)

    key = (searcher.synonyms, parameters.query_string())
    kept = latest.get(key, compute).value
    return replace(kept, took_ms=(time.perf_counter() - began) * 1000)


KEPT_BYTES = 64 * 1024 * 1024
_HIT_BYTES = 1500  # a hit and its snippet, without the section, which the engine keeps
_VALUE_BYTES = 450  # a value of a facet
_latest: WeakKeyDictionary[Engine, ByteCache] = WeakKeyDictionary()
_lock = Lock()


def _answer(searcher: Searcher, parameters: SearchParameters, outcome: Outcome) -> Answer:
    node = outcome.request.node
    stored = searcher.engine.sections([hit.section_id for hit in outcome.result.hits])
    shown = [
        (section, hit)
        for section, hit in zip(stored, outcome.result.hits, strict=True)
        if section is not None
    ]
    snippets = snippets_html([section for section, _ in shown], node)
    hits = tuple(
        HitView(section, hit.score, hit.duplicates, node, snippet)
        for (section, hit), snippet in zip(shown, snippets, strict=True)
    )
    return Answer(
        parameters=parameters,
        understood=outcome.understood,
        notes=_notes(outcome),
        synonyms=outcome.synonyms,
        did_you_mean=outcome.did_you_mean,
        request=outcome.request,
        total=outcome.result.total,
        took_ms=0.0,
        hits=hits,
        facets=facet_values(outcome.result.counts, parameters.filters, searcher.fields),
    )


PART_LABELS: dict[PartKind, str] = {
    "literal": "一字不差地出现",
    "word": "含词",
    "bigram": "含相连两字",
    "phrase": "引号里的",
    "near": "相距不远的",
    "prefix": "以此开头的词",
    "closeness": "各词离得近",
}


def _notes(outcome: Outcome) -> tuple[Message, ...]:
    notes = [diagnostic.message for diagnostic in outcome.parsed.diagnostics]
    if notes:
        notes.append(message("按这个意思搜：%(query)s", query=outcome.understood))
    if outcome.relaxed is not None:
        notes.append(outcome.relaxed)
    return tuple(dict.fromkeys(notes))
