"""Analyses the texts of a query once: parser, engine and snippets share one folding and one cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from indexer.text.folding import fold
from indexer.text.words import Word, add_inner_words, cut, segmenter

CACHED_TEXTS = 16_384
"""How many analysed texts are kept, at half a kilobyte each. That is enough for the words that a
server reads ahead and for the texts of a thousand queries."""


@dataclass(frozen=True, slots=True)
class QueryText:
    """A text of a query, `folded`, with its words.

    `words` are those of the cut, side by side. `smallest` are side by side too, but a long word
    that shorter ones make up is replaced by those: 校车安全 becomes 校车 and 安全, while 教育局
    stays, because 局 is no word. A section that contains all of them contains all words of the
    query. `indexed` are the words under which the index lists the text, without repetitions: those
    of the cut and the shorter ones inside them.
    """

    folded: str
    words: tuple[Word, ...]
    smallest: tuple[Word, ...]
    indexed: tuple[str, ...]


@lru_cache(maxsize=CACHED_TEXTS)
def analyse(text: str) -> QueryText:
    """Fold `text` and cut it into words. The result is cached, because the texts of a query come
    again with every page and filter."""
    folded = fold(text)
    side_by_side = cut(folded)
    smallest = [part for word, start in side_by_side for part in _find_smallest_words(word, start)]
    indexed = dict.fromkeys([word for word, _ in add_inner_words(side_by_side)])
    return QueryText(folded, tuple(side_by_side), tuple(smallest), tuple(indexed))


def _find_smallest_words(word: str, start: int) -> list[Word]:
    """The fewest words inside `word` that cover it side by side; `word` itself where none do."""
    if len(word) < 3:
        return [(word, start)]
    ending: dict[int, list[Word]] = {0: []}
    for part, at in sorted(segmenter().inner_words(word), key=lambda one: one[1]):
        end = at + len(part)
        if at in ending and len(ending.get(end, word)) > len(ending[at]) + 1:
            ending[end] = [*ending[at], (part, start + at)]
    return ending.get(len(word)) or [(word, start)]
