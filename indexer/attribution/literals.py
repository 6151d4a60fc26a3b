"""Lists of words found in a text together, in one pass of one Aho-Corasick automaton.

On real reports the native automaton of all 40,000 words that attribution looks for takes some 100
ns a character, pyahocorasick 400, and steps of whole numpy arrays over the words without the places
190 (each measured alone, on the files of corpus/ and longer ones).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        for hit in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found[self._list[hit[0]]].append(hit)
        return found


def outermost(hits: Iterable[Hit]) -> list[Hit]:
    """Those of the occurrences of one list, in the order of `find`, that lie within no other."""
    kept: list[Hit] = []
    begun, reached = -1, -1
    for hit in hits:
        _, start, end = hit
        if end == reached:
            continue
        if start <= begun:
            while kept and kept[-1][1] >= start:
                kept.pop()
        kept.append(hit)
        begun, reached = start, end
    return kept
