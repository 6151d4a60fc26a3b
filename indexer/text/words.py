"""Words: what ranking counts. One cut for index and query, by jieba or, where installed, rjieba.

Only runs of Han characters go to the segmenter, with a line break for every other character; runs
of other letters and of digits are words as they are. Fed whole clauses, the two engines treat what
stands between Han runs differently; fed Han runs alone they agree
(tests/indexer/text/test_words.py), so an index built with one is searched with the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import accumulate
from operator import itemgetter

from indexer.text.masks import find_masks

Word = tuple[str, int]
"""A word of a folded text and the offset of its first character."""
_OFFSET = itemgetter(1)

# Frequency given to each domain word. jieba's dictionary holds 60 million occurrences, so 2,000
# makes a word likelier than any two of its parts that occur up to 300,000 times each.
_DOMAIN_FREQUENCY = 2000

# jieba knows U+4E00…9FD5 as Han. Every other ideograph, and the zero 〇, is a word by itself.
_HAN = "\u4e00-\u9fd5"
_LONE = "\u3007\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NOT_HAN = re.compile(f"[^{_HAN}]")
_GAP = "\n"  # both engines give it back as a word of its own, wherever it stands
# A word of any other kind. Its first character is looked at once more to tell which: a pattern that
# begins with a choice is found a third as fast.
_OTHER = re.compile(
    rf"[^\W_{_HAN}](?:(?<=\d)\d*(?:\.\d+)?|(?<![{_LONE}])(?:(?![{_LONE}{_HAN}])[^\W\d_])*|)"
)


class Segmenter:
    """A dictionary that cuts runs of Han characters. Safe to share between threads."""

    def __init__(self, cut: Callable[[str], list[str]], knows: Callable[[str], bool]) -> None:
        self.cut = cut
        self._knows = knows
        self._parts: dict[str, tuple[Word, ...]] = {}

    def parts(self, word: str) -> tuple[Word, ...]:
        """The words of two and three characters inside a longer one, as `cut_for_search` adds
        them, with their offsets in it."""
        known = self._parts.get(word)
        if known is None:
            known = tuple(
                (word[start : start + size], start)
                for size in (2, 3)
                if len(word) > size
                for start in range(len(word) - size + 1)
                if self._knows(word[start : start + size])
            )
            self._parts[word] = known
        return known


@cache
def jieba_segmenter() -> Segmenter:
    """The segmenter in pure Python, with the domain dictionary loaded."""
    import jieba

    tokenizer = jieba.Tokenizer()
    # As Tokenizer.initialize() does, but without its cache file in the shared temporary folder:
    # that file is unmarshalled without a check of who wrote it.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in domain_words():
        if not tokenizer.FREQ.get(word):
            tokenizer.add_word(word, _DOMAIN_FREQUENCY)

    def cut(run: str) -> list[str]:
        return list(tokenizer.cut(run, HMM=False))

    return Segmenter(cut, lambda word: bool(tokenizer.FREQ.get(word)))


@cache
def rjieba_segmenter() -> Segmenter:
    """The segmenter in native code (the `fast` extra), with the domain dictionary loaded."""
    import rjieba

    tokenizer = rjieba.Jieba()
    for word in domain_words():
        if not tokenizer.has_word(word):
            tokenizer.add_word(word, _DOMAIN_FREQUENCY, None)

    def cut(run: str) -> list[str]:
        words: list[str] = tokenizer.cut(run, False)
        return words

    return Segmenter(cut, tokenizer.has_word)


@cache
def segmenter() -> Segmenter:
    """rjieba's where it is installed, else jieba's: the same words either way."""
    return rjieba_segmenter() if find_spec("rjieba") else jieba_segmenter()


@cache
def domain_words() -> tuple[str, ...]:
    """The words of `domain_words.txt`."""
    text = (files("indexer.text") / "domain_words.txt").read_text(encoding="utf-8")
    rows = (row.strip() for row in text.splitlines())
    return tuple(row for row in rows if row and not row.startswith("#"))


def cut(folded: str, using: Segmenter | None = None) -> list[Word]:
    """The words of `folded`, side by side: each character is in one of them or in none.

    Runs of digits (with a decimal part) and of letters other than Han are words; punctuation,
    space and masks are in none.
    """
    for start, end in find_masks(folded):
        folded = folded[:start] + " " * (end - start) + folded[end:]
    found = (using or segmenter()).cut(_NOT_HAN.sub(_GAP, folded))
    offsets = accumulate(map(len, found), initial=0)
    han = [word for word in zip(found, offsets, strict=False) if word[0] != _GAP]
    others = [(match.group(), match.start()) for match in _OTHER.finditer(folded)]
    return sorted(han + others, key=_OFFSET) if others else han


def words(folded: str, using: Segmenter | None = None) -> list[Word]:
    """The words of `folded` and, inside each long one, the shorter ones the dictionary knows
    (jieba's `cut_for_search`). This is what is indexed; offsets may overlap."""
    cutter = using or segmenter()
    found: list[Word] = []
    for word, start in cut(folded, cutter):
        if len(word) > 2 and "\u4e00" <= word[0] <= "\u9fd5":
            found += [(part, start + at) for part, at in cutter.parts(word)]
        found.append((word, start))
    return found


def smallest(folded: str, using: Segmenter | None = None) -> list[Word]:
    """The words of `folded`, side by side, a long one that shorter ones make up given as those.

    校车安全 is 校车 and 安全; 教育局 stays, for 局 is no word of its own. This is what a section
    must hold to hold all words of a query.
    """
    cutter = using or segmenter()
    found: list[Word] = []
    for word, start in cut(folded, cutter):
        found += [(part, start + at) for part, at in _tiles(word, cutter)]
    return found


def _tiles(word: str, cutter: Segmenter) -> list[Word]:
    """The fewest parts of `word` that cover it side by side; itself where none do."""
    ending: dict[int, list[Word]] = {0: []}
    for part, at in sorted(cutter.parts(word), key=lambda one: one[1]):
        end = at + len(part)
        if at in ending and len(ending.get(end, word)) > len(ending[at]) + 1:
            ending[end] = [*ending[at], (part, at)]
    return ending.get(len(word)) or [(word, 0)]
