"""Where the words of a text begin and end, told only for the parts that are asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.text import cut

_HAN_RUN = re.compile("[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class WordBounds:
    """The segmentation of a folded text, by runs of Han characters; each is cut when it is met.

    The words of a run are the same whether it is cut alone or within its text.
    """

    text: str
    _inner: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)

    def word_across(self, offset: int) -> tuple[int, int] | None:
        """Return the span of the word that begins before `offset` and ends behind it, or None."""
        text, begin = self.text, offset
        while begin > 0 and "\u4e00" <= text[begin - 1] <= "\u9fff":
            begin -= 1
        if begin not in self._inner:
            run = _HAN_RUN.match(text, begin)
            words = cut(run[0]) if run is not None else []
            self._inner[begin] = {
                begin + at: (begin + start, begin + start + len(word))
                for word, start in words
                for at in range(start + 1, start + len(word))
            }
        return self._inner[begin].get(offset)
