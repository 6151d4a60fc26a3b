"""A parsed query answered: interpreted, relaxed where nothing matches, and told in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search_app.engine.protocol import Engine, SearchRequest, SearchResult
from search_app.query.describe import describe
from search_app.query.interpret import interpret
from search_app.query.nodes import And, AtLeast, Everything, Node, Or, ParsedQuery, Words
from search_app.query.relaxation import weaker
from search_app.query.synonyms import Synonyms

_ALL = SearchRequest(Everything())


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to a query and what was done to get it.

    `node` is what the engine answered: marks and snippets come from it. `relaxed` says in Chinese
    how the query was weakened, None when it was not. `synonyms` are the words that were accepted
    besides those typed, (typed, alternatives) each.
    """

    parsed: ParsedQuery
    node: Node
    result: SearchResult
    understood: str
    relaxed: str | None
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]


def run(
    engine: Engine, parsed: ParsedQuery, synonyms: Synonyms, request: SearchRequest = _ALL
) -> Outcome:
    """Searches for `parsed` with the filters, order and page of `request` (its node is not used).

    `synonyms` are those of `search_app.query.synonyms`, NONE to search only for what was typed.
    """
    asked = interpret(parsed.node, synonyms)
    node, relaxed = asked, None
    result = engine.search(replace(request, node=node))
    if not result.total:
        for step in weaker(asked, synonyms):
            weak = engine.search(replace(request, node=step.node))
            if weak.total:
                node, relaxed, result = step.node, step.message, weak
                break
    understood = describe(asked, dict(parsed.labels))
    return Outcome(parsed, node, result, understood, relaxed, tuple(_alternatives(asked)))


def _alternatives(node: Node) -> list[tuple[str, tuple[str, ...]]]:
    match node:
        case Words(text, _, alternatives) if alternatives:
            return [(text, alternatives)]
        case And(children) | Or(children) | AtLeast(_, children):
            return [pair for child in children for pair in _alternatives(child)]
        case _:
            return []
