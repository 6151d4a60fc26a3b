"""Posting lists as flat arrays.

A posting is a number: in a field with positions the offset of the token's first character in the
segment's text (see `indexer.store.layout`), in a field without them the document's number. A list
is its first number and the gaps after it, in the narrowest of 8, 16 and 32 bits by total size. In
8 and 16 bits the largest value means "that far, and no posting yet", so one wide gap does not
widen the list. A list of one posting, and most terms have but one, is in the term table alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array

Numbers = NDArray[np.uint32]
_WIDTHS: tuple[type[np.unsignedinteger], ...] = (np.uint8, np.uint16, np.uint32)
_FILLERS = (0xFF, 0xFFFF)
_SLICE = 4_000_000  # postings encoded at a time: some 150 MB of temporaries


def encode_field(
    terms: Array, ends: Array, counts: NDArray[np.int64], frequencies: Array, postings: Numbers
) -> dict[str, Array]:
    """The arrays of one field.

    `terms` are the terms' UTF-8 bytes, sorted and put together, `ends` where each ends in them;
    `counts` the number of postings of each, `postings` those numbers, ascending in each term;
    `frequencies` the number of documents of each term.
    """
    borders = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    regions: tuple[list[Array], ...] = ([], [], [])
    filled = [0, 0, 0]
    starts = np.zeros(len(counts), np.uint32)
    sizes = np.zeros(len(counts), np.uint32)
    widths = np.zeros(len(counts), np.uint8)
    for low, high in _slices(borders):
        part = postings[borders[low] : borders[high]]
        for width, (chosen, size, entries) in enumerate(_encode(part, counts[low:high])):
            widths[low:high][chosen] = width
            sizes[low:high][chosen] = size
            starts[low:high][chosen] = filled[width] + np.cumsum(size) - size
            filled[width] += len(entries)
            regions[width].append(entries)
    return {
        "terms": terms,
        "ends": ends.astype(np.uint32),
        "first": postings[borders[:-1]] if len(counts) else postings,
        "df": frequencies.astype(np.uint32),
        "start": starts,
        "size": sizes,
        "width": widths,
        **{
            f"gaps{8 << width}": np.concatenate([np.zeros(0, dtype), *regions[width]])
            for width, dtype in enumerate(_WIDTHS)
        },
    }


def _slices(borders: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of terms with about `_SLICE` postings each."""
    low, terms = 0, len(borders) - 1
    while low < terms:
        high = int(np.searchsorted(borders, borders[low] + _SLICE, "right")) - 1
        high = min(max(high, low + 1), terms)
        yield low, high
        low = high


def _encode(
    postings: Numbers, counts: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.int64], Array]]:
    """For each width: which terms take it, their number of entries, all their entries."""
    inner = np.ones(len(postings), np.bool_)
    inner[np.cumsum(counts) - counts] = False
    gaps = np.diff(postings, prepend=np.uint32(0))[inner].astype(np.uint32)
    numbers = counts - 1
    borders = np.concatenate([np.zeros(1, np.int64), np.cumsum(numbers)])
    sizes = []
    for filler in _FILLERS:
        total = np.concatenate([np.zeros(1, np.int64), np.cumsum(gaps // np.uint32(filler) + 1)])
        sizes.append(total[borders[1:]] - total[borders[:-1]])
    sizes.append(numbers)
    best = np.argmin(np.stack([sizes[0], 2 * sizes[1], 4 * sizes[2]]), axis=0)
    for width, dtype in enumerate(_WIDTHS):
        chosen = best == width
        own = gaps[np.repeat(chosen, numbers)]
        if width == len(_FILLERS):
            entries = own.astype(dtype)
        else:
            filler = _FILLERS[width]
            ends = np.cumsum(own // np.uint32(filler) + 1)
            entries = np.full(int(ends[-1]) if len(ends) else 0, filler, dtype)
            entries[ends - 1] = own % np.uint32(filler)
        yield chosen, sizes[width][chosen], entries


class FieldPostings:
    """The terms and posting lists of one field of one segment."""

    def __init__(self, arrays: Mapping[str, Array], prefix: str) -> None:
        self._terms = arrays[f"{prefix}.terms"].data
        self._ends = arrays[f"{prefix}.ends"].data
        self._first = arrays[f"{prefix}.first"].data
        self._start = arrays[f"{prefix}.start"].data
        self._size = arrays[f"{prefix}.size"].data
        self._width = arrays[f"{prefix}.width"].data
        self._gaps = tuple(arrays[f"{prefix}.gaps{8 << width}"] for width in range(3))
        self.frequencies: Array = arrays[f"{prefix}.df"]

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, index: int) -> bytes:
        return bytes(self._terms[self._ends[index - 1] if index else 0 : self._ends[index]])

    def closest(self, term: bytes) -> int:
        """Index of the first term not before `term`."""
        return bisect_left(range(len(self._ends)), term, key=self.term)

    def find(self, term: bytes) -> int | None:
        """Index of `term`, None when the segment has no such term."""
        index = self.closest(term)
        return index if index < len(self._ends) and self.term(index) == term else None

    def span(self, prefix: bytes) -> tuple[int, int]:
        """The range of terms that begin with `prefix`, in UTF-8."""
        # 0xFF stands in no UTF-8 text, so it comes after every continuation of the prefix.
        return self.closest(prefix), self.closest(prefix + b"\xff")

    def postings(self, index: int) -> Numbers:
        """The postings of the term at `index`, ascending."""
        size = self._size[index]
        found = np.empty(size + 1, np.uint32)
        found[0] = self._first[index]
        if not size:
            return found
        width, start = self._width[index], self._start[index]
        entries = self._gaps[width][start : start + size]
        np.cumsum(entries, dtype=np.uint32, out=found[1:])
        found[1:] += found[0]
        if width < len(_FILLERS):
            fillers = entries == _FILLERS[width]
            if fillers.any():
                fillers = np.concatenate([[False], fillers])
                kept: Numbers = found[~fillers]
                return kept
        return found

    def span_postings(self, low: int, high: int) -> Numbers:
        """The postings of the terms `low` up to `high`, ascending."""
        if low == high:
            return np.zeros(0, np.uint32)
        found = np.concatenate([self.postings(index) for index in range(low, high)])
        found.sort()
        return found


def utf8_terms(terms: Sequence[str]) -> tuple[Array, Array]:
    """`terms` as `encode_field` wants them: their bytes put together, and where each ends."""
    encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    return np.frombuffer(b"".join(encoded), np.uint8), ends
