"""What stands close together: a bonus for the best sections by the rest of the score."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indexer.store.runs import fresh, ranges
from search_app.engine.whoosh.corpus import Corpus, Offsets
from search_app.engine.whoosh.matches import Documents, Scores
from search_app.engine.whoosh.ranking import CLOSENESS_HALF, CLOSENESS_WEIGHT


def closeness(units: Sequence[str], documents: Documents, corpus: Corpus) -> Scores:
    """The bonus of each of `documents` (ascending): for every two neighbours of `units`, by the
    fewest characters between them anywhere in one part of the document."""
    bonus = np.zeros(len(documents), np.float32)
    bounds = corpus.bounds(documents)
    found = {unit: _inside(corpus.occurrences(unit), bounds) for unit in dict.fromkeys(units)}
    for one, other in pairwise(units):
        if one == other or not len(found[one]) or not len(found[other]):
            continue
        offsets = np.concatenate((found[one], found[other]), dtype=np.int64)
        # Of two that are nearest to each other, nothing of either stands between.
        order = offsets.argsort(kind="stable")
        offsets = offsets.take(order)
        former = order < len(found[one])
        parts = bounds.reshape(-1).searchsorted(offsets, "right")
        near = ((former[1:] != former[:-1]) & (parts[1:] == parts[:-1])).nonzero()[0]
        if not len(near):
            continue
        gaps = offsets.take(near + 1) - offsets.take(near)
        gaps -= np.where(former.take(near), len(one), len(other))
        held = parts.take(near) // bounds.shape[1]
        first = fresh(held).nonzero()[0]
        nearest = np.maximum(np.minimum.reduceat(gaps, first), 0)
        rarer = min(len(corpus.literal(one)), len(corpus.literal(other)))
        share = CLOSENESS_WEIGHT * corpus.idf(rarer) / (1 + nearest / CLOSENESS_HALF)
        bonus[held.take(first)] += share.astype(np.float32)
    return bonus


def _inside(offsets: Offsets, bounds: Offsets) -> Offsets:
    """Those of `offsets` that are in documents of these bounds, found without a look at others."""
    low, high = offsets.searchsorted(bounds[:, ::3]).T
    inside: Offsets = offsets.take(ranges(low, high - low))
    return inside
