"""The order of hits: by score or by year, ties by section id; copies shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_app.engine.whoosh.matches import Documents, Places, Scores

_FEW = 128
"""Documents that are sorted whole sooner than parted (bench/compare.py)."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents with what orders them: `years` first where given (the greater the earlier), then
    the score, then `rank`, the place by section id of every document of the generation."""

    documents: Documents
    scores: Scores
    rank: NDArray[np.uint32]
    years: NDArray[np.intp] | None = None

    def where(self, chosen: NDArray[Any]) -> Ranked:
        """Those at these places, or those that are true."""
        years = None if self.years is None else self.years[chosen]
        return Ranked(self.documents[chosen], self.scores[chosen], self.rank, years)

    def ordered(self) -> Places:
        """The places of all documents, in order."""
        keys: list[NDArray[Any]] = [self.rank.take(self.documents), -self.scores]
        if self.years is not None:
            keys.append(-self.years)
        return np.lexsort(keys)


def first(ranked: Ranked, count: int) -> Places:
    """The places of the first `count` documents, in order: only these are sorted."""
    if len(ranked.documents) <= max(count, _FEW):
        return ranked.ordered()[:count]
    places = leading(ranked, count)
    ordered: Places = places[ranked.where(places).ordered()]
    return ordered


def leading(ranked: Ranked, count: int) -> Places:
    """The places of the first `count` of more documents, ascending."""
    found: list[Places] = []
    tied: Places | None = None
    for key in (ranked.years, ranked.scores):
        if key is None:
            continue
        own = key if tied is None else key.take(tied)
        parted = own.copy()
        parted.partition(len(own) - count)
        border = parted[len(own) - count]
        reached: Places = (own >= border).nonzero()[0]
        if tied is None and len(reached) == count:
            return reached
        level = own.take(reached) == border
        if tied is not None:
            reached = tied.take(reached)
        found.append(reached[~level])
        tied = reached[level]
        count -= len(found[-1])
    assert tied is not None  # there are always scores
    by_id = ranked.rank.take(ranked.documents.take(tied))
    found.append(tied[by_id.argsort(kind="stable")[:count]])
    return np.sort(np.concatenate(found))


def collapsed(ranked: Ranked, clusters: NDArray[np.uint32]) -> tuple[Ranked, NDArray[np.int64]]:
    """Of each cluster of copies only the first, and for every document that is left the number of
    its copies that are not."""
    own = clusters.take(ranked.documents)
    members = own.nonzero()[0]
    if not len(members):
        return ranked, np.zeros(len(own), np.int64)
    among = ranked.where(members)
    order = members[among.ordered()]
    _, heads, counts = np.unique(own[order], return_index=True, return_counts=True)
    kept = own == 0
    kept[order[heads]] = True
    copies = np.zeros(len(own), np.int64)
    copies[order[heads]] = counts - 1
    return ranked.where(kept), copies[kept]
