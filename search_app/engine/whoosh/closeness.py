"""What stands close together: a bonus for the best sections by the rest of the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_app.engine.whoosh.corpus import Corpus
from search_app.engine.whoosh.matches import Documents, Places, Scores
from search_app.engine.whoosh.occurrences import Offsets
from search_app.engine.whoosh.ranking import CLOSENESS_HALF, CLOSENESS_WEIGHT

_SIDES = np.array([[-1], [0]])  # from where an offset belongs: the one before it and the one after


@dataclass(frozen=True, slots=True)
class _Inside:
    """The `offsets` of a string in some documents: where those of each of `documents`, which hold
    it, begin, and where the part of the document that each is in begins and ends."""

    offsets: Offsets
    documents: Places | slice
    first: Places
    begin: Offsets
    end: Offsets


def closeness(units: Sequence[str], documents: Documents, corpus: Corpus) -> Scores:
    """The bonus of each of `documents` (ascending): for every two neighbours of `units`, by the
    fewest characters between them anywhere in one part of the document."""
    bonus = np.zeros(len(documents), np.float32)
    bounds = corpus.bounds(documents)
    terms = {unit: corpus.literal(unit) for unit in units}
    found: dict[str, _Inside] = {}
    for one, other in pairwise(units):
        if one == other:
            continue
        if one not in found:  # the next pair has the other one too
            one, other = other, one
        if one not in found:
            found[one] = _inside(terms[one].offsets, bounds)
        held, others = found[one], terms[other].offsets
        if not len(held.offsets) or not len(others):
            continue
        apart = _apart(held, others, (len(one) - len(other)) / 2)
        nearest = np.minimum.reduceat(apart, held.first)
        nearest -= (len(one) + len(other)) / 2 - CLOSENESS_HALF
        worth = CLOSENESS_WEIGHT * corpus.idf(min(len(terms[one]), len(terms[other])))
        # worth / (1 + distance / half), the distance not below 0
        bonus[held.documents] += worth * CLOSENESS_HALF / np.maximum(nearest, CLOSENESS_HALF)
    return bonus


def _inside(offsets: Offsets, bounds: Offsets) -> _Inside:
    """Those of `offsets` that are in documents of these bounds, found without a look at others."""
    low, high = offsets.searchsorted(bounds[:, :: bounds.shape[1] - 1]).T
    counts = high - low
    ends = counts.cumsum()
    first = ends - counts
    held = offsets.take((low - first).repeat(counts) + np.arange(ends[-1]))
    documents: Places | slice = slice(None)
    if np.count_nonzero(counts) < len(counts):
        documents = counts.nonzero()[0]
        first = first.take(documents)
    edges = bounds.reshape(-1)
    part = edges[1:].searchsorted(held, "right")
    return _Inside(held, documents, first, edges.take(part), edges[1:].take(part))


def _apart(held: _Inside, others: Offsets, shift: float) -> NDArray[np.float64]:
    """How far the middle of each of these occurrences is from that of the nearest of the others,
    infinitely far where none is in its part. `shift` is by how much more its own middle is behind
    its offset."""
    around = others.take(others.searchsorted(held.offsets) + _SIDES, mode="clip")
    apart = around - (held.offsets + shift)
    np.abs(apart, out=apart)
    np.putmask(apart, (around < held.begin) | (around >= held.end), np.inf)
    nearest: NDArray[np.float64] = np.minimum(apart[0], apart[1])
    return nearest
