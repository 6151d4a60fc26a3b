"""Bigrams: what decides whether a string stands in a text.

Every character, punctuation and spaces and digits too, begins one bigram, at its own offset. The
last character of a paragraph begins a bigram with the sentinel, so that a single character can be
looked up as the prefix of its bigrams; a newline begins none and ends none, so nothing matches
across paragraphs.
"""

from __future__ import annotations

SENTINEL = "\0"
NEWLINE = "\n"


def grams(folded: str) -> list[tuple[str, int]]:
    """The bigrams of `folded` with the offset of their first character."""
    ends = {NEWLINE, SENTINEL}
    following = folded[1:] + SENTINEL  # one longer than an empty text; zip stops in time
    return [
        (first + (SENTINEL if second in ends else second), offset)
        for offset, (first, second) in enumerate(zip(folded, following, strict=False))
        if first not in ends
    ]


def lookups(folded: str) -> list[tuple[str, int]]:
    """The fewest bigrams that together decide whether `folded` stands at an offset: every other
    one, and the last. Empty for fewer than two characters."""
    last = len(folded) - 2
    places = list(range(0, last + 1, 2))
    if places and places[-1] != last:
        places.append(last)
    return [(folded[place : place + 2], place) for place in places]
