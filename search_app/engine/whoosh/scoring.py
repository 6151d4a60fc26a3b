"""BM25F: what terms add to the scores of documents that are known to match."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search_app.engine.whoosh.index_reader import IndexReader
from search_app.engine.whoosh.matches import Documents, Scores, intersect_sorted
from search_app.engine.whoosh.posting_lists import PostingList
from search_app.engine.whoosh.ranking import K1

WeightedTerm = tuple[PostingList, float]
"""A term's posting list, and the weight that its BM25F score is multiplied by."""


def sum_scores(documents: Documents, terms: Sequence[WeightedTerm], reader: IndexReader) -> Scores:
    """For each of `documents` (ascending) the weighted sum of the BM25F scores of `terms`; a term
    that a document does not hold adds nothing."""
    scores = np.zeros(len(documents), np.float32)
    for postings, weight in terms:
        factor = np.float32(weight * reader.idf(len(postings)) * (K1 + 1))
        scored, at = intersect_sorted(documents, postings.documents, reader.size)
        scores[scored] += factor * postings.tf_weights.take(at)
    return scores
