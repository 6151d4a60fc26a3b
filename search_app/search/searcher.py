"""A query answered: read, searched for, weakened where nothing matches, asked back where misspelt.

The way is parameters → query tree → engine, and nothing goes back: what a page shows of the outcome
is `search_app.search.answers`' affair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from indexer import gazetteer
from indexer.message import Message, MessageValue
from indexer.settings import Settings
from indexer.topic_files import read_fields
from search_app.engine.open import open_engine
from search_app.engine.protocol import Engine, Explanation, SearchRequest, SearchResult
from search_app.query.content import split_at_stop_words
from search_app.query.describe import describe
from search_app.query.interpret import interpret
from search_app.query.nodes import (
    And,
    AtLeast,
    Node,
    Or,
    ParsedQuery,
    Phrase,
    Question,
    Words,
)
from search_app.query.parser import parse
from search_app.query.synonyms import NONE, Synonyms, default_synonyms, load_synonyms
from search_app.search.parameters import SearchParameters
from search_app.search.relaxation import Relaxation, relax
from search_app.search.spelling import correct, find_chunks
from search_app.search.vocabulary import vocabulary_of

# A query with this many answers is not asked back: a first page of them is there.
_ENOUGH = 10
# Spellings tried against the index before giving up; the likeliest come first.
_MAX_SPELLINGS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a query and what was done to get it.

    `request` is what the engine answered: its node is where marks and snippets come from. `relaxed`
    says how the query was weakened, None when it was not. `synonyms` are the words that were
    accepted besides those typed, (typed, alternatives) each. `did_you_mean` is the query in another
    spelling that would find more; it has not been searched for.
    """

    parsed: ParsedQuery
    request: SearchRequest
    result: SearchResult
    understood: MessageValue
    relaxed: Message | None
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]
    did_you_mean: str | None


@dataclass(frozen=True, slots=True)
class Searcher:
    """An engine and the synonyms that queries are read with: whatever is asked of the index by
    search parameters is asked here. `fields` has the field of each topic that stands below one."""

    engine: Engine
    synonyms: Synonyms
    fields: Mapping[str, str] = field(default_factory=dict)

    def search(self, parameters: SearchParameters) -> Outcome:
        """The page of hits that `parameters` ask for. A query that nothing matches is weakened step
        by step until something does; what was set exactly is never given up."""
        parsed = parse_query(parameters.q)
        accepted = self._accepted(parameters)
        reading = _read(parsed, accepted)
        relaxed = None
        request = _request(parameters, reading.node)
        result = self.engine.search(request)
        if not result.total:
            for step in _weaker(parsed, accepted):
                weaker_request = replace(request, node=step.node)
                weaker_result = self.engine.search(weaker_request)
                if weaker_result.total:
                    request, result, relaxed = weaker_request, weaker_result, step.message
                    break
        return Outcome(
            parsed=parsed,
            request=request,
            result=result,
            understood=reading.understood,
            relaxed=relaxed,
            synonyms=reading.synonyms,
            did_you_mean=self._respell(parsed, request, 0 if relaxed else result.total, accepted),
        )

    def node(self, parameters: SearchParameters) -> Node:
        """The query tree of `parameters`, before any weakening: what it marks in a text."""
        return _read(parse_query(parameters.q), self._accepted(parameters)).node

    def scan(self, parameters: SearchParameters) -> Iterator[str]:
        """The ids of all sections that `search` lists on one page after another, in its order."""
        return self.engine.scan(self.search(parameters).request)

    def scan_exactly(self, parameters: SearchParameters) -> Iterator[str]:
        """The ids of all sections, copies included, that match as asked: what a weaker reading of
        the query would find is nothing that a saved query should call new."""
        request = _request(parameters, self.node(parameters))
        return self.engine.scan(replace(request, sort="relevance", duplicates="show"))

    def explain(self, parameters: SearchParameters, section_id: str) -> Explanation | None:
        """What the score of a section in this search is made of; None where it is no hit of it."""
        return self.engine.explain(self.search(parameters).request, section_id)

    def _accepted(self, parameters: SearchParameters) -> Synonyms:
        return self.synonyms if parameters.synonyms else NONE

    def _respell(
        self, parsed: ParsedQuery, request: SearchRequest, total: int, accepted: Synonyms
    ) -> str | None:
        """The likeliest spelling that finds more than `total` under the filters of `request`, where
        that is little, for a word that stands nowhere as typed."""
        if total >= _ENOUGH:
            return None
        unknown = self._unknown(dict.fromkeys(find_chunks(parsed.node)))
        if not unknown:
            return None
        spellings = list(
            islice(
                correct(parsed.source, parsed.node, unknown, vocabulary_of(self.engine)),
                _MAX_SPELLINGS,
            )
        )
        misspelt = set(self._unknown(spelling.misspelt for spelling in spellings))
        tried = [spelling for spelling in spellings if spelling.misspelt in misspelt]
        totals = self.engine.count_many(
            [replace(request, node=interpret(spelling.node, accepted)) for spelling in tried]
        )
        better = (one.source for one, count in zip(tried, totals, strict=True) if count > total)
        return next(better, None)

    def _unknown(self, texts: Iterable[str]) -> list[str]:
        """Those of `texts` that the index contains nowhere, as a word or not."""
        asked = list(texts)
        counts = self.engine.count_many(
            [SearchRequest(Phrase(text), duplicates="show") for text in asked]
        )
        return [text for text, count in zip(asked, counts, strict=True) if not count]


