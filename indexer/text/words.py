"""Words: what ranking counts. One cut for index and query, by jieba or, where installed, rjieba.

Only runs of Han characters go to the segmenter, with a line break for every other character; runs
of other letters and of digits are words as they are. Fed whole clauses, the two engines treat what
stands between Han runs differently; fed Han runs alone they agree
(tests/indexer/text/test_words.py), so an index built with one is searched with the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import accumulate
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from indexer.text.masks import find_masks
from indexer.text.points import code_points, text_of

Word = tuple[str, int]
"""A word of a folded text and the offset of its first character."""
_OFFSET = itemgetter(1)
Offsets = NDArray[np.int64]

# Frequency given to each domain word. jieba's dictionary holds 60 million occurrences, so 2,000
# makes a word likelier than any two of its parts that occur up to 300,000 times each.
_DOMAIN_FREQUENCY = 2000

# jieba knows U+4E00…9FD5 as Han. Every other ideograph, and the zero 〇, is a word by itself.
_FIRST, _LAST = 0x4E00, 0x9FD5
_HAN = f"{chr(_FIRST)}-{chr(_LAST)}"
_LONE = "\u3007\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NOT_HAN = re.compile(f"[^{_HAN}]")
_GAP = "\n"  # both engines give it back as a word of its own, wherever it stands
_PIECE = 4_000  # characters cut at a time: a million words at once leave the processor's cache
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
        self._inside: dict[str, bytes] = {}
        self._parts: dict[str, tuple[Word, ...]] = {}

    def inside(self, word: str) -> bytes:
        """Where the words of two and three characters begin that stand inside a longer one, as
        `cut_for_search` adds them, and how long each is: two bytes a word."""
        known = self._inside.get(word)
        if known is None:
            known = self._inside[word] = bytes(
                [
                    number
                    for size in (2, 3)
                    if len(word) > size
                    for start in range(len(word) - size + 1)
                    if self._knows(word[start : start + size])
                    for number in (start, size)
                ]
            )
        return known

    def parts(self, word: str) -> tuple[Word, ...]:
        """The words inside a longer one, with their offsets in it."""
        known = self._parts.get(word)
        if known is None:
            inside = self.inside(word)
            known = self._parts[word] = tuple(
                (word[start : start + size], start)
                for start, size in zip(inside[::2], inside[1::2], strict=True)
            )
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
    runs, gaps = _NOT_HAN.subn(_GAP, folded)
    found = (using or segmenter()).cut(runs)
    han = list(zip(found, accumulate(map(len, found), initial=0), strict=False))
    if not gaps:
        return han
    words = [word for word in han if word[0] != _GAP]
    words += [(match.group(), match.start()) for match in _OTHER.finditer(_without_masks(folded))]
    return sorted(words, key=_OFFSET)


def words(folded: str, using: Segmenter | None = None) -> list[Word]:
    """The words of `folded` and, inside each long one, the shorter ones the dictionary knows
    (jieba's `cut_for_search`). This is what is indexed; offsets may overlap."""
    return with_parts(cut(folded, using), using)


def with_parts(side_by_side: list[Word], using: Segmenter | None = None) -> list[Word]:
    """The `words` of a text from its `cut`."""
    cutter = using or segmenter()
    found: list[Word] = []
    for word, start in side_by_side:
        if len(word) > 2 and _FIRST <= ord(word[0]) <= _LAST:
            found += [(part, start + at) for part, at in cutter.parts(word)]
        found.append((word, start))
    return found


def tokens(folded: str, using: Segmenter | None = None) -> tuple[Offsets, Offsets]:
    """Where each of the `words` begins, in no order, and its length, in a text or in many with a
    NUL between each two: by the megabyte, in a third of the time."""
    cutter = using or segmenter()
    points = code_points(folded)
    han = points - np.uint32(_FIRST) <= _LAST - _FIRST  # below the range it wraps to a high number
    # Every run with the one character after it, which becomes the gap.
    kept = han.copy()
    kept[1:] |= han[:-1]
    places = np.flatnonzero(kept)
    runs = np.where(han[places], points[places], np.uint32(ord(_GAP)))
    found, long = [np.zeros(0, np.int64)], []
    for piece in _pieces(text_of(runs)):
        cut = cutter.cut(piece)
        found.append(np.fromiter(map(len, cut), np.int64, len(cut)))
        long += [cut[place] for place in np.flatnonzero(found[-1] > 2).tolist()]
    sizes = np.concatenate(found)
    starts = np.cumsum(sizes) - sizes
    words_only = han[places[starts]]
    sizes, offsets = sizes[words_only], places[starts[words_only]]
    inner, inner_sizes = _inner_words(long, offsets[sizes > 2], cutter)
    others = [match.span() for match in _OTHER.finditer(_without_masks(folded))]
    begin, end = np.array(others, np.int64).reshape(-1, 2).T
    return (
        np.concatenate([offsets, inner, begin]),
        np.concatenate([sizes, inner_sizes, end - begin]),
    )


def _pieces(runs: str) -> Iterator[str]:
    start = 0
    while start < len(runs):
        end = runs.find(_GAP, start + _PIECE) + 1 or len(runs)
        yield runs[start:end]
        start = end


def _inner_words(long: list[str], offsets: Offsets, cutter: Segmenter) -> tuple[Offsets, Offsets]:
    """Where the words inside the `long` ones at `offsets` begin, and their lengths."""
    distinct = {word: number for number, word in enumerate(dict.fromkeys(long))}
    inside = [cutter.inside(word) for word in distinct]
    counts = np.fromiter(map(len, inside), np.int64, len(inside)) // 2
    spans = np.frombuffer(b"".join(inside), np.uint8).astype(np.int64)
    shifts, sizes = spans.reshape(-1, 2).T
    numbers = np.fromiter(map(distinct.__getitem__, long), np.int64, len(long))
    held = counts[numbers]
    first = (np.cumsum(counts) - counts)[numbers]
    which = np.repeat(first - np.cumsum(held) + held, held) + np.arange(int(held.sum()))
    return np.repeat(offsets, held) + shifts[which], sizes[which]


def _without_masks(folded: str) -> str:
    masks = find_masks(folded)
    if not masks:
        return folded
    points = code_points(folded).copy()
    for start, end in masks:
        points[start:end] = ord(" ")
    return text_of(points)
