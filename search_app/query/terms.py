"""What of a query may be marked in a text: its strings, folded, with the fields they look in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer.text import fold, words
from search_app.query.content import stop_words
from search_app.query.nodes import (
    And,
    AtLeast,
    Field,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Question,
    Words,
)

Kind = Literal["literal", "word", "prefix", "near"]


@dataclass(frozen=True, slots=True)
class Term:
    """A folded string of a query. `literal` counts wherever it stands, `word` only where no Latin
    letter or digit goes on, `prefix` at the beginning of words, `near` only within `distance`
    characters of each of `partners`."""

    text: str
    kind: Kind
    field: Field = "any"
    distance: int = 0
    partners: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def terms(node: Node) -> tuple[Term, ...]:
    """The terms of `node`, longest first. What is excluded, and filters, have none."""
    found = dict.fromkeys(term for term in _terms(node) if term.text.strip())
    return tuple(sorted(found, key=lambda term: (-len(term.text), term.kind != "literal")))


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Words(text, field, alternatives):
            for chunk in (text, *alternatives):
                yield from _chunk(chunk, field)
        case Question(texts):
            for text in texts:
                yield from _chunk(text, "any")
        case Phrase(text, field):
            yield Term(fold(text), "literal", field)
        case Prefix(text, field):
            yield Term(fold(text), "prefix", field)
        case Near(texts, distance):
            folded = tuple(fold(text) for text in texts)
            for text in folded:
                partners = tuple(other for other in folded if other != text)
                yield Term(text, "near", "any", distance, partners)
        case And(children) | Or(children) | AtLeast(_, children):
            for child in children:
                yield from _terms(child)
        case _:
            return


def _chunk(text: str, field: Field) -> Iterator[Term]:
    """A chunk as a whole, and each of its words that says something by itself."""
    folded = fold(text)
    yield Term(folded, "literal", field)
    for word in chunk_words(folded):
        if word != folded:
            yield Term(word, "word", field)


def chunk_words(folded: str) -> list[str]:
    """The words of a folded chunk that mark something by themselves: no stop words, and no single
    characters, which would mark every other word."""
    found = dict.fromkeys(word for word, _ in words(folded))
    return [word for word in found if len(word) > 1 and word not in stop_words()]
