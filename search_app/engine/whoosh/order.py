"""The order of hits: by year or by score, ties by section id; copies folded into one hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_app.engine.whoosh.matches import Documents, Indices, Scores


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents (ascending) with the keys of their order, in this order of importance: `years`
    where given, the highest first; `scores`, the highest first; and their `rank`, the lowest first.

    `years` and `scores` have a value for each of `documents`. `rank` has one for every document of
    the index: its place when all are sorted by section id.
    """

    documents: Documents
    scores: Scores
    rank: NDArray[np.uint32]
    years: NDArray[np.intp] | None = None

    def select(self, chosen: NDArray[Any]) -> Ranked:
        """The documents at the indices `chosen`, or where the mask `chosen` is true."""
        years = None if self.years is None else self.years[chosen]
        return Ranked(self.documents[chosen], self.scores[chosen], self.rank, years)

    def argsort(self) -> Indices:
        """The indices of all documents, the best first."""
        keys: list[NDArray[Any]] = [self.rank.take(self.documents), -self.scores]
        if self.years is not None:
            keys.append(-self.years)
        return np.lexsort(keys)


def sort_top_k(ranked: Ranked, k: int) -> Indices:
    """The indices of the `k` best documents, or of all if they are fewer, the best first."""
    if len(ranked.documents) <= k:
        return ranked.argsort()
    best = top_k(ranked, k)
    in_order: Indices = best[ranked.select(best).argsort()]
    return in_order


def top_k(ranked: Ranked, k: int) -> Indices:
    """The indices of the `k` best documents, ascending; there must be more than `k`.

    Key by key, a partition finds the value of the k-th best document. Documents above that value
    are in; documents equal to it compete by the next key for the places that are left.
    """
    chosen: list[Indices] = []
    tied: Indices | None = None
    for key in (ranked.years, ranked.scores):
        if key is None:
            continue
        values = key if tied is None else key.take(tied)
        partitioned = values.copy()
        partitioned.partition(len(values) - k)
        kth_best = partitioned[len(values) - k]
        reaching: Indices = (values >= kth_best).nonzero()[0]
        if tied is None and len(reaching) == k:
            return reaching
        is_tied = values.take(reaching) == kth_best
        if tied is not None:
            reaching = tied.take(reaching)
        chosen.append(reaching[~is_tied])
        tied = reaching[is_tied]
        k -= len(chosen[-1])
    assert tied is not None  # there are always scores
    rank = ranked.rank.take(ranked.documents.take(tied))
    chosen.append(tied[rank.argsort(kind="stable")[:k]])
    return np.sort(np.concatenate(chosen))


def collapse(ranked: Ranked, clusters: NDArray[np.uint32]) -> tuple[Ranked, NDArray[np.int64]]:
    """The documents of `ranked` with only the best of each cluster of copies, and for each document
    that is left how many copies of it were dropped.

    `clusters` has the cluster of every document of the index, 0 for a document without copies.
    """
    cluster = clusters.take(ranked.documents)
    in_cluster = cluster.nonzero()[0]
    if not len(in_cluster):
        return ranked, np.zeros(len(cluster), np.int64)
    best_first = in_cluster[ranked.select(in_cluster).argsort()]
    _, first, counts = np.unique(cluster[best_first], return_index=True, return_counts=True)
    kept = cluster == 0
    kept[best_first[first]] = True
    copies = np.zeros(len(cluster), np.int64)
    copies[best_first[first]] = counts - 1
    return ranked.select(kept), copies[kept]
