"""A segment as a batch leaves it: postings sorted and not yet encoded. It cannot be searched;
`indexer.store.merge` makes segments of such ones.

Encoding takes longer than sorting, and most batches are merged: so each posting is encoded once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array, ArrayFile
from indexer.store.dictionary import Numbered, Terms
from indexer.store.files import RAW, RECORDS, segment_path
from indexer.store.generation import open_columns
from indexer.store.layout import LENGTHS, locate_texts
from indexer.store.records import Records
from indexer.store.runs import Counts
from indexer.store.schema import GRAMS
from indexer.store.stock_whoosh import Segment


def is_raw(folder: Path, segment: Segment) -> bool:
    return segment_path(folder, segment, RAW).exists()


class RawField:
    """The terms of a field, as numbers or in full, and their postings; what a merge asks of
    `FieldPostings`."""

    def __init__(self, arrays: Mapping[str, Array], field: str) -> None:
        codes = arrays.get(f"{field}.codes")
        self.dictionary: Terms | Numbered
        if codes is None:
            self.dictionary = Terms(arrays[f"{field}.terms"], arrays[f"{field}.ends"])
        else:
            self.dictionary = Numbered(codes)
        self._until = arrays[f"{field}.until"]
        self._postings = arrays[f"{field}.postings"]

    def weights(self) -> Counts:
        return np.diff(self._until, prepend=np.uint32(0)).astype(np.int64)

    def span_postings(self, low: int, high: int) -> tuple[Counts, NDArray[np.uint32]]:
        if low == high:
            return np.zeros(0, np.int64), self._postings[:0]
        begin = int(self._until[low - 1]) if low else 0
        counts = np.diff(self._until[low:high], prepend=np.uint32(begin))
        return counts.astype(np.int64), self._postings[begin : int(self._until[high - 1])]


class RawSegment:
    """A raw segment open for merging, with what a merge asks of `OpenSegment`."""

    def __init__(self, folder: Path, segment: Segment) -> None:
        arrays = ArrayFile(segment_path(folder, segment, RAW)).arrays
        names = {name.rpartition(".")[0] for name in arrays}
        self.segment = segment
        self.fields = {name: RawField(arrays, name) for name in sorted(names)}
        self.columns = open_columns(folder, segment)
        self.records = Records(ArrayFile(segment_path(folder, segment, RECORDS)).arrays)
        self.deleted = np.zeros(0, np.int64)
        self.lengths: NDArray[np.uint32] = self.columns[LENGTHS + GRAMS]
        self.starts = locate_texts(self.lengths)
