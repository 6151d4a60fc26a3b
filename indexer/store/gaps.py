"""Gaps between postings as bytes, many lists at once or one at a time.

A gap takes 2 to 6 half bytes, whichever width takes least for its list. The largest value of a
width, its filler, means "that far, and no posting yet", so that one wide gap does not widen the
list. The low byte or two of all entries of a list come first and the rest after them, so that numpy
reads a list as one or two arrays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array
from indexer.store.runs import Counts, expand_ranges

Numbers = NDArray[np.uint32]

WIDTHS = (2, 3, 4, 5, 6)
"""Half bytes an entry. Wider ones would spare a hundredth of the made corpus's index."""


def filler(width: int) -> int:
    return (1 << 4 * width) - 1


def choose_widths(gaps: Numbers, counts: Counts) -> tuple[NDArray[np.int64], Counts]:
    """For lists of `counts` gaps each, none of 0, the width to choose, and the bytes they then
    take."""
    if not len(counts):
        return counts, counts
    begin = np.cumsum(counts) - counts
    costs = []
    for width in WIDTHS:
        # 32 bits hold the fillers of any list; a sum in another type would take twice as long.
        fillers = np.add.reduceat(gaps // np.uint32(filler(width)), begin, dtype=np.uint32)
        costs.append(((counts + fillers) * width + 1) // 2)
    best = np.argmin(np.stack(costs), axis=0)
    return np.array(WIDTHS)[best], np.choose(best, costs)


def pack(packed: Array, begin: Counts, gaps: Numbers, counts: Counts, width: int) -> None:
    """Writes lists of `counts` gaps each into the bytes `packed`, from each of `begin` on."""
    fillers = gaps // np.uint32(filler(width))
    ends = np.cumsum(fillers + 1, dtype=np.int64)
    entries = np.full(int(ends[-1]) if len(ends) else 0, filler(width), np.uint32)
    entries[ends - 1] = gaps - fillers * np.uint32(filler(width))
    entry_counts = np.diff(
        np.concatenate([np.zeros(1, np.int64), ends])[np.append(0, np.cumsum(counts))]
    )
    low, spare = _split(width)
    number = expand_ranges(np.zeros(len(entry_counts), np.int64), entry_counts)
    base = np.repeat(begin, entry_counts) + number * low
    for byte in range(low):
        packed[base + byte] = (entries >> np.uint32(8 * byte)).astype(np.uint8)
    if not spare:
        return
    rest = (entries >> np.uint32(8 * low)).astype(np.uint8)
    at = np.repeat(begin + entry_counts * low, entry_counts) + (
        number if spare == 2 else number // 2
    )
    if spare == 2:
        packed[at] = rest
    else:
        odd = (number & 1).astype(np.bool_)
        packed[at[~odd]] = rest[~odd]
        packed[at[odd]] |= rest[odd] << np.uint8(4)


def unpack(packed: Array, width: int) -> Array:
    """The entries of one list, fillers among them."""
    count = 2 * len(packed) // width
    low, spare = _split(width)
    entries = packed[:count] if low == 1 else packed[: 2 * count].view("<u2")
    if not spare:
        return entries
    rest = packed[low * count :]
    if spare == 1:
        halves = np.empty(2 * len(rest), np.uint8)
        np.bitwise_and(rest, 15, out=halves[::2])
        np.right_shift(rest, 4, out=halves[1::2])
        rest = halves[:count]
    wide: Array = entries | rest.astype(np.uint32) << np.uint32(8 * low)
    return wide


def unpack_many(packed: Array, begin: Counts, sizes: Counts, width: int) -> tuple[Counts, Counts]:
    """How many entries each list of `sizes` bytes has, and all of them."""
    entry_counts = 2 * sizes // width
    low, spare = _split(width)
    number = expand_ranges(np.zeros(len(entry_counts), np.int64), entry_counts)
    base = np.repeat(begin, entry_counts) + number * low
    entries = packed[base].astype(np.int64)
    if low == 2:
        entries |= packed[base + 1].astype(np.int64) << 8
    rest = np.repeat(begin + entry_counts * low, entry_counts)
    if spare == 1:
        halves = packed[rest + number // 2].astype(np.int64) >> 4 * (number & 1)
        entries |= (halves & 15) << 8 * low
    elif spare == 2:
        entries |= packed[rest + number].astype(np.int64) << 8 * low
    return entry_counts, entries


def _split(width: int) -> tuple[int, int]:
    """The whole bytes of an entry that come first, and the half bytes that are left."""
    low = 1 if width < 4 else 2
    return low, width - 2 * low
