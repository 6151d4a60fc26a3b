"""Weaker readings of a query that nothing answers: all words, most words, any word, any piece.

What was set exactly stays exact: quoted strings, exclusions and facet values are never given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.message import Message, message
from search_app.query.content import content_words
from search_app.query.interpret import interpret
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Question,
    Words,
)
from search_app.query.synonyms import Synonyms

# Share of the words that "most" asks for. Two words have no "most": they go straight to "any".
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A weaker node, and what to tell the user about it."""

    node: Node
    message: Message


def relax(node: Node, synonyms: Synonyms) -> Iterator[Relaxation]:
    """Ever weaker readings of the interpreted `node`, to be tried in turn until one has an answer.

    Empty when nothing of it may be relaxed.
    """
    children = node.children if isinstance(node, And) else (node,)
    kept = tuple(child for child in children if _is_exact(child))
    loose = tuple(child for child in children if not _is_exact(child))
    questions = tuple(child for child in loose if isinstance(child, Question))
    if questions:
        loosest = Question(questions[0].texts)
        yield Relaxation(
            _and((loosest, *kept)), message("没有段落含问句的多数要点，改为含其中任一要点")
        )
        return
    units = tuple(dict.fromkeys(unit for child in loose for unit in _units(child, synonyms)))
    if len(units) > 2:
        count = max(2, round(_MOST * len(units)))
        said = message("没有同时含全部词的段落，改为至少含其中 %(count)s 个", count=count)
        yield Relaxation(_and((AtLeast(count, units), *kept)), said)
    if len(units) > 1:
        yield Relaxation(
            _and((Or(units), *kept)), message("没有同时含这些词的段落，改为含其中任一个")
        )
    pieces = tuple(
        dict.fromkeys(
            run
            for child in loose
            if isinstance(child, Words)
            for run in child.content or (child.text,)
            if len(run) > 2
        )
    )
    if pieces:
        said = message("没有含这些词的段落，改为含其中任意相连的两个字")
        yield Relaxation(_and((Question(pieces), *kept)), said)
    if loose and any(isinstance(child, Phrase) for child in kept):
        yield Relaxation(_and(kept), message("没有同时含其他词的段落，改为只查找引号里的内容"))


def _is_exact(node: Node) -> bool:
    match node:
        case Phrase() | Filter() | Not() | Everything():
            return True
        case And(children) | Or(children):
            return all(_is_exact(child) for child in children)
        case _:
            return False


def _units(node: Node, synonyms: Synonyms) -> Iterator[Node]:
    """What "most" and "any" count: the words of a chunk, with their own synonyms; other nodes as
    they are."""
    match node:
        case Words(text, field):
            for word in content_words(text) or (text,):
                yield node if word == text else interpret(Words(word, field), synonyms)
        case Near(texts):
            for text in texts:
                yield Phrase(text)
        case And(children):
            for child in children:
                yield from _units(child, synonyms)
        case _:
            yield node


def _and(nodes: tuple[Node, ...]) -> Node:
    return nodes[0] if len(nodes) == 1 else And(nodes)
