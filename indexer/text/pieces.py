"""A piece of a query, analysed once: its reading, the engine and the marks each ask for it in their
own way, and share one folding and one cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from indexer.text.folding import fold
from indexer.text.words import Word, cut, segmenter, with_parts

PIECES = 16_384
"""How many pieces are kept, each in half a kilobyte: room for the words of what a server reads
ahead, and for a thousand queries' own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a text is `folded`, and its words: `words` side by side, `smallest` likewise, a long one
    that shorter ones make up given as those, and `indexed`, the shorter inside the longer, without
    repetitions.

    Of 校车安全 the smallest are 校车 and 安全; 教育局 stays, for 局 is no word of its own. They are
    what a section must hold to hold all words of a query.
    """

    folded: str
    words: tuple[Word, ...]
    smallest: tuple[Word, ...]
    indexed: tuple[str, ...]


@lru_cache(maxsize=PIECES)
def analysed(text: str) -> Piece:
    """`text`, which is short, analysed. The same ones come again with every page and filter."""
    folded = fold(text)
    found = cut(folded)
    smallest = [part for word, start in found for part in _smallest(word, start)]
    indexed = dict.fromkeys([word for word, _ in with_parts(found)])
    return Piece(folded, tuple(found), tuple(smallest), tuple(indexed))


def _smallest(word: str, start: int) -> list[Word]:
    """The fewest words inside `word` that cover it side by side; itself where none do."""
    if len(word) < 3:
        return [(word, start)]
    ending: dict[int, list[Word]] = {0: []}
    for part, at in sorted(segmenter().parts(word), key=lambda one: one[1]):
        end = at + len(part)
        if at in ending and len(ending.get(end, word)) > len(ending[at]) + 1:
            ending[end] = [*ending[at], (part, start + at)]
    return ending.get(len(word)) or [(word, start)]
