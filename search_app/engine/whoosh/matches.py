"""Sets of documents with scores, and how they are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Documents = NDArray[np.int32]
Scores = NDArray[np.float32]

# When the longer list is this many times the shorter, the shorter looks itself up in it; else
# both are laid out over all documents (bench/compare.py).
_LOPSIDED = 16


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents, ascending and distinct, each with a score that is not negative."""

    documents: Documents
    scores: Scores

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.scores.nbytes

    def where(self, chosen: NDArray[np.bool_]) -> Matches:
        return Matches(self.documents[chosen], self.scores[chosen])

    def times(self, factor: float) -> Matches:
        return Matches(self.documents, self.scores * np.float32(factor))


def unscored(documents: NDArray[Any]) -> Matches:
    return Matches(documents.astype(np.int32), np.zeros(len(documents), np.float32))


def places(wanted: Documents, held: Documents, size: int) -> NDArray[np.intp]:
    """For each of `wanted` its place in `held`, or -1; both ascending, below `size`."""
    if not len(held):
        return np.full(len(wanted), -1, np.intp)
    if len(wanted) * _LOPSIDED < len(held):
        at = np.searchsorted(held, wanted)
        np.minimum(at, len(held) - 1, out=at)
        return np.where(held[at] == wanted, at, -1)
    table = np.full(size, -1, np.int32)
    table[held] = np.arange(len(held), dtype=np.int32)
    return table[wanted].astype(np.intp)


def intersection(parts: Sequence[Matches], size: int) -> Matches:
    """The documents in all of `parts`, with the sum of their scores."""
    ordered = sorted(parts, key=len)
    documents, scores = ordered[0].documents, ordered[0].scores
    for part in ordered[1:]:
        at = places(documents, part.documents, size)
        both = at >= 0
        documents = documents[both]
        scores = scores[both] + part.scores[at[both]]
    return Matches(documents, scores)


def union(parts: Sequence[Matches], size: int, at_least: int = 1) -> Matches:
    """The documents in `at_least` of `parts`, with the sum of their scores."""
    if len(parts) == 1 and at_least <= 1:
        return parts[0]
    scores = np.zeros(size, np.float32)
    counts = np.zeros(size, np.uint16)
    for part in parts:
        scores[part.documents] += part.scores
        counts[part.documents] += 1
    documents = np.flatnonzero(counts >= max(at_least, 1)).astype(np.int32)
    return Matches(documents, scores[documents])


def best(parts: Sequence[Matches], size: int) -> Matches:
    """The documents in any of `parts`, with the highest of their scores."""
    if len(parts) == 1:
        return parts[0]
    scores = np.full(size, -1, np.float32)
    for part in parts:
        scores[part.documents] = np.maximum(scores[part.documents], part.scores)
    documents = np.flatnonzero(scores >= 0).astype(np.int32)
    return Matches(documents, scores[documents])


def added(base: Matches, extra: Sequence[Matches], size: int) -> Matches:
    """`base` with the scores that `extra` gives its documents added."""
    scores = base.scores
    for part in extra:
        at = places(base.documents, part.documents, size)
        scores = scores + np.where(at >= 0, part.scores[at], np.float32(0)) if len(part) else scores
    return Matches(base.documents, scores)


def without(base: Matches, excluded: Matches, size: int) -> Matches:
    return base.where(places(base.documents, excluded.documents, size) < 0)
