"""Where a string or a word stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.runs import ranges
from search_app.engine.whoosh.matches import Documents

Offsets = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """`offsets`, ascending; the `documents` they are in, each once; and how often they stand in
    each, every one of them weighed by the part it is in and the length of that (BM25F)."""

    offsets: Offsets
    documents: Documents
    frequencies: NDArray[np.float32]

    def __len__(self) -> int:
        """The number of documents."""
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        return self.offsets.nbytes + self.documents.nbytes + self.frequencies.nbytes


def inside(offsets: Offsets, bounds: Offsets) -> tuple[Offsets, NDArray[np.intp]]:
    """Those of `offsets` that are in documents of these bounds (`Corpus.bounds`), found without a
    look at others, and how many are in each document."""
    low, high = (offsets.searchsorted(bounds[:, side]) for side in (0, -1))
    counts = high - low
    return offsets.take(ranges(low, counts)), counts


def standing(wanted: Offsets, held: Offsets) -> NDArray[np.bool_]:
    """Which of `wanted` are among `held`; both ascending."""
    if not len(held):
        return np.zeros(len(wanted), np.bool_)
    at = held.searchsorted(wanted)
    np.minimum(at, len(held) - 1, out=at)
    found: NDArray[np.bool_] = held.take(at) == wanted
    return found
