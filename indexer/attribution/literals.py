"""Finds the words of several lists in a text, in one pass of one Aho-Corasick automaton.

On the files of corpus/ the native automaton of all 40,000 words that attribution looks for takes
some 40 ns a character, pyahocorasick more than 300 (each measured alone). What attribution takes as
a whole is measured by `python -m bench.attribution_speed`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Generic, NamedTuple, TypeVar

import ahocorasick_rs

Key = TypeVar("Key")

_Match = tuple[int, int, int]
"""A match of the automaton: the number of the word among all lists, its start and its end."""


class TermHits(NamedTuple):
    """Hits of one list in the order of the text: which words, and at which offsets they start.

    `numbers` are the indexes of the words in their list.
    """

    numbers: Sequence[int]
    starts: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Every place in a text where a word of one list stands, also a word within another.

    Hits come in the order of their ends; of those that end together the longest comes first.
    Offsets count characters of the text.
    """

    _words: Sequence[str]
    _first: int
    _matches: Sequence[_Match]

    def starts(self) -> list[int]:
        """Return where each hit starts."""
        return [start for _, start, _ in self._matches]

    def spans(self) -> list[tuple[int, int]]:
        """Return where each hit starts and where it ends."""
        return [(start, end) for _, start, end in self._matches]

    def words(self) -> list[tuple[int, str]]:
        """Return where each hit starts and which word it is."""
        return [(start, self._words[number - self._first]) for number, start, _ in self._matches]

    def cut_off(self, offset: int) -> Hits:
        """Keep the hits that end at or before `offset`."""
        kept = [match for match in self._matches if match[2] <= offset]
        return Hits(self._words, self._first, kept)

    def outermost(self) -> TermHits:
        """Keep the hits that lie within no other hit of the list."""
        kept: list[_Match] = []
        first = reached = sys.maxsize
        for match in reversed(self._matches):
            _, start, end = match
            if start >= first:
                continue
            if end == reached:
                kept[-1] = match
            else:
                kept.append(match)
            first, reached = start, end
        kept.reverse()
        return TermHits(
            [number - self._first for number, _, _ in kept], [start for _, start, _ in kept]
        )


class Literals(Generic[Key]):
    """An automaton of the words of several lists, each list under a key of the caller's choice.

    No list has a word twice or an empty word. Several lists may have the same word.
    """

    def __init__(self, lists: Mapping[Key, Sequence[str]]) -> None:
        self._lists = dict(lists)
        words = list(chain.from_iterable(self._lists.values()))
        # For each word the number of its list, a byte each.
        sizes = map(len, self._lists.values())
        self._list_of = bytes(chain.from_iterable([at] * size for at, size in enumerate(sizes)))
        self._automaton = ahocorasick_rs.AhoCorasick(words, store_patterns=False)

    def find(self, text: str) -> dict[Key, Hits]:
        """Return the hits of each list in `text`, under the key of the list."""
        matches: list[list[_Match]] = [[] for _ in self._lists]
        adders, list_of = [of_list.append for of_list in matches], self._list_of
        for match in self._automaton.find_matches_as_indexes(text, overlapping=True):
            adders[list_of[match[0]]](match)
        hits: dict[Key, Hits] = {}
        first = 0
        for (key, words), of_list in zip(self._lists.items(), matches, strict=True):
            hits[key] = Hits(words, first, of_list)
            first += len(words)
        return hits
