"""From what was typed to what is asked: stop words lose their weight, synonyms are added."""

from __future__ import annotations

from functools import lru_cache

from indexer.text import CACHED_TEXTS
from search_app.query.content import content, statement
from search_app.query.nodes import And, AtLeast, Field, Node, Not, Or, Question, Words
from search_app.query.synonyms import Synonyms, alternatives


def interpret(node: Node, synonyms: Synonyms) -> Node:
    """`node` with the content of its chunks and sentences, and with `synonyms` as alternatives."""
    match node:
        case Words(text, field):
            return _chunk(text, field, synonyms)
        case Question(texts):
            runs = tuple(dict.fromkeys(run for text in texts for run in statement(text)))
            pieces = sum(len(run) - 1 for run in runs)
            if not pieces or not any(content(run) for run in runs):
                return And(tuple(Words(text) for text in texts))
            return Question(runs, max(1, round(_SHARE * pieces)))
        case And(children):
            return And(tuple(interpret(child, synonyms) for child in children))
        case Or(children):
            return Or(tuple(interpret(child, synonyms) for child in children))
        case AtLeast(count, children):
            return AtLeast(count, tuple(interpret(child, synonyms) for child in children))
        case Not(_):
            return node
        case _:
            return node


@lru_cache(maxsize=CACHED_TEXTS)
def _chunk(text: str, field: Field, synonyms: Synonyms) -> Words:
    runs = content(text)
    others = alternatives(text, synonyms)
    return Words(text, field, others, () if runs == (text,) else runs)


# Share of a question's two-character pieces that a section must hold to count as an answer. The
# passages of bench/questions.txt and bench/passages.txt hold 0.18 and more; a lower share finds
# three times as many sections and no more answers.
_SHARE = 0.2
