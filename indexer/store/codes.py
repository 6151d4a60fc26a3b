"""Terms of up to three characters as numbers, in the order of the terms: 21 bits a character, the
first the highest, zeros behind a shorter term. A bigram and the word that it is have one number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.text import text_of

LONGEST = 3
BITS = 21
Codes = NDArray[np.uint64]
_SHIFTS = np.arange(LONGEST - 1, -1, -1, dtype=np.uint64) * np.uint64(BITS)
_POINT = np.uint64((1 << BITS) - 1)


def pack_terms(points: NDArray[np.uint32]) -> Codes:
    """Packs terms, a row of `LONGEST` code points each, into numbers."""
    codes: Codes = np.bitwise_or.reduce(points.astype(np.uint64) << _SHIFTS, axis=1)
    return codes


def unpack_terms(codes: Codes) -> NDArray[np.uint32]:
    return ((codes[:, None] >> _SHIFTS) & _POINT).astype(np.uint32)


def encode_terms(terms: Sequence[str]) -> Codes:
    return pack_terms(np.array(terms, f"<U{LONGEST}").view("<u4").reshape(-1, LONGEST))


def decode_terms(codes: Codes) -> list[str]:
    """The terms, none with a NUL in it."""
    points = unpack_terms(codes)
    ends = np.count_nonzero(points, axis=1).cumsum().tolist()
    text = text_of(points[points > 0])
    return [text[start:end] for start, end in pairwise((0, *ends))]


def first_code(point: int) -> np.uint64:
    """The least number of a term that begins with a code point or one after it."""
    return np.uint64(point << int(_SHIFTS[0]))


def are_pairs(codes: Codes) -> NDArray[np.bool_]:
    """Which are words of two characters."""
    found: NDArray[np.bool_] = (codes & _POINT == 0) & (codes >> np.uint64(BITS) & _POINT > 0)
    return found
