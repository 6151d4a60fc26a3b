"""Lists of words found in a text together, in one pass of one Aho-Corasick automaton.

On real reports the native automaton of all 40,000 words that attribution looks for takes some 90 ns
a character, pyahocorasick 400, and steps of whole numpy arrays over the words without the places
190 (each measured alone, on the files of corpus/ and longer ones).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import NamedTuple

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]


class Found(NamedTuple):
    """Occurrences of the words of one list: word `numbers[i]` at [`starts[i]`, `ends[i]`).

    All of them, also within one another, in the order of their ends; of the same end the longest
    first.
    """

    numbers: Numbers
    starts: Numbers
    ends: Numbers

    def take(self, which: npt.NDArray[np.bool_] | slice) -> Found:
        """Those that a mask, or a slice, says."""
        return Found(self.numbers[which], self.starts[which], self.ends[which])

    def before(self, end: int) -> Found:
        """Those that end at or before `end`."""
        return self.take(slice(int(self.ends.searchsorted(end, side="right"))))

    def outermost(self) -> Found:
        """Those that lie within no other one."""
        if not self.ends.size:
            return self
        alone = np.ones(self.ends.size, dtype=np.bool_)
        alone[1:] = self.ends[1:] != self.ends[:-1]
        # What begins no later and ends later holds it.
        alone[:-1] &= np.minimum.accumulate(self.starts[:0:-1])[::-1] > self.starts[:-1]
        return self.take(alone)


class Literals:
    """Finds the words of several lists; a list has no word twice, and none that is empty."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        every = list(chain.from_iterable(lists))
        self._automaton = ahocorasick_rs.AhoCorasick(every, store_patterns=False)
        sizes = [len(words) for words in lists]
        self._first = list(accumulate(sizes, initial=0))[:-1]
        self._list = np.repeat(np.arange(len(lists), dtype=np.uint8), sizes)

    def find(self, text: str) -> tuple[Found, ...]:
        """The occurrences in `text`, a value for each list."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        flat = np.fromiter(chain.from_iterable(hits), np.int64, 3 * len(hits)).reshape(-1, 3)
        lists = self._list[flat[:, 0]]
        words, starts, ends = flat[lists.argsort(kind="stable")].T
        stops = np.bincount(lists, minlength=len(self._first)).cumsum().tolist()
        return tuple(
            Found(words[low:high] - first, starts[low:high], ends[low:high])
            for first, low, high in zip(self._first, [0, *stops], stops, strict=False)
        )
