"""What of a query may be marked in a text: its strings, folded, with the fields they look in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from indexer.text import analyse, fold
from search_app.query.content import content, stop_words
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


class Term(NamedTuple):
    """A folded string of a query. `literal` counts wherever it stands, `word` only where no Latin
    letter or digit goes on, `prefix` at the beginning of words, `near` only where all of `group`
    stand together with at most `distance` other characters among them."""

    text: str
    kind: Kind
    field: Field = "any"
    distance: int = 0
    group: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def terms(node: Node) -> tuple[Term, ...]:
    """The terms of `node`, longest first. What is excluded, and filters, have none; a string that
    counts wherever it stands needs no other term."""
    found = dict.fromkeys(term for term in _terms(node) if term.text.strip())
    anywhere = {(term.text, term.field) for term in found if term.kind == "literal"}
    needed = [t for t in found if t.kind == "literal" or (t.text, t.field) not in anywhere]
    return tuple(sorted(needed, key=lambda term: (-len(term.text), term.kind != "literal")))


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Words(text, field, alternatives, pieces):
            yield from _chunk(text, pieces, field)
            for alternative in alternatives:
                yield Term(analyse(alternative).folded, "literal", field)
        case Question(texts):
            for text in texts:
                for piece in content(text):
                    yield from _chunk(piece, (), "any")
        case Phrase(text, field):
            yield Term(fold(text), "literal", field)
        case Prefix(text, field):
            yield Term(fold(text), "prefix", field)
        case Near(texts, distance):
            folded = tuple(fold(text) for text in texts)
            for text in folded:
                yield Term(text, "near", "any", distance, folded)
        case And(children) | Or(children) | AtLeast(_, children):
            for child in children:
                yield from _terms(child)
        case _:
            return


def _chunk(text: str, pieces: tuple[str, ...], field: Field) -> Iterator[Term]:
    """A chunk as a whole, and each of its words that says something by itself: no stop words, and
    single characters, which mark every other word, only where there is nothing longer."""
    whole = analyse(text).folded
    yield Term(whole, "literal", field)
    found = [word for piece in pieces or (text,) for word in analyse(piece).indexed]
    weighty = [word for word in found if word not in stop_words()]
    for word in [word for word in weighty if len(word) > 1] or weighty or found:
        if word != whole:
            yield Term(word, "word", field)
