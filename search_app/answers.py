"""One search from parameters to what a page or the JSON shows of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from indexer import gazetteer
from indexer.message import Message, MessageValue, message
from search_app.engine.protocol import Engine, Explanation, PartKind, SearchRequest, StoredSection
from search_app.facets import FacetValue, facet_values
from search_app.parameters import SearchParameters
from search_app.query.interpret import interpret
from search_app.query.nodes import Everything, Facet, Node, ParsedQuery
from search_app.query.parser import parse
from search_app.query.run import Outcome, run
from search_app.query.synonyms import NONE, Synonyms
from search_app.query.terms import terms
from search_app.snippets import highlight_html, snippets_html


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
        if not self.section.spun or not terms(self.node):
            return False
        shown = (self.snippet_html, self.title_html, *self.path_html)
        return not any("<mark>" in html for html in shown)


@dataclass(frozen=True, slots=True)
class Answer:
    """`notes` says, in order, how the query was understood where that was not as typed, and how
    far it had to be relaxed. `synonyms` lists (typed, also accepted). `node` is the tree that
    was finally searched."""

    parameters: SearchParameters
    understood: MessageValue
    notes: tuple[Message, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]
    did_you_mean: str | None
    node: Node
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


def answer(engine: Engine, parameters: SearchParameters, synonyms: Synonyms) -> Answer:
    """The search of `parameters`, with its hits marked and its facets labelled."""
    began = time.perf_counter()
    outcome = run(
        engine,
        understand(parameters.q),
        synonyms if parameters.synonyms else NONE,
        request_for(parameters),
    )
    node = outcome.node
    found = outcome.result.hits
    sections = engine.sections([hit.section_id for hit in found])
    shown = [
        (section, hit) for section, hit in zip(sections, found, strict=True) if section is not None
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
        node=node,
        total=outcome.result.total,
        took_ms=(time.perf_counter() - began) * 1000,
        hits=hits,
        facets=facet_values(outcome.result.counts, parameters.filters),
    )


def explain(
    engine: Engine, parameters: SearchParameters, synonyms: Synonyms, section_id: str
) -> Explanation | None:
    """What the score of a section in this search is made of; None where it is no hit of it."""
    active = synonyms if parameters.synonyms else NONE
    request = request_for(parameters)
    node = run(engine, understand(parameters.q), active, request).node
    return engine.explain(replace(request, node=node), section_id)


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


def matching(engine: Engine, parameters: SearchParameters, synonyms: Synonyms) -> list[str]:
    """Ids of every section the search finds, in its order, its page not heeded."""
    outcome = run(engine, understand(parameters.q), synonyms, request_for(parameters))
    everything = replace(
        request_for(parameters), node=outcome.node, page=1, size=max(1, outcome.result.total)
    )
    return [hit.section_id for hit in engine.search(everything).hits]


def matching_keys(
    engine: Engine, parameters: SearchParameters, synonyms: Synonyms
) -> NDArray[np.uint64]:
    """Keys of every section that matches as asked: what a weaker reading of the query would find
    is nothing a saved query should call new."""
    node = interpret(understand(parameters.q).node, synonyms if parameters.synonyms else NONE)
    return engine.matching_keys(replace(request_for(parameters), node=node))


@lru_cache(maxsize=1024)  # its next pages, other orders and filters ask for it again
def understand(q: str) -> ParsedQuery:
    """A query parsed, with the places it names looked up."""
    return parse(q, resolve=region_codes)


def region_codes(name: str) -> tuple[str, ...]:
    """The codes of the places called `name`, for 地区:长兴."""
    return tuple(unit.code for unit in gazetteer.find(name))


def request_for(parameters: SearchParameters) -> SearchRequest:
    """What the engine is asked beside the query itself."""
    return SearchRequest(
        node=Everything(),
        filters=parameters.filters,
        sort=parameters.sort,
        page=parameters.page,
        size=parameters.size,
        duplicates=parameters.duplicates,
        uncertain=parameters.uncertain,
    )
