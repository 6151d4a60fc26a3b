"""Character bigrams, which decide whether a text contains a string.

Every character, also punctuation, a space or a digit, begins one bigram at its own offset. The last
character of a paragraph begins a bigram with the sentinel, so that a single character can be looked
up as the prefix of its bigrams. A newline is part of no bigram, so nothing matches across
paragraphs.
"""

from __future__ import annotations

SENTINEL = "\0"
NEWLINE = "\n"


def grams(folded: str) -> list[tuple[str, int]]:
    """The bigrams of `folded`, each with the offset of its first character."""
    ends = {NEWLINE, SENTINEL}
    following = folded[1:] + SENTINEL  # one longer than an empty text; zip stops in time
    return [
        (first + (SENTINEL if second in ends else second), offset)
        for offset, (first, second) in enumerate(zip(folded, following, strict=False))
        if first not in ends
    ]


def lookups(folded: str) -> list[tuple[str, int]]:
    """The fewest bigrams that decide together whether a text contains `folded` at some offset:
    every other one and the last, each with its offset in `folded`. Empty for fewer than two
    characters."""
    last = len(folded) - 2
    places = list(range(0, last + 1, 2))
    if places and places[-1] != last:
        places.append(last)
    return [(folded[place : place + 2], place) for place in places]
