"""Ascending numbers in runs: lists of several terms one after another, documents that repeat."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


def mark_changes(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """Marks those of `numbers` that are not the same as the one before.

    `numpy.unique` would sort or hash what is sorted already.
    """
    found = np.empty(len(numbers), np.bool_)
    found[:1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=found[1:])
    return found


def find_runs(numbers: NDArray[Any]) -> tuple[NDArray[np.intp], Counts]:
    """Finds where each different one of the ascending `numbers` begins, and how often it stands
    there."""
    first = np.flatnonzero(mark_changes(numbers))
    return first, np.diff(np.append(first, len(numbers)))


def count_distinct(numbers: NDArray[Any], begin: NDArray[np.intp]) -> NDArray[np.uint32]:
    """Counts the different numbers of each list of `numbers`, ascending in each; `begin` says where
    the lists begin, none of them empty."""
    if not len(begin):
        return np.zeros(0, np.uint32)
    first = mark_changes(numbers)
    first[begin] = True
    counts: NDArray[np.uint32] = np.add.reduceat(first, begin, dtype=np.uint32)
    return counts


def expand_ranges(begin: Counts, counts: Counts) -> Counts:
    """Lists the numbers from each of `begin` on, as many as `counts` says, one after another."""
    found: Counts = (begin - counts.cumsum() + counts).repeat(counts)
    found += np.arange(len(found))
    return found
