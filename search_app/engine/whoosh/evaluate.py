"""Evaluates a query tree, a term at a time, into the matching documents and their scores.

`evaluate` walks the tree. A leaf is turned into clauses (`_build_clauses`); a document that matches
a clause gets the sum of its terms' BM25F scores, and of several clauses the highest sum.
`explain_leaf` gives the same summands one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.store.schema import WORDS
from indexer.text import CACHED_TEXTS, analyse, fold
from search_app.engine.protocol import PartKind
from search_app.engine.whoosh.facets import Facets
from search_app.engine.whoosh.index_reader import IndexReader
from search_app.engine.whoosh.matches import (
    Documents,
    Matches,
    count_holders,
    index_of,
    intersect,
    intersect_documents,
    match_without_score,
    subtract,
    unite,
    unite_by_maximum,
    unite_documents,
)
from search_app.engine.whoosh.posting_lists import Positions, PostingList
from search_app.engine.whoosh.ranking import (
    ALTERNATIVE_WEIGHT,
    BIGRAM_WEIGHT,
    LITERAL_WEIGHT,
    PREFIX_SCORE,
    QUESTION_COVERAGE,
    SIMILAR_TERMS,
)
from search_app.engine.whoosh.scoring import sum_scores
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Field,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Question,
    WordRun,
    Words,
)

_UNSCORED = (Not, Filter, Everything)
"""Operands of an `And` that only leave documents out."""


class _ScoredTerm(NamedTuple):
    """A summand of a score: the BM25F score of a term, times `weight`. `kind` and `text` name it in
    an explanation."""

    kind: PartKind
    text: str
    postings: PostingList
    weight: float


@dataclass(frozen=True, slots=True)
class _Clause:
    """One way in which documents can match a leaf: the `documents` that do, the `terms` that score
    them, and, where given, a factor for the sum of each of the documents."""

    documents: Documents
    terms: Sequence[_ScoredTerm]
    factors: NDArray[np.float64] | None = None


def evaluate(node: Node, reader: IndexReader, facets: Facets, uncertain: bool) -> Matches:
    """The documents that match `node`, scored. With `uncertain` a filter also accepts attributions
    of status `possible`."""
    match node:
        case Everything():
            return reader.match_all()
        case Filter(facet, values):
            all_documents = reader.match_all()
            return all_documents.select(
                facets.select(facet, values, uncertain, all_documents.documents)
            )
        case And(children):
            return _evaluate_and(children, reader, facets, uncertain)
        case Or(children):
            return _evaluate_at_least(1, children, reader, facets, uncertain)
        case AtLeast(count, children):
            return _evaluate_at_least(count, children, reader, facets, uncertain)
        case Not(child):
            excluded = evaluate(child, reader, facets, uncertain)
            return subtract(reader.match_all(), excluded.documents, reader.size)
        case _:
            return reader.cache_matches(node, lambda: _evaluate_leaf(node, reader))


def _evaluate_at_least(
    count: int, children: Sequence[Node], reader: IndexReader, facets: Facets, uncertain: bool
) -> Matches:
    if not children:
        return match_without_score(np.zeros(0, np.int32))
    operands = [evaluate(child, reader, facets, uncertain) for child in children]
    return unite(operands, reader.size, count)


def _evaluate_and(
    children: Sequence[Node], reader: IndexReader, facets: Facets, uncertain: bool
) -> Matches:
    scored = [child for child in children if not isinstance(child, _UNSCORED)]
    if scored:
        operands = [evaluate(child, reader, facets, uncertain) for child in scored]
        matches = intersect(operands, reader.size)
    else:
        matches = reader.match_all()
    for child in children:
        match child:
            case Filter(facet, values):
                matches = matches.select(facets.select(facet, values, uncertain, matches.documents))
            case Not(excluded):
                dropped = evaluate(excluded, reader, facets, uncertain)
                matches = subtract(matches, dropped.documents, reader.size)
            case _:
                pass
    return matches


# Leaves


def _evaluate_leaf(node: Node, reader: IndexReader) -> Matches:
    if isinstance(node, Prefix):
        return _evaluate_prefix(node, reader)
    clauses = [_score_clause(clause, reader) for clause in _build_clauses(node, reader)]
    return unite_by_maximum(clauses, reader.size)


def _evaluate_prefix(node: Prefix, reader: IndexReader) -> Matches:
    positions = reader.position_map.restrict_to_field(
        reader.find_prefix(WORDS, fold(node.text)), node.field
    )
    documents = reader.build_posting_list(positions).documents
    return Matches(documents, np.full(len(documents), PREFIX_SCORE, np.float32))


def _score_clause(clause: _Clause, reader: IndexReader) -> Matches:
    terms = [(term.postings, term.weight) for term in clause.terms]
    scores = sum_scores(clause.documents, terms, reader)
    if clause.factors is not None:
        scores *= clause.factors
    return Matches(clause.documents, scores)


def _build_clauses(node: Node, reader: IndexReader) -> list[_Clause]:
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


def _build_term_clause(kind: PartKind, text: str, postings: PostingList) -> _Clause:
    return _Clause(postings.documents, [_ScoredTerm(kind, text, postings, 1.0)])


def _build_chunk_clause(
    text: str, content: tuple[str, ...], field: Field, reader: IndexReader
) -> _Clause:
    """Matches the documents that hold the chunk literally or hold all words of its content."""
    folded = analyse(text).folded
    documents = reader.read_substring(folded, field).documents
    required = _list_required_words(text, content)
    if required and required != (folded,):  # else the literal string already includes the word
        word_documents = [reader.read_word(word, field).documents for word in required]
        holding_all = intersect_documents(word_documents, reader.size)
        documents = unite_documents(documents, holding_all)
    if not len(documents):
        return _Clause(documents, ())  # spares reading the posting lists of the terms
    return _Clause(documents, _list_chunk_terms(text, content, field, reader))


def _build_synonym_clause(text: str, field: Field, reader: IndexReader) -> _Clause:
    """Matches the documents that hold a synonym literally, since its words standing apart mean
    something else: 留守 and 学生 in one section are no 留守学生. The score is that of a chunk,
    lowered."""
    documents = reader.read_substring(analyse(text).folded, field).documents
    terms = _list_chunk_terms(text, (), field, reader)
    lowered = [term._replace(weight=ALTERNATIVE_WEIGHT * term.weight) for term in terms]
    return _Clause(documents, lowered)


@lru_cache(maxsize=CACHED_TEXTS)
def _list_required_words(text: str, content: tuple[str, ...]) -> tuple[str, ...]:
    """The words that a document must hold to match a chunk which it does not hold literally: the
    smallest words that lie side by side in each piece of its content."""
    pieces = content or (text,)
    return tuple(dict.fromkeys(word for piece in pieces for word, _ in analyse(piece).smallest))


def _list_chunk_terms(
    text: str, content: Sequence[str], field: Field, reader: IndexReader
) -> list[_ScoredTerm]:
    """The terms that score a chunk: the whole of it, its words and its bigrams."""
    folded = analyse(text).folded
    pieces = content or (text,)
    bigrams = _list_bigrams(pieces)
    weight = LITERAL_WEIGHT
    if folded in bigrams:  # a chunk of two characters is its own bigram, and is read once
        bigrams.remove(folded)
        weight += BIGRAM_WEIGHT
    terms = [_ScoredTerm("literal", folded, reader.read_substring(folded, field), weight)]
    for word in _list_indexed_words(pieces):
        terms.append(_ScoredTerm("word", word, reader.read_word(word, field), 1.0))
    for bigram in bigrams:
        postings = reader.read_substring(bigram, field)
        terms.append(_ScoredTerm("bigram", bigram, postings, BIGRAM_WEIGHT))
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


def _build_question_clause(pieces: Sequence[str], count: int, reader: IndexReader) -> _Clause:
    """Matches the documents that hold `count` of the question's terms, its words and its bigrams. A
    word of two characters is the same string as one of the bigrams and counts once.

    The score of a document is lowered by the share of these terms that it does not hold.
    """
    bigrams = {bigram: reader.read_substring(bigram) for bigram in _list_bigrams(pieces)}
    words = {word: reader.read_word(word) for word in _list_indexed_words(pieces)}
    terms = [_ScoredTerm("word", word, postings, 1.0) for word, postings in words.items()]
    terms += [_ScoredTerm("bigram", text, postings, 1.0) for text, postings in bigrams.items()]
    counted = [postings.documents for postings in bigrams.values()]
    counted += [postings.documents for word, postings in words.items() if word not in bigrams]
    documents, counts = count_holders(counted, reader.size, count)
    missing = 1 - counts / max(len(counted), 1)
    return _Clause(documents, terms, 1 - QUESTION_COVERAGE * missing)


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


# Documents like a document


def more_like_this(words: Iterable[str], reader: IndexReader, document: int) -> Matches:
    """The documents that share some of the most distinctive words of `document`, which holds
    `words` (folded). Words that no other document holds are left out."""
    itself = np.array([document], np.int32)
    scored = []
    for word in words:
        postings = reader.read_word(word)
        if len(postings) > 1:
            score = float(sum_scores(itself, [(postings, 1.0)], reader)[0])
            if score:
                scored.append((-score, word, postings))
    scored.sort(key=lambda entry: entry[:2])
    terms = [(postings, 1.0) for _, _, postings in scored[:SIMILAR_TERMS]]
    documents, _ = count_holders([postings.documents for postings, _ in terms], reader.size, 1)
    return Matches(documents, sum_scores(documents, terms, reader))


# What the ranking and the explanation ask of a query


def list_proximity_strings(node: Node) -> list[str]:
    """The words and phrases of a query, folded and of two characters at least, in its order.
    Proximity is measured between neighbours."""
    match node:
        case Words(text, _, _, content):
            return [word for word in _list_required_words(text, content) if len(word) > 1]
        case Phrase(text) if len(text) > 1:
            return [fold(text)]
        case And(children) | Or(children) | AtLeast(_, children):
            return [string for child in children for string in list_proximity_strings(child)]
        case _:
            return []


def explain_leaf(
    node: Node, reader: IndexReader, document: int
) -> list[tuple[PartKind, str, float]]:
    """The summands of the score that a leaf gives a document: kind, text and how much, each. They
    are those of the clause with the highest sum, as in the search; none where it does not match."""
    if isinstance(node, Prefix):
        matched = _evaluate_leaf(node, reader).index_of(document) is not None
        return [("prefix", node.text, PREFIX_SCORE)] if matched else []
    only = np.array([document], np.int32)
    explanations = []
    for clause in _build_clauses(node, reader):
        at = index_of(clause.documents, document)
        if at is None:
            continue
        factor = 1.0 if clause.factors is None else float(clause.factors[at])
        explanations.append(
            [
                (kind, text, factor * float(sum_scores(only, [(postings, weight)], reader)[0]))
                for kind, text, postings, weight in clause.terms
            ]
        )
    return max(explanations, key=lambda parts: sum(score for *_, score in parts), default=[])
