"""Lists which strings of a query are marked in a text, and under what conditions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from indexer.text import analyse, fold
from search_app.query.content import split_at_stop_words, stop_words
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
    """A folded string of a query, and the part of a section that it is looked for in.

    Which occurrences are marked depends on `kind`: of `literal` all; of `word` those that begin and
    end no longer Latin word or number in the middle; of `prefix` those at the beginning of a word;
    of `near` those in a group of all strings of `group` with at most `distance` other characters
    between the first and the last.
    """

    text: str
    kind: Kind
    field: Field = "any"
    distance: int = 0
    group: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def list_terms(node: Node) -> tuple[Term, ...]:
    """The terms of `node`, the longest first. Exclusions and filters have none. Where all
    occurrences of a string are marked, its terms of other kinds are left out."""
    terms = dict.fromkeys(term for term in _collect(node) if term.text.strip())
    literals = {(term.text, term.field) for term in terms if term.kind == "literal"}
    needed = [
        term for term in terms if term.kind == "literal" or (term.text, term.field) not in literals
    ]
    return tuple(sorted(needed, key=lambda term: (-len(term.text), term.kind != "literal")))


def _collect(node: Node) -> Iterator[Term]:
    match node:
        case Words(text, field, alternatives, content):
            yield from _collect_from_chunk(text, content, field)
            for alternative in alternatives:
                yield Term(analyse(alternative).folded, "literal", field)
        case Question(texts):
            for text in texts:
                for run in split_at_stop_words(text):
                    yield from _collect_from_chunk(run, (), "any")
        case Phrase(text, field):
            yield Term(fold(text), "literal", field)
        case Prefix(text, field):
            yield Term(fold(text), "prefix", field)
        case Near(texts, distance):
            group = tuple(fold(text) for text in texts)
            for text in group:
                yield Term(text, "near", "any", distance, group)
        case And(children) | Or(children) | AtLeast(_, children):
            for child in children:
                yield from _collect(child)
        case _:
            return


def _collect_from_chunk(text: str, content: tuple[str, ...], field: Field) -> Iterator[Term]:
    """The whole of a chunk, and those of its words that are worth a mark: no stop words, and single
    characters, which would mark every other word, only where there are no longer ones."""
    whole = analyse(text).folded
    yield Term(whole, "literal", field)
    words = [word for run in content or (text,) for word in analyse(run).indexed]
    weighty = [word for word in words if word not in stop_words()]
    for word in [word for word in weighty if len(word) > 1] or weighty or words:
        if word != whole:
            yield Term(word, "word", field)
