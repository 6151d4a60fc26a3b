"""Cuts text into the words that ranking counts, for index and query alike.

The segmenter is jieba or, where it is installed, rjieba. It gets only the runs of Han characters,
with a line break between them; a run of other letters or of digits is one word. Given whole
clauses, the two segmenters treat what is between Han runs differently; given Han runs alone they
agree (tests/indexer/text/test_words.py), so an index built with one can be searched with the other.
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

from indexer.text.codepoints import code_points, text_of
from indexer.text.masks import find_masks

Word = tuple[str, int]
"""A word of a folded text and the offset of its first character."""
_OFFSET = itemgetter(1)
Offsets = NDArray[np.int64]

# The frequency given to each domain word. The frequencies in jieba's dictionary add up to 60
# million, so 2,000 makes a word likelier than any two parts that occur up to 300,000 times each.
_DOMAIN_FREQUENCY = 2000

# jieba takes U+4E00 to U+9FD5 for Han. Any other ideograph, and the zero 〇, is a word by itself.
_FIRST, _LAST = 0x4E00, 0x9FD5
_HAN = f"{chr(_FIRST)}-{chr(_LAST)}"
_LONE = "\u3007\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NOT_HAN = re.compile(f"[^{_HAN}]")
_GAP = "\n"  # both segmenters return it as a word of its own, wherever it is
# How many characters are cut at a time. A million words at once do not fit the processor's cache.
_CUT_AT_ONCE = 4_000
# A word without Han characters. The pattern looks back at its first character to tell the kind,
# because a pattern that begins with a choice is searched for at a third of the speed.
_OTHER = re.compile(
    rf"[^\W_{_HAN}](?:(?<=\d)\d*(?:\.\d+)?|(?<![{_LONE}])(?:(?![{_LONE}{_HAN}])[^\W\d_])*|)"
)


class Segmenter:
    """A dictionary that cuts runs of Han characters into words. Threads may share one."""

    def __init__(self, cut: Callable[[str], list[str]], is_word: Callable[[str], bool]) -> None:
        self.cut = cut
        self._is_word = is_word
        self._inner_spans: dict[str, bytes] = {}
        self._inner_words_of: dict[str, tuple[Word, ...]] = {}

    def inner_spans(self, word: str) -> bytes:
        """The offset and the length of each word of two or three characters inside `word`, two
        bytes for each. These are the words that jieba's `cut_for_search` adds."""
        known = self._inner_spans.get(word)
        if known is None:
            known = self._inner_spans[word] = bytes(
                [
                    number
                    for size in (2, 3)
                    if len(word) > size
                    for start in range(len(word) - size + 1)
                    if self._is_word(word[start : start + size])
                    for number in (start, size)
                ]
            )
        return known

    def inner_words(self, word: str) -> tuple[Word, ...]:
        """The words of two or three characters inside `word`, with their offsets in it."""
        known = self._inner_words_of.get(word)
        if known is None:
            spans = self.inner_spans(word)
            known = self._inner_words_of[word] = tuple(
                (word[start : start + size], start)
                for start, size in zip(spans[::2], spans[1::2], strict=True)
            )
        return known


@cache
def jieba_segmenter() -> Segmenter:
    """The segmenter in pure Python, with the domain dictionary loaded."""
    import jieba

    tokenizer = jieba.Tokenizer()
    # This is what Tokenizer.initialize() does, without the cache file in the shared temporary
    # folder: jieba unmarshals that file without checking who wrote it.
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
    """The segmenter of rjieba where it is installed, else that of jieba; both give the same
    words."""
    return rjieba_segmenter() if find_spec("rjieba") else jieba_segmenter()


@cache
def domain_words() -> tuple[str, ...]:
    """The words of `domain_words.txt`."""
    text = (files("indexer.text") / "domain_words.txt").read_text(encoding="utf-8")
    rows = (row.strip() for row in text.splitlines())
    return tuple(row for row in rows if row and not row.startswith("#"))


def cut(folded: str, using: Segmenter | None = None) -> list[Word]:
    """The words of `folded` in order. They do not overlap.

    A run of digits, with its decimal part, is a word, and so is a run of letters other than Han.
    Punctuation, spaces and masks are in no word.
    """
    runs, gaps = _NOT_HAN.subn(_GAP, folded)
    han_words = (using or segmenter()).cut(runs)
    han = list(zip(han_words, accumulate(map(len, han_words), initial=0), strict=False))
    if not gaps:
        return han
    words = [word for word in han if word[0] != _GAP]
    words += [(match.group(), match.start()) for match in _OTHER.finditer(_blank_masks(folded))]
    return sorted(words, key=_OFFSET)


