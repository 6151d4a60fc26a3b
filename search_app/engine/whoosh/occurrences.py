"""Where a string or a word stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.runs import mark_changes
from search_app.engine.whoosh.matches import Documents, Scores
from search_app.engine.whoosh.ranking import K1

Offsets = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """`offsets`, ascending; the `documents` they are in, each once; and what they are worth in
    each, between 0 and 1: the part of BM25F that does not depend on how many documents there are.
    """

    offsets: Offsets
    documents: Documents
    worth: Scores

    def __len__(self) -> int:
        """The number of documents."""
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        return self.offsets.nbytes + self.documents.nbytes + self.worth.nbytes


@dataclass(frozen=True, slots=True, eq=False)
class Two:
    """Where two characters stand, and where they are a word: nine times of ten, or always, and then
    these are one object."""

    literal: Occurrences
    word: Occurrences

    @property
    def nbytes(self) -> int:
        return self.literal.nbytes + (0 if self.word is self.literal else self.word.nbytes)


def gathered(offsets: Offsets, documents: Documents, weights: Scores) -> Occurrences:
    """The occurrences at `offsets`, ascending, of each the document and what it counts for."""
    new = mark_changes(documents)
    first = new.nonzero()[0]
    return Occurrences(offsets, documents.take(first), _worth(new, first, weights))


def _worth(new: NDArray[np.bool_], first: NDArray[np.intp], weights: Scores) -> Scores:
    """What the weights between one of `new`, which is at `first`, and the next are worth."""
    # Most documents hold a term once; summing up each of them takes longer than all the rest.
    frequencies = weights.take(first)
    if len(first) < len(weights):
        again = (~new).nonzero()[0]
        np.add.at(frequencies, again - np.arange(1, len(again) + 1), weights.take(again))
    return frequencies / (frequencies + np.float32(K1))


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`Occurrences` of several terms one after another: those of term number i are the offsets
    from `borders[i]` up to `borders[i + 1]`, in the documents between these places of `edges`."""

    borders: NDArray[np.int32]
    edges: NDArray[np.int32]
    offsets: Offsets
    documents: Documents
    worth: Scores

    @property
    def nbytes(self) -> int:
        arrays = (self.borders, self.edges, self.offsets, self.documents, self.worth)
        return sum(array.nbytes for array in arrays)

    def term(self, number: int) -> Occurrences:
        """Copies, since a part of an array would keep all of it."""
        own = slice(*self.borders[number : number + 2].tolist())
        held = slice(*self.edges[number : number + 2].tolist())
        documents, worth = self.documents[held].copy(), self.worth[held].copy()
        return Occurrences(self.offsets[own].copy(), documents, worth)


def blocked(
    terms: NDArray[np.intp], offsets: Offsets, documents: Documents, weights: Scores, count: int
) -> Block:
    """The block of `count` terms, of which `terms`, ascending, says whose each offset is."""
    new = mark_changes(terms) | mark_changes(documents)
    first = new.nonzero()[0]
    borders = terms.searchsorted(np.arange(count + 1)).astype(np.int32)
    edges = first.searchsorted(borders).astype(np.int32)
    return Block(borders, edges, offsets, documents.take(first), _worth(new, first, weights))


def joined(parts: Sequence[Occurrences]) -> Occurrences:
    """One term's occurrences in ascending documents."""
    if len(parts) == 1:
        return parts[0]
    return Occurrences(
        np.concatenate([part.offsets for part in parts]),
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.worth for part in parts]),
    )


def standing(wanted: Offsets, held: Offsets) -> NDArray[np.bool_]:
    """Which of `wanted` are among `held`; both ascending."""
    if not len(held):
        return np.zeros(len(wanted), np.bool_)
    at = held.searchsorted(wanted)
    np.minimum(at, len(held) - 1, out=at)
    found: NDArray[np.bool_] = held.take(at) == wanted
    return found
