"""A parsed query answered: interpreted, relaxed where nothing matches, and told in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from indexer.message import Message, MessageValue
from search_app.engine.protocol import Engine, SearchRequest, SearchResult
from search_app.query.content import content
from search_app.query.describe import describe
from search_app.query.interpret import interpret
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Node,
    Or,
    ParsedQuery,
    Question,
    Words,
)
from search_app.query.relaxation import Relaxation, weaker
from search_app.query.synonyms import Synonyms
from search_app.suggest import chunks, corrections, vocabulary_of

_ALL = SearchRequest(Everything())
# A query with this many answers is not asked back: a first page of them is there.
_ENOUGH = 10
# Spellings tried against the index before giving up; the likeliest come first.
_MAX_SPELLINGS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a query and what was done to get it.

    `node` is what the engine answered: marks and snippets come from it. `relaxed` says
    how the query was weakened, None when it was not. `synonyms` are the words that were accepted
    besides those typed, (typed, alternatives) each. `did_you_mean` is the query in another
    spelling that would find more; it has not been searched for.
    """

    parsed: ParsedQuery
    node: Node
    result: SearchResult
    understood: MessageValue
    relaxed: Message | None
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]
    did_you_mean: str | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A query with synonyms, in words, and the synonyms that were accepted."""

    node: Node
    understood: MessageValue
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]


def run(
    engine: Engine, parsed: ParsedQuery, synonyms: Synonyms, request: SearchRequest = _ALL
) -> Outcome:
    """Searches for `parsed` with the filters, order and page of `request` (its node is not used).

    `synonyms` are those of `search_app.query.synonyms`, NONE to search only for what was typed.
    """
    reading = _reading(parsed, synonyms)
    node = reading.node
    relaxed = None
    result = engine.search(replace(request, node=node))
    if not result.total:
        for step in _weaker(parsed, synonyms):
            weak = engine.search(replace(request, node=step.node))
            if weak.total:
                node, relaxed, result = step.node, step.message, weak
                break
    meant = _did_you_mean(engine, parsed, synonyms, request, 0 if relaxed else result.total)
    return Outcome(parsed, node, result, reading.understood, relaxed, reading.synonyms, meant)


@lru_cache(maxsize=1024)  # its next pages, other orders and filters ask for it again
def _reading(parsed: ParsedQuery, synonyms: Synonyms) -> _Reading:
    node = interpret(parsed.node, synonyms)
    understood = describe(_as_told(node), dict(parsed.labels))
    return _Reading(node, understood, tuple(_accepted(node)))


@lru_cache(maxsize=1024)
def _weaker(parsed: ParsedQuery, synonyms: Synonyms) -> tuple[Relaxation, ...]:
    return tuple(weaker(_reading(parsed, synonyms).node, synonyms))


def _did_you_mean(
    engine: Engine, parsed: ParsedQuery, synonyms: Synonyms, request: SearchRequest, found: int
) -> str | None:
    """The likeliest spelling that finds more than `found` under the filters of `request`, where
    that is little, for a word that stands nowhere as typed."""
    if found >= _ENOUGH:
        return None
    unknown = [chunk for chunk in chunks(parsed.node) if not engine.stands(chunk)]
    if not unknown:
        return None
    others = corrections(parsed.source, parsed.node, unknown, vocabulary_of(engine))
    for other in islice(others, _MAX_SPELLINGS):
        if engine.stands(other.misspelt):
            continue
        if engine.total(replace(request, node=interpret(other.node, synonyms))) > found:
            return other.source
    return None


def _as_told(node: Node) -> Node:
    """A question is told by what it is about."""
    match node:
        case Question(texts):
            return Question(tuple(dict.fromkeys(run for text in texts for run in content(text))))
        case And(children):
            return And(tuple(_as_told(child) for child in children))
        case _:
            return node


def _accepted(node: Node) -> list[tuple[str, tuple[str, ...]]]:
    match node:
        case Words(text, _, alternatives) if alternatives:
            return [(text, alternatives)]
        case And(children) | Or(children) | AtLeast(_, children):
            return [pair for child in children for pair in _accepted(child)]
        case _:
            return []
