"""Sets of documents with scores, and the operations of a query tree on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.runs import find_runs, mark_changes

Documents = NDArray[np.int32]
"""Document numbers, ascending and distinct. Every function here expects and returns them so."""
Scores = NDArray[np.float32]
"""A score for each document of an array of the same length. Scores are never negative."""
Indices = NDArray[np.intp]
"""Places in another array, counted from 0."""

_SORTED_UNION = 4096
"""The number of documents, over all operands of a union, up to which they are sorted. More are
added up in an array over all documents. The number does not grow with the index, because the two
ways differ in the last bits of a sum, and a score must not depend on the size of the index."""


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents that match a query, each with its score."""

    documents: Documents
    scores: Scores

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.scores.nbytes

    def index_of(self, document: int) -> int | None:
        """The place of a document in `documents`, None where it does not match."""
        return index_of(self.documents, document)

    def select(self, mask: NDArray[np.bool_]) -> Matches:
        """The matches for which `mask`, as long as they are many, is true."""
        return Matches(self.documents[mask], self.scores[mask])


def match_without_score(documents: NDArray[Any]) -> Matches:
    """`documents` with the score 0."""
    return Matches(documents.astype(np.int32), np.zeros(len(documents), np.float32))


def index_of(documents: Documents, document: int) -> int | None:
    """The place of `document` in `documents`, None where it is not in them."""
    at = int(documents.searchsorted(np.int32(document)))
    return at if at < len(documents) and documents[at] == document else None


def intersect_sorted(one: Documents, other: Documents, size: int) -> tuple[Indices, Indices]:
    """Where in `one` and where in `other` their common documents are. `size` is the number of
    documents of the index."""
    if not len(other):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    # A binary search costs some 30 ns for each document of `one`; a table over the whole index
    # 0.3 ns for each document of the index and 1.5 ns for each of `one` and `other` (measured with
    # bench/compare.py).
    if 20 * len(one) < size // 5 + len(one) + len(other):
        at = other.searchsorted(one)
        np.minimum(at, len(other) - 1, out=at)
        common = (other.take(at) == one).nonzero()[0]
        return common, at.take(common)
    place_in_other = np.zeros(size, np.int32)  # counted from 1, 0 for none
    place_in_other[other.astype(np.intp)] = np.arange(1, len(other) + 1, dtype=np.int32)
    places = place_in_other.take(one)
    common = places.nonzero()[0]
    return common, places.take(common).astype(np.intp) - 1


def intersect_documents(sets: Sequence[Documents], size: int) -> Documents:
    """The documents that are in all of `sets`. `size` is the number of documents of the index."""
    common, *others = sorted(sets, key=len)
    for other in others:
        if not len(common):
            break
        common = common.take(intersect_sorted(common, other, size)[0])
    return common


def unite_documents(one: Documents, other: Documents) -> Documents:
    """The documents that are in `one` or `other`."""
    united = np.sort(np.concatenate((one, other)))
    return united[mark_changes(united)]


def intersect(operands: Sequence[Matches], size: int) -> Matches:
    """The documents that are in all of `operands`, with the sums of their scores. `size` is the
    number of documents of the index, here and below."""
    common, *others = sorted(operands, key=len)
    for other in others:
        if not len(common):
            break
        kept, at = intersect_sorted(common.documents, other.documents, size)
        scores = common.scores.take(kept) + other.scores.take(at)
        common = Matches(common.documents.take(kept), scores)
    return common


def unite(operands: Sequence[Matches], size: int, at_least: int = 1) -> Matches:
    """The documents that are in `at_least` of `operands`, with the sums of their scores."""
    if len(operands) == 1 and at_least <= 1:
        return operands[0]
    if sum(map(len, operands)) <= _SORTED_UNION:
        return _unite_by_sorting(operands, at_least)
    documents, _ = count_holders([operand.documents for operand in operands], size, at_least)
    scores = np.zeros(size, np.float32)
    for operand in operands:
        scores[operand.documents] += operand.scores
    return Matches(documents, scores[documents])


def _unite_by_sorting(operands: Sequence[Matches], at_least: int) -> Matches:
    documents = np.concatenate([operand.documents for operand in operands])
    order = np.argsort(documents, kind="stable")
    documents = documents[order]
    first, counts = find_runs(documents)
    if not len(first):
        return match_without_score(documents)
    scores = np.add.reduceat(np.concatenate([operand.scores for operand in operands])[order], first)
    united = Matches(documents[first], scores)
    if at_least <= 1:
        return united
    return united.select(counts >= at_least)


def count_holders(
    sets: Sequence[Documents], size: int, at_least: int
) -> tuple[Documents, NDArray[np.uint16]]:
    """The documents that are in `at_least` of `sets`, and for each in how many of them it is."""
    counts = np.zeros(size, np.uint16)
    for each in sets:
        counts[each] += 1
    documents = np.flatnonzero(counts >= max(at_least, 1)).astype(np.int32)
    return documents, counts.take(documents)


def unite_by_maximum(operands: Sequence[Matches], size: int) -> Matches:
    """The documents that are in any of `operands`, with the highest of their scores."""
    if len(operands) == 1:
        return operands[0]
    scores = np.full(size, -1, np.float32)
    for operand in operands:
        scores[operand.documents] = np.maximum(scores[operand.documents], operand.scores)
    documents = np.flatnonzero(scores >= 0).astype(np.int32)
    return Matches(documents, scores[documents])


def subtract(matches: Matches, excluded: Documents, size: int) -> Matches:
    """`matches` without the documents of `excluded`, their scores unchanged."""
    kept = np.ones(len(matches), np.bool_)
    kept[intersect_sorted(matches.documents, excluded, size)[0]] = False
    return matches.select(kept)
