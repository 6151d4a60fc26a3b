"""Proximity: what words of the query that stand close together add to a document's score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search_app.engine.whoosh.index_reader import IndexReader
from search_app.engine.whoosh.matches import Documents, Indices, Scores
from search_app.engine.whoosh.posting_lists import Positions
from search_app.engine.whoosh.ranking import PROXIMITY_HALF_DISTANCE, PROXIMITY_WEIGHT

# Added to the place where a position would be inserted: the one before it and the one after it.
_NEIGHBOURS = np.array([[-1], [0]])


@dataclass(frozen=True, slots=True)
class _TermPositions:
    """The `positions` of one string in the documents that get a bonus.

    `rows` says which of these documents hold the string (`slice(None)`: all do), and `first` where
    the positions of each of them begin. For each position, `part_start` and `part_end` bound the
    part of the document (title, headings or body) that it is in.
    """

    positions: Positions
    rows: Indices | slice
    first: Indices
    part_start: Positions
    part_end: Positions


def proximity_bonus(strings: Sequence[str], documents: Documents, reader: IndexReader) -> Scores:
    """What proximity adds to each of `documents`.

    Each pair of neighbours in `strings` (folded, of two characters at least) adds
    weight * idf / (1 + distance / half_distance). The distance is the smallest number of characters
    between the two in one part of the document, and the idf is that of the rarer one. A pair that
    shares no part adds nothing.
    """
    bonus = np.zeros(len(documents), np.float32)
    bounds = reader.position_map.part_bounds(documents)
    postings = {string: reader.read_substring(string) for string in strings}
    located: dict[str, _TermPositions] = {}
    for one, other in pairwise(strings):
        if one == other:
            continue
        # The second string of a pair is the first one of the next, so it is looked up once.
        if one not in located:
            one, other = other, one
        if one not in located:
            located[one] = _locate(postings[one].positions, bounds)
        term, others = located[one], postings[other].positions
        if not len(term.positions) or not len(others):
            continue
        # The gap between two strings is the distance of their middles less half of both lengths.
        distances = _distances_to_nearest(term, others, (len(one) - len(other)) / 2)
        gap = np.minimum.reduceat(distances, term.first) - (len(one) + len(other)) / 2
        np.maximum(gap, 0, out=gap)  # strings that overlap
        rarer = min(len(postings[one]), len(postings[other]))
        weight = PROXIMITY_WEIGHT * reader.idf(rarer)
        bonus[term.rows] += weight / (1 + gap / PROXIMITY_HALF_DISTANCE)
    return bonus


def _locate(positions: Positions, bounds: Positions) -> _TermPositions:
    """Those of `positions` that are in the documents with these part bounds. Only the edges of
    these documents are looked for, so the cost does not grow with the number of `positions`."""
    low, high = positions.searchsorted(bounds[:, :: bounds.shape[1] - 1]).T
    counts = high - low
    ends = counts.cumsum()
    first = ends - counts
    inside = positions.take((low - first).repeat(counts) + np.arange(ends[-1]))
    rows: Indices | slice = slice(None)
    if np.count_nonzero(counts) < len(counts):
        rows = counts.nonzero()[0]
        first = first.take(rows)
    edges = bounds.reshape(-1)
    part = edges[1:].searchsorted(inside, "right")
    return _TermPositions(inside, rows, first, edges.take(part), edges[1:].take(part))


def _distances_to_nearest(
    term: _TermPositions, others: Positions, shift: float
) -> NDArray[np.float64]:
    """For each of the term's positions the distance in characters from the middle of the term to
    the middle of the nearest of the other strings in the same part, infinite where there is none.

    `shift` is by how much the distance from beginning to middle is longer in the term than in the
    other string.
    """
    around = others.take(others.searchsorted(term.positions) + _NEIGHBOURS, mode="clip")
    distances = around - (term.positions + shift)
    np.abs(distances, out=distances)
    np.putmask(distances, (around < term.part_start) | (around >= term.part_end), np.inf)
    nearest: NDArray[np.float64] = np.minimum(distances[0], distances[1])
    return nearest
