"""BM25F: what terms give documents that are found already."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search_app.engine.whoosh.corpus import Corpus
from search_app.engine.whoosh.matches import Documents, Scores, shared
from search_app.engine.whoosh.occurrences import Occurrences
from search_app.engine.whoosh.ranking import K1

Weighted = tuple[Occurrences, float]
"""A term, and what its score is multiplied by."""


def summed(documents: Documents, terms: Sequence[Weighted], corpus: Corpus) -> Scores:
    """The sum of what `terms` give each of `documents` (ascending)."""
    total = np.zeros(len(documents), np.float32)
    for term, weight in terms:
        factor = np.float32(weight * corpus.idf(len(term)) * (K1 + 1))
        if _same(documents, term.documents):
            total += factor * term.worth
        elif len(documents):
            places, at = shared(documents, term.documents, corpus.size)
            total[places] += factor * term.worth.take(at)
    return total


def _same(one: Documents, other: Documents) -> bool:
    return one is other or (len(one) == len(other) and bool((one == other).all()))
