"""The order of hits: by score or by year, ties by section id; copies shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_app.engine.whoosh.matches import Documents, Scores


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents with what orders them: `years` first where given (the greater the earlier), then
    the score, then the place by section id."""

    documents: Documents
    scores: Scores
    rank: NDArray[np.uint32]
    years: NDArray[np.intp] | None

    def where(self, chosen: NDArray[Any]) -> Ranked:
        years = None if self.years is None else self.years[chosen]
        return Ranked(self.documents[chosen], self.scores[chosen], self.rank[chosen], years)

    def ordered(self) -> NDArray[np.intp]:
        """The places of all documents, in order."""
        keys: list[NDArray[Any]] = [self.rank, -self.scores]
        if self.years is not None:
            keys.append(-self.years)
        return np.lexsort(keys)


def first(ranked: Ranked, count: int) -> NDArray[np.intp]:
    """The places of the first `count` documents, in order: only these are sorted."""
    chosen: list[NDArray[np.intp]] = []
    tied = np.arange(len(ranked.documents))
    wanted = count
    for key in (ranked.years, ranked.scores, -ranked.rank.astype(np.int64)):
        if key is None or len(tied) <= wanted:
            continue
        own = key[tied]
        border = np.partition(own, len(own) - wanted)[len(own) - wanted]
        chosen.append(tied[own > border])
        wanted -= len(chosen[-1])
        tied = tied[own == border]
    places = np.concatenate([*chosen, tied])
    ordered: NDArray[np.intp] = places[ranked.where(places).ordered()]
    return ordered


def collapsed(ranked: Ranked, clusters: NDArray[np.uint32]) -> tuple[Ranked, NDArray[np.int64]]:
    """Of each cluster of copies only the first, and for every document that is left the number of
    its copies that are not."""
    own = clusters[ranked.documents]
    members = np.flatnonzero(own)
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
