"""Folding: the one normal form in which index and query meet. Never shown.

Traditional to simplified, full width to half width, upper to lower case, all one character to one
character, so that an offset in the folded text is an offset in the original.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise

import numpy as np

from indexer.text.points import Points, code_points, text_of

# 著 as a particle is 着 in simplified text; t2s leaves it, so both sides fold to 着. 陜 is another
# character than the 陝 of 陝西, but nobody who writes 陜西 means it.
_VARIANTS = {"著": "着", "陜": "陕"}


# Looking up in an array takes as long as 30 characters take str.translate (more where the processor
# has other things in mind), and is some 15 times as fast on a section's text.
_SHORT = 30


@cache
def _folded() -> dict[int, int]:
    """Code point → folded code point where that is another, from OpenCC's traditional-to-simplified
    characters.

    The character table is applied, not the phrase table: phrases may change the length.
    """
    simplified: dict[str, str] = {}
    listing = files("opencc") / "dictionary" / "TSCharacters.txt"
    for row in listing.read_text(encoding="utf-8").splitlines():
        traditional, _, candidates = row.partition("\t")
        first = candidates.split(" ")[0]
        if len(traditional) == 1 and len(first) == 1:
            simplified[traditional] = first
    simplified |= _VARIANTS
    folded: dict[int, int] = {}
    for code in range(0x10000):
        character = chr(code)
        if 0xFF01 <= code <= 0xFF5E:
            narrow = chr(code - 0xFEE0)
        elif character == "\u3000":
            narrow = " "
        else:
            narrow = simplified.get(character, character)
        lower = narrow.lower()
        folded[code] = ord(lower if len(lower) == 1 else narrow)
    for character, first in simplified.items():
        if ord(character) >= 0x10000:
            folded[ord(character)] = ord(first)
    return {code: other for code, other in folded.items() if code != other}


@cache
def _table() -> Points:
    """Code point → folded code point."""
    table = np.arange(0x110000, dtype="<u4")
    table[list(_folded())] = list(_folded().values())
    return table


def fold(text: str) -> str:
    """`text` in the form used for matching; the same length, character for character."""
    if len(text) < _SHORT:
        return text.translate(_folded())
    return text_of(_table().take(code_points(text)))


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each of `texts` folded, all at once: a call takes as long as 200 characters of its text."""
    folded = fold("".join(texts))
    ends = accumulate(map(len, texts), initial=0)
    return [folded[start:end] for start, end in pairwise(ends)]
