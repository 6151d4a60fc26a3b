"""What stands close together: a bonus for the best sections by the rest of the score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_app.engine.whoosh.corpus import Corpus, Offsets
from search_app.engine.whoosh.matches import Documents
from search_app.engine.whoosh.ranking import CLOSENESS_HALF, CLOSENESS_WEIGHT


def closeness(units: Sequence[str], documents: Documents, corpus: Corpus) -> NDArray[np.float32]:
    """The bonus of each of `documents` (ascending): for every two neighbours of `units`, by the
    fewest characters between them anywhere in one part of the document."""
    bonus = np.zeros(len(documents), np.float32)
    found = [corpus.within(corpus.occurrences(unit), documents) for unit in units]
    for number in range(len(units) - 1):
        one, other = units[number : number + 2]
        if one == other or not len(found[number]) or not len(found[number + 1]):
            continue
        rarer = min(len(corpus.literal(one)), len(corpus.literal(other)))
        gaps = _gaps(found[number], len(one), found[number + 1], len(other), corpus)
        at = documents.searchsorted(corpus.documents_at(found[number]))
        nearest = np.full(len(documents), np.inf)
        np.minimum.at(nearest, at, gaps)
        share = CLOSENESS_WEIGHT * corpus.idf(rarer) / (1 + nearest / CLOSENESS_HALF)
        bonus += share.astype(np.float32)
    return bonus


def _gaps(
    one: Offsets, length: int, other: Offsets, other_length: int, corpus: Corpus
) -> NDArray[np.float64]:
    """For each place in `one` the characters to the nearest of `other` in the same part."""
    parts = corpus.part_keys(one)
    other_parts = corpus.part_keys(other)
    begin, other_begin = one.astype(np.int64), other.astype(np.int64)
    after = other.searchsorted(one)
    nearest = np.full(len(one), np.inf)
    for at in (after - 1, after):
        inside = (at >= 0) & (at < len(other))
        at = np.minimum(np.maximum(at, 0), len(other) - 1)  # np.clip takes four times as long
        same = inside & (other_parts[at] == parts)
        between = np.where(
            other_begin[at] >= begin,
            other_begin[at] - begin - length,
            begin - other_begin[at] - other_length,
        )
        nearest = np.where(same, np.minimum(nearest, np.maximum(between, 0)), nearest)
    return nearest
