"""Lists of words found in a text together, in one pass of one Aho-Corasick automaton.

On real reports the native automaton of all 40,000 words that attribution looks for takes some 100
ns a character, pyahocorasick 400, and steps of whole numpy arrays over the words without the places
190 (each measured alone, on the files of corpus/ and longer ones).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import accumulate, chain

import ahocorasick_rs

Hit = tuple[int, int, int]
"""An occurrence: the number of its word, where it starts and where it ends."""


class Literals:
    """Finds the words of several lists; a list has no word twice, and none that is empty.

    The words of all lists are numbered together, those of list i from `first[i]` on.
    """

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self.words = list(chain.from_iterable(lists))
        sizes = [len(words) for words in lists]
        self.first = list(accumulate(sizes, initial=0))[:-1]
        self._list = bytes(chain.from_iterable([at] * size for at, size in enumerate(sizes)))
        self._automaton = ahocorasick_rs.AhoCorasick(self.words, store_patterns=False)

    def find(self, text: str) -> tuple[list[Hit], ...]:
        """For each list all occurrences of its words in `text`, also those within one another, in
        the order of their ends; of the same end the longest first."""
        found: tuple[list[Hit], ...] = tuple([] for _ in self.first)
        adders, lists = [hits.append for hits in found], self._list
        for hit in self._automaton.find_matches_as_indexes(text, overlapping=True):
            adders[lists[hit[0]]](hit)
        return found


def outermost(hits: Sequence[Hit]) -> list[Hit]:
    """Those of the occurrences of one list, in the order of `find`, that lie within no other."""
    kept: list[Hit] = []
    first = reached = sys.maxsize
    for hit in reversed(hits):
        _, start, end = hit
        if start >= first:
            continue
        if end == reached:
            kept[-1] = hit
        else:
            kept.append(hit)
        first, reached = start, end
    kept.reverse()
    return kept
