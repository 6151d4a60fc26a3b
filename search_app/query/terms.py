"""What of a query may be marked in a text: its strings, folded, with the fields they look in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer.text import cut, fold, words
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


@dataclass(frozen=True, slots=True)
class Term:
    """A folded string of a query. `literal` counts wherever it stands, `word` only where no Latin
    letter or digit goes on, `prefix` at the beginning of words, `near` only where all of `group`
    stand together with at most `distance` other characters among them."""

    text: str
    kind: Kind
    field: Field = "any"
    distance: int = 0
    group: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def terms(node: Node) -> tuple[Term, ...]:
    """The terms of `node`, longest first. What is excluded, and filters, have none."""
    found = dict.fromkeys(term for term in _terms(node) if term.text.strip())
    return tuple(sorted(found, key=lambda term: (-len(term.text), term.kind != "literal")))


def _terms(node: Node) -> Iterator[Term]:
    match node:
        case Words(text, field, alternatives, pieces):
            yield from _chunk(text, pieces, field)
            for alternative in alternatives:
                yield Term(fold(alternative), "literal", field)
                yield Term(_changed(fold(text), fold(alternative)), "word", field)
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
    folded = fold(text)
    yield Term(folded, "literal", field)
    found = [word for piece in pieces or (text,) for word, _ in words(fold(piece))]
    weighty = [word for word in found if word not in stop_words()]
    for word in [word for word in weighty if len(word) > 1] or weighty or found:
        yield Term(word, "word", field)


def _changed(text: str, alternative: str) -> str:
    """The words of `alternative` that are not in `text` too (幼教 of 幼教经费 for 学前教育经费);
    empty where they are a single character."""
    start = _shared(text, alternative)
    shared = _shared(text[start:][::-1], alternative[start:][::-1])
    end = len(alternative) - shared
    spans = [(at, at + len(word)) for word, at in cut(alternative)]
    touched = [span for span in spans if span[0] < end and span[1] > start]
    if not touched or touched[-1][1] - touched[0][0] < 2:
        return ""
    return alternative[touched[0][0] : touched[-1][1]]


def _shared(one: str, other: str) -> int:
    """The number of characters that both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
