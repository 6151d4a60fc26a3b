"""The terms of a field: sorted, found by bisection in flat arrays."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array
from indexer.store.codes import Codes, first_code, pack_terms, unpack_terms
from indexer.store.runs import mark_changes

_STEP = 64
"""Of so many terms one is kept apart: a term is looked for in C first (bench/compare.py)."""


def open_dictionary(arrays: Mapping[str, Array], field: str) -> Terms | Pairs:
    """The dictionary of `field`, as `build_term_arrays` or `build_pair_arrays` wrote it."""
    if f"{field}.lead" in arrays:
        names = ("characters", "lead", "lead_end", "second")
        return Pairs(*(arrays[f"{field}.{name}"] for name in names))
    return Terms(arrays[f"{field}.terms"], arrays[f"{field}.ends"])


def build_term_arrays(terms: Sequence[str]) -> dict[str, Array]:
    """A dictionary of any terms, sorted."""
    encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
    ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    return {
        "terms": np.frombuffer(b"".join(encoded), np.uint8),
        "ends": ends.astype(np.uint32),
    }


def join_terms(parts: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
    """One dictionary of several `build_term_arrays` that follow one another."""
    begin = np.cumsum([0, *(len(part["terms"]) for part in parts)], dtype=np.uint32)
    return {
        "terms": np.concatenate([part["terms"] for part in parts]),
        "ends": np.concatenate(
            [part["ends"] + start for part, start in zip(parts, begin, strict=False)]
        ),
    }


def build_pair_arrays(codes: Codes) -> dict[str, Array]:
    """A dictionary of terms of two characters, ascending: two bytes a term instead of ten."""
    points = unpack_terms(codes)[:, :2]
    used = np.zeros(int(points.max(initial=0)) + 1, np.bool_)
    used[points] = True
    characters = np.flatnonzero(used).astype(np.uint32)
    leads, seconds = (np.cumsum(used) - 1)[points].T
    first = np.flatnonzero(mark_changes(leads))
    return {
        "characters": characters,
        "lead": characters[leads[first]],
        "lead_end": np.append(first[1:], len(leads)).astype(np.uint32)[: len(first)],
        "second": seconds.astype(np.min_scalar_type(len(characters))),
    }


class Numbered:
    """Terms of up to three characters as numbers, as raw segments have them."""

    def __init__(self, codes: Codes) -> None:
        self._codes = codes

    def first_with_lead(self, point: int) -> int:
        return int(np.searchsorted(self._codes, first_code(point)))

    def decode_range(self, low: int, high: int) -> Codes:
        return self._codes[low:high]


class Terms:
    """Any terms: UTF-8, in the order of their bytes, which is that of their characters."""

    def __init__(self, terms: Array, ends: Array) -> None:
        self._terms, self._ends = terms.data, ends.data
        self._guides = list(map(self.term, range(0, len(ends), _STEP)))

    def __len__(self) -> int:
        return len(self._ends)

    def term(self, index: int) -> bytes:
        return bytes(self._terms[self._ends[index - 1] if index else 0 : self._ends[index]])

    def decode_range(self, low: int, high: int) -> list[str]:
        """The terms of a range, decoded."""
        begin = int(self._ends[low - 1]) if low else 0
        ends = [end - begin for end in self._ends[low:high]]
        text = bytes(self._terms[begin : begin + ends[-1]]) if ends else b""
        return [text[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise((0, *ends))]

    def lower_bound(self, term: bytes) -> int:
        """Index of the first term not before `term`."""
        high = _STEP * bisect_left(self._guides, term)
        low = max(high - _STEP, 0)
        return low + bisect_left(range(low, min(high, len(self))), term, key=self.term)

    def first_with_lead(self, point: int) -> int:
        """Index of the first term whose first character is not before the code point."""
        if point > sys.maxunicode:
            return len(self)
        return self.lower_bound(chr(point).encode("utf-8", "surrogatepass") if point else b"")

    def find(self, term: bytes) -> int | None:
        """Index of `term`, None when there is no such term."""
        index = self.lower_bound(term)
        return index if index < len(self._ends) and self.term(index) == term else None

    def span(self, prefix: bytes) -> tuple[int, int]:
        """The range of terms that begin with `prefix`."""
        # 0xFF stands in no UTF-8 text, so it comes after every continuation of the prefix.
        return self.lower_bound(prefix), self.lower_bound(prefix + b"\xff")


class Pairs:
    """Terms of two characters; to whoever asks, the same as `Terms`."""

    def __init__(self, characters: Array, lead: Array, lead_end: Array, second: Array) -> None:
        self._characters, self._second = characters, second
        self._lead, self._lead_end = lead, lead_end

    def __len__(self) -> int:
        return len(self._second)

    def term(self, index: int) -> bytes:
        at = int(np.searchsorted(self._lead_end, index, "right"))
        second = int(self._characters[self._second[index]])
        return (chr(int(self._lead[at])) + chr(second)).encode("utf-8", "surrogatepass")

    def lower_bound(self, term: bytes) -> int:
        return bisect_left(range(len(self)), term, key=self.term)

    def first_with_lead(self, point: int) -> int:
        """Index of the first term whose first character is not before the code point."""
        at = int(np.searchsorted(self._lead, point))
        return int(self._lead_end[at - 1]) if at else 0

    def decode_range(self, low: int, high: int) -> Codes:
        """The terms of a range as numbers."""
        leads = np.repeat(self._lead, np.diff(self._lead_end, prepend=np.uint32(0)))[low:high]
        seconds = self._characters[self._second[low:high]]
        return pack_terms(np.stack([leads, seconds, np.zeros_like(leads)], axis=1))

    def find(self, term: bytes) -> int | None:
        pair = term.decode("utf-8", "surrogatepass")
        if len(pair) != 2:
            return None
        wanted = _place(self._characters.data, ord(pair[1]))
        if wanted is None:
            return None
        return _place(self._second.data, wanted, *self._range(ord(pair[0])))

    def find_all(self, pairs: Sequence[str]) -> NDArray[np.int64]:
        """Index of each of `pairs`, all at once. Raises `KeyError` when one is no term."""
        codes = np.array(pairs, "<U2").view("<u4").reshape(-1, 2)
        lead = np.minimum(np.searchsorted(self._lead, codes[:, 0]), len(self._lead) - 1)
        wanted = np.searchsorted(self._characters, codes[:, 1])
        high = self._lead_end[lead].astype(np.int64)
        low = np.where(lead > 0, self._lead_end[lead - 1], 0).astype(np.int64)
        end = high
        while (low < high).any():  # all bisections side by side
            middle = (low + high) // 2
            before = (low < high) & (self._second[np.minimum(middle, len(self) - 1)] < wanted)
            low, high = np.where(before, middle + 1, low), np.where(before, high, middle)
        found = (low < end) & (self._lead[lead] == codes[:, 0])
        found &= self._characters[self._second[np.minimum(low, len(self) - 1)]] == codes[:, 1]
        if not found.all():
            raise KeyError(pairs[int(np.argmin(found))])
        return low

    def span(self, prefix: bytes) -> tuple[int, int]:
        text = prefix.decode("utf-8", "surrogatepass")
        if len(text) == 1:
            return self._range(ord(text))
        return self.lower_bound(prefix), self.lower_bound(prefix + b"\xff")

    def _range(self, lead: int) -> tuple[int, int]:
        """The terms that begin with a character."""
        at = _place(self._lead.data, lead)
        if at is None:
            return 0, 0
        return self._lead_end.data[at - 1] if at else 0, self._lead_end.data[at]


def _place(numbers: memoryview, wanted: int, low: int = 0, high: int | None = None) -> int | None:
    """Where `wanted` is in `numbers`, ascending between `low` and `high`. On a single number
    `searchsorted` takes twice as long."""
    high = len(numbers) if high is None else high
    at = bisect_left(numbers, wanted, low, high)
    return at if at < high and numbers[at] == wanted else None
