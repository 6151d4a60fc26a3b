"""Posting lists as flat arrays.

A posting is a number: in a field with positions the offset of the token's first character in the
segment's text (see `indexer.store.layout`), in a field without them the document's number. A list
is its first number, in the term table, and the gaps after it: a byte that says how wide they are,
1, 2 or 3 bytes, whichever takes least, and the gaps. The largest value of a width means "that far,
and no posting yet", so one wide gap does not widen the list. A list of one posting, and most terms
have but one, has no gaps at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array
from indexer.store.dictionary import open_dictionary

Numbers = NDArray[np.uint32]
Parts = dict[str, Array | Sequence[Array]]
"""The arrays of a field, as `write_arrays` takes them."""

_WIDTHS = (1, 2, 3)
_FILLERS = {width: (1 << (8 * width)) - 1 for width in _WIDTHS}
_SLICE = 4_000_000  # postings encoded at a time: some 200 MB of temporaries


class PostingLists:
    """The lists of a field's terms, gathered in the order of the terms."""

    def __init__(self) -> None:
        self._first = [np.zeros(0, np.uint32)]
        self._sizes = [np.zeros(0, np.int64)]
        self._gaps = [np.zeros(0, np.uint8)]

    def add(self, counts: NDArray[np.int64], postings: Numbers) -> None:
        """More terms, of `counts` postings each, ascending in each."""
        borders = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        self._first.append(postings[borders[:-1]])
        for low, high in _slices(borders):
            sizes, gaps = _encode(postings[borders[low] : borders[high]], counts[low:high])
            self._sizes.append(sizes)
            self._gaps.append(gaps)

    def arrays(self) -> Parts:
        ends = np.cumsum(np.concatenate(self._sizes))
        return {
            "first": self._first,
            "start": np.concatenate([np.zeros(1, np.uint32), ends.astype(np.uint32)]),
            "gaps": self._gaps,
        }


def posting_arrays(counts: NDArray[np.int64], postings: Numbers) -> Parts:
    """The lists of all terms of a field at once."""
    lists = PostingLists()
    lists.add(counts, postings)
    return lists.arrays()


