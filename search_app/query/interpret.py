"""Turns what was typed into what is asked: stop words lose their weight, synonyms are added."""

from __future__ import annotations

from functools import lru_cache

from indexer.text import CACHED_TEXTS
from search_app.query.content import split_at_question_words, split_at_stop_words
from search_app.query.nodes import And, AtLeast, Field, Node, Or, Question, Words
from search_app.query.synonyms import Synonyms, replace_by_synonyms

_QUESTION_SHARE = 0.2
"""The share of a question's bigrams that a section must hold to be an answer. The passages of
bench/questions.txt and bench/passages.txt hold 0.18 and more of them; a lower share finds three
times as many sections and no more answers."""


def interpret(node: Node, synonyms: Synonyms) -> Node:
    """`node` with the content of its chunks and questions, and with `synonyms` as alternatives.
    What is excluded stays as it was typed."""
    match node:
        case Words(text, field):
            return _interpret_chunk(text, field, synonyms)
        case Question(texts):
            return _interpret_question(texts)
        case And(children):
            return And(tuple(interpret(child, synonyms) for child in children))
        case Or(children):
            return Or(tuple(interpret(child, synonyms) for child in children))
        case AtLeast(count, children):
            return AtLeast(count, tuple(interpret(child, synonyms) for child in children))
        case _:
            return node


@lru_cache(maxsize=CACHED_TEXTS)
def _interpret_chunk(text: str, field: Field, synonyms: Synonyms) -> Words:
    content = split_at_stop_words(text)
    alternatives = replace_by_synonyms(text, synonyms)
    return Words(text, field, alternatives, () if content == (text,) else content)


def _interpret_question(texts: tuple[str, ...]) -> Node:
    """A question asks for a share of its bigrams; one of stop words alone, or of single characters,
    asks for its words as they stand."""
    runs = tuple(dict.fromkeys(run for text in texts for run in split_at_question_words(text)))
    bigrams = sum(len(run) - 1 for run in runs)
    if not bigrams or not any(split_at_stop_words(run) for run in runs):
        return And(tuple(Words(text) for text in texts))
    return Question(runs, max(1, round(_QUESTION_SHARE * bigrams)))
