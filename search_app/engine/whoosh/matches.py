"""Sets of documents with scores, and how they are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.runs import find_runs, mark_changes

Documents = NDArray[np.int32]
Scores = NDArray[np.float32]

# Documents in all parts of a union below which they are sorted rather than laid out over all
# documents. Not relative to the size of the index: sums must not depend on it.
_FEW = 4096

# Of a leaf that a sixteenth of all documents match, a table of their scores is kept: what is
# intersected with it takes a third of the time (bench/compare.py). In an index of more documents
# than these the tables would drive too much else out of the cache.
_TABLE_SHARE = 16
_TABLE_DOCUMENTS = 1 << 17


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents, ascending and distinct, each with a score that is not negative; where they are
    many, perhaps a table of the scores of all documents, minus infinity where it is none of these.
    """

    documents: Documents
    scores: Scores
    table: Scores | None = None

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        table = 0 if self.table is None else self.table.nbytes
        return self.documents.nbytes + self.scores.nbytes + table

    def place(self, document: int) -> int | None:
        """Where a document is, None where it is none of these."""
        return place(self.documents, document)

    def score_of(self, document: int) -> float:
        """What a document is given, 0 where it is none of these."""
        at = self.place(document)
        return 0.0 if at is None else float(self.scores[at])

    def where(self, chosen: NDArray[np.bool_]) -> Matches:
        return Matches(self.documents[chosen], self.scores[chosen])


def unscored(documents: NDArray[Any]) -> Matches:
    return Matches(documents.astype(np.int32), np.zeros(len(documents), np.float32))


def tabled(found: Matches, size: int) -> Matches:
    """`found`, of `size` documents, with a table where that is worth it."""
    if len(found) * _TABLE_SHARE < size or size > _TABLE_DOCUMENTS:
        return found
    table = np.full(size, -np.inf, np.float32)
    table[found.documents.astype(np.intp)] = found.scores
    return Matches(found.documents, found.scores, table)


Places = NDArray[np.intp]


def place(documents: Documents, document: int) -> int | None:
    """Where `document` is among `documents`, None where it is none of these."""
    at = int(documents.searchsorted(np.int32(document)))
    return at if at < len(documents) and documents[at] == document else None


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
    table[held.astype(np.intp)] = np.arange(1, len(held) + 1, dtype=np.int32)
    found = table.take(wanted)
    both = found.nonzero()[0]
    return both, found.take(both).astype(np.intp) - 1


def intersection(parts: Sequence[Matches], size: int) -> Matches:
    """The documents in all of `parts`, with the sum of their scores."""
    found, *others = sorted(parts, key=len)
    for part in others:
        if not len(found):
            break
        if part.table is None:
            both, at = shared(found.documents, part.documents, size)
            scores = found.scores.take(both) + part.scores.take(at)
        else:
            sums = found.scores + part.table.take(found.documents)
            both = (sums >= 0).nonzero()[0]
            scores = sums.take(both)
        found = Matches(found.documents.take(both), scores)
    return found


def common(sets: Sequence[Documents], size: int) -> Documents:
    """The documents in all of `sets`."""
    found, *others = sorted(sets, key=len)
    for other in others:
        if not len(found):
            break
        found = found.take(shared(found, other, size)[0])
    return found


def either(one: Documents, other: Documents) -> Documents:
    """The documents in `one` or `other`; `one` itself where it has them all."""
    if not len(other):
        return one
    both = np.sort(np.concatenate((one, other)))
    both = both[mark_changes(both)]
    return one if len(both) == len(one) else both


def union(parts: Sequence[Matches], size: int, at_least: int = 1) -> Matches:
    """The documents in `at_least` of `parts`, with the sum of their scores."""
    if len(parts) == 1 and at_least <= 1:
        return parts[0]
    if sum(map(len, parts)) <= _FEW:
        return _few(parts, at_least)
    documents, _ = tally([part.documents for part in parts], size, at_least)
    scores = np.zeros(size, np.float32)
    for part in parts:
        scores[part.documents] += part.scores
    return Matches(documents, scores[documents])


def _few(parts: Sequence[Matches], at_least: int) -> Matches:
    documents = np.concatenate([part.documents for part in parts])
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    first, counts = find_runs(documents)
    if not len(first):
        return unscored(documents)
    scores = np.add.reduceat(np.concatenate([part.scores for part in parts])[order], first)
    found = Matches(documents[first], scores)
    if at_least <= 1:
        return found
    return found.where(counts >= at_least)


def tally(
    sets: Sequence[Documents], size: int, at_least: int
) -> tuple[Documents, NDArray[np.uint16]]:
    """The documents in `at_least` of `sets`, and in how many of them each is."""
    counts = np.zeros(size, np.uint16)
    for documents in sets:
        counts[documents] += 1
    found = np.flatnonzero(counts >= max(at_least, 1)).astype(np.int32)
    return found, counts.take(found)


def best(parts: Sequence[Matches], size: int) -> Matches:
    """The documents in any of `parts`, with the highest of their scores."""
    if len(parts) == 1:
        return parts[0]
    scores = np.full(size, -1, np.float32)
    for part in parts:
        scores[part.documents] = np.maximum(scores[part.documents], part.scores)
    documents = np.flatnonzero(scores >= 0).astype(np.int32)
    return Matches(documents, scores[documents])


def without(base: Matches, excluded: Matches, size: int) -> Matches:
    kept = np.ones(len(base), np.bool_)
    kept[shared(base.documents, excluded.documents, size)[0]] = False
    return base.where(kept)