def _slices(borders: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Ranges of terms with about `_SLICE` postings each."""
    low, terms = 0, len(borders) - 1
    while low < terms:
        high = int(np.searchsorted(borders, borders[low] + _SLICE, "right")) - 1
        high = min(max(high, low + 1), terms)
        yield low, high
        low = high


def _encode(postings: Numbers, counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], Array]:
    """The number of bytes of each list, and the bytes."""
    inner = np.ones(len(postings), np.bool_)
    inner[np.cumsum(counts) - counts] = False
    gaps = np.diff(postings, prepend=np.uint32(0))[inner].astype(np.uint32)
    numbers = counts - 1
    borders = np.concatenate([np.zeros(1, np.int64), np.cumsum(numbers)])
    costs = []
    for width in _WIDTHS:
        entries = np.cumsum(gaps // np.uint32(_FILLERS[width]) + 1, dtype=np.int64)
        entries = np.concatenate([np.zeros(1, np.int64), entries])
        costs.append((entries[borders[1:]] - entries[borders[:-1]]) * width)
    best = np.argmin(np.stack(costs), axis=0)
    sizes = np.choose(best, costs) + (numbers > 0)
    starts = np.cumsum(sizes) - sizes
    packed = np.zeros(int(sizes.sum()), np.uint8)
    packed[starts[numbers > 0]] = best[numbers > 0] + 1
    for at, width in enumerate(_WIDTHS):
        chosen = (best == at) & (numbers > 0)
        own = gaps[np.repeat(chosen, numbers)]
        ends = np.cumsum(own // np.uint32(_FILLERS[width]) + 1, dtype=np.int64)
        entries = np.full(int(ends[-1]) if len(ends) else 0, _FILLERS[width], np.uint32)
        entries[ends - 1] = own % np.uint32(_FILLERS[width])
        held = costs[at][chosen] // width
        places = np.repeat(starts[chosen] + 1 - (np.cumsum(held) - held) * width, held)
        places += np.arange(len(entries)) * width
        for byte in range(width):
            packed[places + byte] = (entries >> np.uint32(8 * byte)).astype(np.uint8)
    return sizes, packed


class FieldPostings:
    """The terms and posting lists of one field of one segment."""

    def __init__(self, arrays: Mapping[str, Array], field: str) -> None:
        self.dictionary = open_dictionary(arrays, field)
        self.find = self.dictionary.find
        self.span = self.dictionary.span
        self.term = self.dictionary.term
        self._first = arrays[f"{field}.first"].data
        self._start = arrays[f"{field}.start"].data
        self._gaps = arrays[f"{field}.gaps"]
        self.frequencies = arrays.get(f"{field}.df")
        """The number of documents of each term, for fields whose terms are listed by it."""

    def __len__(self) -> int:
        return len(self._first)

    def postings(self, index: int) -> Numbers:
        """The postings of the term at `index`, ascending."""
        low, high = self._start[index], self._start[index + 1]
        if low == high:
            return np.array([self._first[index]], np.uint32)
        width = int(self._gaps[low])
        packed = self._gaps[low + 1 : high]
        if width == 1:
            entries: Array = packed
        elif width == 2:
            entries = packed.view("<u2")
        else:
            each = packed.reshape(-1, 3).astype(np.uint32)
            entries = each[:, 0] | each[:, 1] << np.uint32(8) | each[:, 2] << np.uint32(16)
        found = np.empty(len(entries) + 1, np.uint32)
        found[0] = self._first[index]
        np.cumsum(entries, dtype=np.uint32, out=found[1:])
        found[1:] += found[0]
        fillers = entries == _FILLERS[width]
        if fillers.any():
            kept = np.ones(len(found), np.bool_)
            kept[1:] = ~fillers
            found = found[kept]
        return found

    def sizes(self) -> NDArray[np.int64]:
        """About how many postings each term has: the bytes of its list."""
        starts = np.frombuffer(self._start, np.uint32).astype(np.int64)
        return starts[1:] - starts[:-1] + 1

    def span_postings(self, low: int, high: int) -> tuple[NDArray[np.int64], Numbers]:
        """The postings of the terms `low` up to `high`: how many of each, and all of them."""
        starts = np.frombuffer(self._start, np.uint32)[low : high + 1].astype(np.int64)
        first = np.frombuffer(self._first, np.uint32)[low:high]
        sizes = np.diff(starts)
        widths = np.zeros(len(sizes), np.int64)
        widths[sizes > 0] = self._gaps[starts[:-1][sizes > 0]]
        entries = np.where(sizes > 0, (sizes - 1) // np.maximum(widths, 1), 0)
        ends = np.cumsum(entries + 1)
        slots = ends - entries - 1
        steps = np.zeros(int(ends[-1]) if len(ends) else 0, np.int64)
        emitting = np.ones(len(steps), np.bool_)
        for width in _WIDTHS:
            chosen = np.flatnonzero(widths == width)
            held = entries[chosen]
            number = np.arange(int(held.sum())) - np.repeat(np.cumsum(held) - held, held)
            source = np.repeat(starts[chosen] + 1, held) + number * width
            gaps = sum(
                self._gaps[source + byte].astype(np.int64) << 8 * byte for byte in range(width)
            )
            target = np.repeat(slots[chosen] + 1, held) + number
            steps[target] = gaps
            emitting[target] = gaps != _FILLERS[width]
        # One running sum over all lists, from which what went before each list is taken off.
        before = np.cumsum(steps)[slots] - first if len(slots) else slots
        postings = (np.cumsum(steps) - np.repeat(before, entries + 1))[emitting]
        counts = np.add.reduceat(emitting, slots, dtype=np.int64) if len(slots) else entries
        return counts, postings.astype(np.uint32)
