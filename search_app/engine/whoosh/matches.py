"""Sets of documents with scores, and how they are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.runs import runs

Documents = NDArray[np.int32]
Scores = NDArray[np.float32]

# Documents in all parts of a union below which they are sorted rather than laid out over all
# documents. Not relative to the size of the index: sums must not depend on it.
_FEW = 4096


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

    def place(self, document: int) -> int | None:
        """Where a document is, None where it is none of these."""
        at = int(self.documents.searchsorted(np.int32(document)))
        return at if at < len(self) and self.documents[at] == document else None

    def score_of(self, document: int) -> float:
        """What a document is given, 0 where it is none of these."""
        at = self.place(document)
        return 0.0 if at is None else float(self.scores[at])

    def where(self, chosen: NDArray[np.bool_]) -> Matches:
        return Matches(self.documents[chosen], self.scores[chosen])

    def times(self, factor: float) -> Matches:
        return Matches(self.documents, self.scores * np.float32(factor))


def unscored(documents: NDArray[Any]) -> Matches:
    return Matches(documents.astype(np.int32), np.zeros(len(documents), np.float32))


Places = NDArray[np.intp]


def shared(wanted: Documents, held: Documents, size: int) -> tuple[Places, Places]:
    """Where in `wanted` and where in `held` the documents of both are; both ascending, below
    `size`."""
    if not len(held):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    # Looking up costs some 30 ns a document; a table 0.3 ns for each document there is and 1.5 ns
    # for each that is held or wanted (measured with bench/compare.py).
    if 20 * len(wanted) < size // 5 + len(held) + len(wanted):
        at = held.searchsorted(wanted)
        np.minimum(at, len(held) - 1, out=at)
        both = (held.take(at) == wanted).nonzero()[0]
        return both, at.take(both)
    table = np.zeros(size, np.int32)
    table[held] = np.arange(1, len(held) + 1, dtype=np.int32)
    found = table.take(wanted)
    both = found.nonzero()[0]
    return both, found.take(both).astype(np.intp) - 1


def intersection(parts: Sequence[Matches], size: int) -> Matches:
    """The documents in all of `parts`, with the sum of their scores."""
    found, *others = sorted(parts, key=len)
    for part in others:
        if not len(found):
            break
        both, at = shared(found.documents, part.documents, size)
        scores = found.scores.take(both) + part.scores.take(at)
        found = Matches(found.documents.take(both), scores)
    return found


def union(parts: Sequence[Matches], size: int, at_least: int = 1) -> Matches:
    """The documents in `at_least` of `parts`, with the sum of their scores."""
    if len(parts) == 1 and at_least <= 1:
        return parts[0]
    if sum(map(len, parts)) <= _FEW:
        return _few(parts, at_least)
    return tallied(parts, parts, size, at_least)


def _few(parts: Sequence[Matches], at_least: int) -> Matches:
    documents = np.concatenate([part.documents for part in parts])
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    first, counts = runs(documents)
    if not len(first):
        return unscored(documents)
    scores = np.add.reduceat(np.concatenate([part.scores for part in parts])[order], first)
    found = Matches(documents[first], scores)
    if at_least <= 1:
        return found
    return found.where(counts >= at_least)


def tallied(
    scored: Sequence[Matches], counted: Sequence[Matches], size: int, at_least: int
) -> Matches:
    """The documents in `at_least` of `counted`, with the sum of their scores in `scored`."""
    scores = np.zeros(size, np.float32)
    counts = np.zeros(size, np.uint16)
    for part in scored:
        scores[part.documents] += part.scores
    for part in counted:
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
    scores = base.scores.copy()
    for part in extra:
        if part.documents is base.documents:
            scores += part.scores
        elif len(part):
            both, at = shared(base.documents, part.documents, size)
            scores[both] += part.scores.take(at)
    return Matches(base.documents, scores)


def without(base: Matches, excluded: Matches, size: int) -> Matches:
    kept = np.ones(len(base), np.bool_)
    kept[shared(base.documents, excluded.documents, size)[0]] = False
    return base.where(kept)