def words(folded: str, using: Segmenter | None = None) -> list[Word]:
    """The words of `folded` and the shorter words of the dictionary inside each long one, as
    jieba's `cut_for_search` gives them. These are the words that are indexed; their spans may
    overlap."""
    return add_inner_words(cut(folded, using), using)


def add_inner_words(side_by_side: list[Word], using: Segmenter | None = None) -> list[Word]:
    """The `words` of a text, made from its `cut`."""
    cutter = using or segmenter()
    result: list[Word] = []
    for word, start in side_by_side:
        if len(word) > 2 and _FIRST <= ord(word[0]) <= _LAST:
            result += [(part, start + at) for part, at in cutter.inner_words(word)]
        result.append((word, start))
    return result


def tokens(folded: str, using: Segmenter | None = None) -> tuple[Offsets, Offsets]:
    """The offsets and the lengths of the `words` of `folded`, in no order.

    `folded` may be many texts with a NUL between each two. This takes a third of the time that
    `words` takes and serves texts by the megabyte.
    """
    cutter = using or segmenter()
    points = code_points(folded)
    # Below the range, the difference wraps around to a high number.
    han = points - np.uint32(_FIRST) <= _LAST - _FIRST
    # Keep every run and the one character after it, which becomes the gap.
    kept = han.copy()
    kept[1:] |= han[:-1]
    places = np.flatnonzero(kept)
    runs = np.where(han[places], points[places], np.uint32(ord(_GAP)))
    lengths, long_words = [np.zeros(0, np.int64)], []
    for piece in _split_at_gaps(text_of(runs)):
        cut = cutter.cut(piece)
        lengths.append(np.fromiter(map(len, cut), np.int64, len(cut)))
        long_words += [cut[place] for place in np.flatnonzero(lengths[-1] > 2).tolist()]
    sizes = np.concatenate(lengths)
    starts = np.cumsum(sizes) - sizes
    words_only = han[places[starts]]
    sizes, offsets = sizes[words_only], places[starts[words_only]]
    inner, inner_sizes = _find_inner_words(long_words, offsets[sizes > 2], cutter)
    others = [match.span() for match in _OTHER.finditer(_blank_masks(folded))]
    begin, end = np.array(others, np.int64).reshape(-1, 2).T
    return (
        np.concatenate([offsets, inner, begin]),
        np.concatenate([sizes, inner_sizes, end - begin]),
    )


def _split_at_gaps(runs: str) -> Iterator[str]:
    """`runs` in pieces of about `_CUT_AT_ONCE` characters, each ending with a gap."""
    start = 0
    while start < len(runs):
        end = runs.find(_GAP, start + _CUT_AT_ONCE) + 1 or len(runs)
        yield runs[start:end]
        start = end


def _find_inner_words(
    long: list[str], offsets: Offsets, cutter: Segmenter
) -> tuple[Offsets, Offsets]:
    """The offsets and the lengths of the words inside the `long` words, which begin at
    `offsets`."""
    distinct = {word: number for number, word in enumerate(dict.fromkeys(long))}
    inner_spans = [cutter.inner_spans(word) for word in distinct]
    counts = np.fromiter(map(len, inner_spans), np.int64, len(inner_spans)) // 2
    spans = np.frombuffer(b"".join(inner_spans), np.uint8).astype(np.int64)
    shifts, sizes = spans.reshape(-1, 2).T
    numbers = np.fromiter(map(distinct.__getitem__, long), np.int64, len(long))
    inner_counts = counts[numbers]  # of each long word, how many words are inside it
    first = (np.cumsum(counts) - counts)[numbers]
    starts = first - np.cumsum(inner_counts) + inner_counts
    which = np.repeat(starts, inner_counts) + np.arange(int(inner_counts.sum()))
    return np.repeat(offsets, inner_counts) + shifts[which], sizes[which]


def _blank_masks(folded: str) -> str:
    """`folded` with spaces in place of its masks."""
    masks = find_masks(folded)
    if not masks:
        return folded
    points = code_points(folded).copy()
    for start, end in masks:
        points[start:end] = ord(" ")
    return text_of(points)
