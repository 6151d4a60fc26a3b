"""Folds text to the normal form in which index and query are matched. It is never shown.

Traditional characters become simplified, full width becomes half width, upper case becomes lower
case. Each character becomes exactly one, so an offset in the folded text is an offset in the
original.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

import numpy as np

from indexer.text.codepoints import CodePoints, code_points, text_of

# OpenCC's table leaves these. 著 as a particle is 着 in simplified text, so both fold to 着. 陜 is
# another character than the 陝 of 陝西, but whoever writes 陜西 means 陝西.
_VARIANTS = {"著": "着", "陜": "陕"}

# Texts shorter than this are folded by str.translate, others by an array: one look-up in the array
# takes as long as str.translate takes for 30 characters, and on the text of a section the array is
# some 15 times as fast.
_SHORT = 30


@cache
def _folding_map() -> dict[int, int]:
    """Maps each code point that folding changes to its folded code point.

    Traditional characters come from OpenCC's table of characters. Its table of phrases is not used,
    because a phrase may change the length.
    """
    simplified: dict[str, str] = {}
    listing = files("opencc") / "dictionary" / "TSCharacters.txt"
    for row in listing.read_text(encoding="utf-8").splitlines():
        traditional, _, candidates = row.partition("\t")
        first = candidates.split(" ")[0]
        if len(traditional) == 1 and len(first) == 1:
            simplified[traditional] = first
    simplified |= _VARIANTS
    mapping: dict[int, int] = {}
    for code in range(0x10000):
        character = chr(code)
        if 0xFF01 <= code <= 0xFF5E:
            narrow = chr(code - 0xFEE0)
        elif character == "\u3000":
            narrow = " "
        else:
            narrow = simplified.get(character, character)
        lower = narrow.lower()
        mapping[code] = ord(lower if len(lower) == 1 else narrow)
    for character, first in simplified.items():
        if ord(character) >= 0x10000:
            mapping[ord(character)] = ord(first)
    return {code: other for code, other in mapping.items() if code != other}


@cache
def _folding_table() -> CodePoints:
    """The folded code point of every code point, as an array with the code point as index."""
    table = np.arange(0x110000, dtype="<u4")
    table[list(_folding_map())] = list(_folding_map().values())
    return table


def fold(text: str) -> str:
    """`text` in the form used for matching, of the same length."""
    if len(text) < _SHORT:
        return text.translate(_folding_map())
    return text_of(_folding_table().take(code_points(text)))


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each of `texts` folded. They are folded in one call, because a call costs as much as folding
    200 characters."""
    folded = fold("".join(texts))
    ends = accumulate(map(len, texts), initial=0)
    return [folded[start:end] for start, end in pairwise(ends)]
