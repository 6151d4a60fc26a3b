"""What stands close together: a bonus for the best sections by the rest of the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_app.engine.whoosh.corpus import Corpus
from search_app.engine.whoosh.matches import Documents, Places, Scores
from search_app.engine.whoosh.occurrences import Offsets, inside
from search_app.engine.whoosh.ranking import CLOSENESS_HALF, CLOSENESS_WEIGHT

_SIDES = np.array([[-1], [0]])  # from where an offset belongs: the one before it and the one after


@dataclass(frozen=True, slots=True)
class _Inside:
    """The `offsets` of a string in some documents: where those of each of `documents`, which hold
    it, begin, and where the part of the document that each is in begins and ends."""

    offsets: Offsets
    documents: Places
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
        gaps = _gaps(held, len(one), others, len(other))
        nearest = np.maximum(np.minimum.reduceat(gaps, held.first), 0)
        rarer = min(len(terms[one]), len(terms[other]))
        share = CLOSENESS_WEIGHT * corpus.idf(rarer) / (1 + nearest / CLOSENESS_HALF)
        bonus[held.documents] += share.astype(np.float32)
    return bonus


def _inside(offsets: Offsets, bounds: Offsets) -> _Inside:
    held, counts = inside(offsets, bounds)
    documents = counts.nonzero()[0]
    first = (counts.cumsum() - counts).take(documents)
    edges = bounds.reshape(-1)
    part = edges.searchsorted(held, "right")
    return _Inside(held, documents, first, edges.take(part - 1), edges.take(part))


def _gaps(held: _Inside, length: int, others: Offsets, other_length: int) -> NDArray[np.float64]:
    """The characters between each of these occurrences and the nearest of the others, infinitely
    many where none is in its part; what overlaps has fewer than none."""
    around = others.take(others.searchsorted(held.offsets) + _SIDES, mode="clip")
    distance = np.subtract(around, held.offsets, dtype=np.float64)
    gaps = np.maximum(distance - length, -other_length - distance)
    gaps[(around < held.begin) | (around >= held.end)] = np.inf
    nearest: NDArray[np.float64] = np.minimum(gaps[0], gaps[1])
    return nearest
