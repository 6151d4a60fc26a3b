"""Evaluates a query tree, a term at a time, into the matching documents and their scores.

`evaluate` walks the tree. A leaf is turned into clauses (`clauses.build_clauses`); a document that
matches a clause gets the sum of its terms' BM25F scores, and of several clauses the highest sum.
`explain_leaf` gives the same summands one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.store.schema import WORDS
from indexer.text import fold
from search_app.engine.protocol import PartKind
from search_app.engine.whoosh.clauses import Clause, build_clauses, list_required_words
from search_app.engine.whoosh.facet_columns import Facets
from search_app.engine.whoosh.index_reader import IndexReader
from search_app.engine.whoosh.matches import (
    Matches,
    count_holders,
    index_of,
    intersect,
    match_without_score,
    subtract,
    unite,
    unite_by_maximum,
)
from search_app.engine.whoosh.ranking import PREFIX_SCORE, SIMILAR_TERMS
from search_app.engine.whoosh.scoring import sum_scores
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Filter,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Words,
)

_UNSCORED = (Not, Filter, Everything)
"""Operands of an `And` that only leave documents out."""


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
    clauses = [_score_clause(clause, reader) for clause in build_clauses(node, reader)]
    return unite_by_maximum(clauses, reader.size)


def _evaluate_prefix(node: Prefix, reader: IndexReader) -> Matches:
    positions = reader.position_map.restrict_to_field(
        reader.find_prefix(WORDS, fold(node.text)), node.field
    )
    documents = reader.build_posting_list(positions).documents
    return Matches(documents, np.full(len(documents), PREFIX_SCORE, np.float32))


def _score_clause(clause: Clause, reader: IndexReader) -> Matches:
    terms = [(term.postings, term.weight) for term in clause.terms]
    scores = sum_scores(clause.documents, terms, reader)
    if clause.factors is not None:
        scores *= clause.factors
    return Matches(clause.documents, scores)


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
            return [word for word in list_required_words(text, content) if len(word) > 1]
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
    for clause in build_clauses(node, reader):
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
