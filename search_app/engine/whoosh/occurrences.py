"""Where a string or a word stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.runs import fresh
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
    new = fresh(documents)
    first = new.nonzero()[0]
    # Most documents hold a term once; summing up each of them takes longer than all the rest.
    frequencies = weights.take(first)
    if len(first) < len(offsets):
        again = (~new).nonzero()[0]
        np.add.at(frequencies, again - np.arange(1, len(again) + 1), weights.take(again))
    return Occurrences(offsets, documents.take(first), frequencies / (frequencies + np.float32(K1)))


def standing(wanted: Offsets, held: Offsets) -> NDArray[np.bool_]:
    """Which of `wanted` are among `held`; both ascending."""
    if not len(held):
        return np.zeros(len(wanted), np.bool_)
    at = held.searchsorted(wanted)
    np.minimum(at, len(held) - 1, out=at)
    found: NDArray[np.bool_] = held.take(at) == wanted
    return found
