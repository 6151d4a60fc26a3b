"""Turns a leaf of a query tree into clauses: which documents match it, and which terms score them.

What matches is known from sets of documents alone. Scores are summed up afterwards (`scoring`), and
only for the documents that match, however common the terms are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.text import CACHED_TEXTS, analyse, fold
from search_app.engine.protocol import PartKind
from search_app.engine.whoosh.index_reader import IndexReader
from search_app.engine.whoosh.matches import (
    Documents,
    count_holders,
    intersect_documents,
    unite_documents,
)
from search_app.engine.whoosh.posting_lists import Positions, PostingList
from search_app.engine.whoosh.ranking import (
    ALTERNATIVE_WEIGHT,
    BIGRAM_WEIGHT,
    LITERAL_WEIGHT,
    QUESTION_COVERAGE,
)
from search_app.query.nodes import Field, Near, Node, Phrase, Question, WordRun, Words


class ScoredTerm(NamedTuple):
    """A summand of a score: the BM25F score of a term, times `weight`. `kind` and `text` name it in
    an explanation."""

    kind: PartKind
    text: str
    postings: PostingList
    weight: float


@dataclass(frozen=True, slots=True)
class Clause:
    """One way in which documents can match a leaf: the `documents` that do, the `terms` that score
    them, and, where given, a factor for the sum of each of the documents."""

    documents: Documents
    terms: Sequence[ScoredTerm]
    factors: NDArray[np.float64] | None = None


def build_clauses(node: Node, reader: IndexReader) -> list[Clause]:
    """The clauses of a leaf that is no `Prefix`."""
    match node:
        case Words(text, field, alternatives, content):
            return [
                _build_chunk_clause(text, content, field, reader),
                *(_build_synonym_clause(synonym, field, reader) for synonym in alternatives),
            ]
        case Question(texts, count):
            return [_build_question_clause(texts, count, reader)]
        case Phrase(text, field):
            postings = reader.read_shown_substring(fold(text), field)
            return [_build_term_clause("phrase", text, postings)]
        case Near(texts, distance):
            positions = _find_groups([fold(text) for text in texts], distance, reader)
            postings = reader.build_posting_list(positions)
            return [_build_term_clause("near", " ".join(texts), postings)]
        case WordRun(text, field):
            positions = reader.find_word_sequence(fold(text))
            postings = reader.build_posting_list(
                reader.position_map.restrict_to_field(positions, field)
            )
            return [_build_term_clause("word", text, postings)]
        case _:
            raise TypeError(f"no leaf of a query: {node!r}")


def _build_term_clause(kind: PartKind, text: str, postings: PostingList) -> Clause:
    return Clause(postings.documents, [ScoredTerm(kind, text, postings, 1.0)])


def _build_chunk_clause(
    text: str, content: tuple[str, ...], field: Field, reader: IndexReader
) -> Clause:
    """Matches the documents that hold the chunk literally or hold all words of its content."""
    folded = analyse(text).folded
    documents = reader.read_substring(folded, field).documents
    required = list_required_words(text, content)
    if required and required != (folded,):  # else the literal string already includes the word
        word_documents = [reader.read_word(word, field).documents for word in required]
        holding_all = intersect_documents(word_documents, reader.size)
        documents = unite_documents(documents, holding_all)
    if not len(documents):
        return Clause(documents, ())  # spares reading the posting lists of the terms
    return Clause(documents, _list_chunk_terms(text, content, field, reader))


def _build_synonym_clause(text: str, field: Field, reader: IndexReader) -> Clause:
    """Matches the documents that hold a synonym literally, since its words standing apart mean
    something else: 留守 and 学生 in one section are no 留守学生. The score is that of a chunk,
    lowered."""
    documents = reader.read_substring(analyse(text).folded, field).documents
    terms = _list_chunk_terms(text, (), field, reader)
    lowered = [term._replace(weight=ALTERNATIVE_WEIGHT * term.weight) for term in terms]
    return Clause(documents, lowered)


@lru_cache(maxsize=CACHED_TEXTS)
def list_required_words(text: str, content: tuple[str, ...]) -> tuple[str, ...]:
    """The words that a document must hold to match a chunk which it does not hold literally: the
    smallest words that lie side by side in each piece of its content."""
    pieces = content or (text,)
    return tuple(dict.fromkeys(word for piece in pieces for word, _ in analyse(piece).smallest))


def _list_chunk_terms(
    text: str, content: Sequence[str], field: Field, reader: IndexReader
) -> list[ScoredTerm]:
    """The terms that score a chunk: the whole of it, its words and its bigrams."""
    folded = analyse(text).folded
    pieces = content or (text,)
    bigrams = _list_bigrams(pieces)
    weight = LITERAL_WEIGHT
    if folded in bigrams:  # a chunk of two characters is its own bigram, and is read once
        bigrams.remove(folded)
        weight += BIGRAM_WEIGHT
    terms = [ScoredTerm("literal", folded, reader.read_substring(folded, field), weight)]
    for word in _list_indexed_words(pieces):
        terms.append(ScoredTerm("word", word, reader.read_word(word, field), 1.0))
    for bigram in bigrams:
        postings = reader.read_substring(bigram, field)
        terms.append(ScoredTerm("bigram", bigram, postings, BIGRAM_WEIGHT))
    return terms


def _list_indexed_words(pieces: Sequence[str]) -> list[str]:
    """The distinct words of `pieces` as the index has them, also those inside longer ones."""
    return list(dict.fromkeys(word for piece in pieces for word in analyse(piece).indexed))


def _list_bigrams(pieces: Sequence[str]) -> list[str]:
    """The distinct pairs of neighbouring characters of `pieces`, folded."""
    return list(
        dict.fromkeys(
            folded[at : at + 2]
            for folded in [analyse(piece).folded for piece in pieces]
            for at in range(len(folded) - 1)
        )
    )


def _build_question_clause(pieces: Sequence[str], count: int, reader: IndexReader) -> Clause:
    """Matches the documents that hold `count` of the question's terms, its words and its bigrams. A
    word of two characters is the same string as one of the bigrams and counts once.

    The score of a document is lowered by the share of these terms that it does not hold.
    """
    bigrams = {bigram: reader.read_substring(bigram) for bigram in _list_bigrams(pieces)}
    words = {word: reader.read_word(word) for word in _list_indexed_words(pieces)}
    terms = [ScoredTerm("word", word, postings, 1.0) for word, postings in words.items()]
    terms += [ScoredTerm("bigram", text, postings, 1.0) for text, postings in bigrams.items()]
    counted = [postings.documents for postings in bigrams.values()]
    counted += [postings.documents for word, postings in words.items() if word not in bigrams]
    documents, counts = count_holders(counted, reader.size, count)
    missing = 1 - counts / max(len(counted), 1)
    return Clause(documents, terms, 1 - QUESTION_COVERAGE * missing)


# Strings near each other


def _find_groups(strings: Sequence[str], distance: int, reader: IndexReader) -> Positions:
    """Where groups of all `strings` (folded) begin, in one part of a document each, in which at
    most `distance` characters between the first and the last belong to none of the strings."""
    located = [(reader.find_substring(string), len(string)) for string in dict.fromkeys(strings)]
    beginnings = [
        positions[_begins_group(number, located, distance, reader)]
        for number, (positions, _) in enumerate(located)
    ]
    if not beginnings:
        return np.zeros(0, np.uint32)
    groups: Positions = np.unique(np.concatenate(beginnings))
    return groups


def _begins_group(
    number: int, located: Sequence[tuple[Positions, int]], distance: int, reader: IndexReader
) -> NDArray[np.bool_]:
    """For each position of string `number` of `located` (its positions, its length) whether a group
    begins there: with each other string's first position from there on."""
    positions, length = located[number]
    begin = positions.astype(np.int64)
    end = begin + length
    total_length = length
    complete = np.ones(len(positions), np.bool_)
    parts = reader.position_map.part_ids(positions)
    for other, (other_positions, other_length) in enumerate(located):
        if other == number:
            continue
        if not len(other_positions):
            return np.zeros(len(positions), np.bool_)
        at = np.searchsorted(other_positions, positions)
        complete &= at < len(other_positions)
        nearest = other_positions[np.minimum(at, len(other_positions) - 1)]
        complete &= reader.position_map.part_ids(nearest) == parts
        end = np.maximum(end, nearest.astype(np.int64) + other_length)
        total_length += other_length
    begins: NDArray[np.bool_] = complete & (end - begin - total_length <= distance)
    return begins