@contextmanager
def open_searcher(settings: Settings) -> Iterator[Searcher]:
    """A searcher over the index generation in use, for one command.

    Raises IndexUnavailable, and DataFileError for a synonyms file that cannot be read.
    """
    synonyms = choose_synonyms(settings)
    engine = open_engine(settings)
    try:
        yield Searcher(engine, synonyms, read_fields(settings.topics))
    finally:
        engine.close()


def choose_synonyms(settings: Settings) -> Synonyms:
    """The user's own synonyms, or those that come with the program. Raises DataFileError."""
    return default_synonyms() if settings.synonyms is None else load_synonyms(settings.synonyms)


@lru_cache(maxsize=1024)  # its next pages, other orders and filters ask for it again
def parse_query(q: str) -> ParsedQuery:
    """A query parsed, with the places it names looked up."""
    return parse(q, resolve=_region_codes)


def _region_codes(name: str) -> tuple[str, ...]:
    """The codes of the places called `name`, for 地区:长兴."""
    return tuple(unit.code for unit in gazetteer.find(name))


def _request(parameters: SearchParameters, node: Node) -> SearchRequest:
    return SearchRequest(
        node=node,
        filters=parameters.filters,
        sort=parameters.sort,
        page=parameters.page,
        size=parameters.size,
        duplicates=parameters.duplicates,
        uncertain=parameters.uncertain,
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A query with synonyms, in words, and the synonyms that were accepted."""

    node: Node
    understood: MessageValue
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=1024)
def _read(parsed: ParsedQuery, synonyms: Synonyms) -> _Reading:
    node = interpret(parsed.node, synonyms)
    understood = describe(_summarize(node), dict(parsed.labels))
    return _Reading(node, understood, tuple(_accepted_synonyms(node)))


def _summarize(node: Node) -> Node:
    """`node` with every question shortened to what it is about."""
    match node:
        case Question(texts):
            return Question(
                tuple(dict.fromkeys(run for text in texts for run in split_at_stop_words(text)))
            )
        case And(children):
            return And(tuple(_summarize(child) for child in children))
        case _:
            return node


@lru_cache(maxsize=1024)
def _weaker(parsed: ParsedQuery, synonyms: Synonyms) -> tuple[Relaxation, ...]:
    return tuple(relax(_read(parsed, synonyms).node, synonyms))


def _accepted_synonyms(node: Node) -> list[tuple[str, tuple[str, ...]]]:
    match node:
        case Words(text, _, alternatives) if alternatives:
            return [(text, alternatives)]
        case And(children) | Or(children) | AtLeast(_, children):
            return [pair for child in children for pair in _accepted_synonyms(child)]
        case _:
            return []
