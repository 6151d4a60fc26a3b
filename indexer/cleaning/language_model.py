"""Scores how much sense a short Chinese text makes.

Two sources count: the words of the dictionary, and the characters and pairs of characters that the
same file has elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from indexer.cleaning.pinyin_notes import PINYIN_NOTE
from indexer.model import Line
from indexer.text import cut, fold

# The score of a character: in a word of two or more, as punctuation, as a word of one character
# that often is one, as any other word of one character, and as no text at all.
IN_WORD, _MARK, _ALONE, _STRANGE_ALONE, _NO_TEXT = 1.0, 0.9, 0.3, -0.6, -1.5
# Unknown characters are also scored by their log likelihood in a bigram model of the file. The
# model backs off to single characters with the weight of this many observations.
PAIR_WEIGHT, _BACK_OFF = 0.25, 2.0
# Subtracted for each quotation mark of the line that has no partner.
UNPAIRED_QUOTE_PENALTY = 0.5
_BETWEEN = "\0"  # separates texts that are cut together; no word contains it
PUNCTUATION = frozenset("，。、；：“”《》（）×")
_OFTEN_ALONE = frozenset(
    "的了和在与对将为等及所各全是有不我区县市镇乡校局省月日年第一二三四五六七八九十两个名人次把被从到以使让向由就"
    "都也还又更已仍未并或但而且中上下内外前后大小新好多少高低共约达近含至每该本此其之元万亿项家户级类科室办组"
)


@dataclass(frozen=True, slots=True)
class FileModel:
    """The counts of characters and of pairs of characters in a file, folded and without notes of
    pinyin.

    `total` is the number of characters, `traditional` says whether the file is in traditional
    script. `notes` maps a note of pinyin to the characters that the file has before it.
    """

    singles: Counter[str]
    pairs: Counter[str]
    total: int
    traditional: bool
    notes: dict[str, frozenset[str]]


def learn_file_model(lines: Sequence[Line]) -> FileModel:
    """Count characters, pairs and notes of pinyin in `lines`. Equal lines count once."""
    plain: list[str] = []
    notes: dict[str, set[str]] = {}
    changed = 0
    for text in {line.text for line in lines}:
        for match in PINYIN_NOTE.finditer(text):
            notes.setdefault(match.group(2), set()).add(text[match.start() - 1])
        bare = PINYIN_NOTE.sub("", text)
        plain.append(fold(bare))
        changed += sum(a != b and _is_han(a) for a, b in zip(bare[:99], plain[-1], strict=False))
    whole = "\n".join(plain)
    frozen = {note: frozenset(characters) for note, characters in notes.items()}
    # Folding changes one character in four of a traditional text, and none of a simplified one.
    traditional = changed > len(lines)
    return FileModel(Counter(whole), _count_pairs(whole), sum(map(len, plain)), traditional, frozen)


def _count_pairs(whole: str) -> Counter[str]:
    """How often each two characters are side by side. Counting them as numbers is five times as
    fast as counting strings."""
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), "<u4")
    pairs = np.stack((codes[:-1], codes[1:]), axis=1).view("<u8").ravel()
    distinct, counts = np.unique(pairs, return_counts=True)
    return Counter(dict(zip(distinct.view("<U2").tolist(), counts.tolist(), strict=True)))


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def fits_script(text: str, file_model: FileModel) -> bool:
    """Whether `text` has no traditional character, or the file is in traditional script."""
    return file_model.traditional or not any(
        a != b and _is_han(a) for a, b in zip(text, fold(text), strict=True)
    )


def word_sizes(folded: str) -> list[int]:
    """For each character the length of the word that contains it, 0 outside words."""
    sizes = [0] * len(folded)
    for word, start in cut(folded):
        sizes[start : start + len(word)] = [len(word)] * len(word)
    return sizes


def score_text(left: str, middle: str, right: str) -> float:
    """The score of `middle` between `left` and `right`; see `score_texts`."""
    return score_texts(left, [middle], right)[0]


def score_texts(
    left: str, middles: Sequence[str], right: str, file_model: FileModel | None = None
) -> list[float]:
    """The score of each of `middles`, summed over its characters and the one on either side, whose
    word it may complete (田間學 + 校).

    With a `file_model`, a text is ruled out (-1) by a character that makes no word with its
    neighbours and that the file never has beside either: then bytes were lost inside the run, and
    the rest only looks like Chinese.
    """
    texts = [left + middle + right for middle in middles]
    # All texts are cut together, because one cut of them is much faster than a hundred.
    folded = fold(_BETWEEN.join(texts))
    sizes = word_sizes(folded)
    scores: list[float] = []
    start = 0
    for text in texts:
        end = start + len(text)
        inner = range(len(left), len(text) - len(right))
        scores.append(_score_words(text, folded[start:end], sizes[start:end], inner, file_model))
        start = end + len(_BETWEEN)
    return scores


def _score_words(
    text: str, folded: str, sizes: Sequence[int], inner: range, file_model: FileModel | None
) -> float:
    total = 0.0
    last = min(len(text), inner.stop + 1)
    for i in range(max(0, inner.start - 1), last):
        if text[i] in PUNCTUATION:
            total += _MARK
        elif sizes[i] == 0 or folded[i] < "\x7f":
            total += _NO_TEXT if inner.start <= i < last - 1 else 0.0
        elif sizes[i] > 1:
            total += IN_WORD
        elif folded[i] in _OFTEN_ALONE:
            total += _ALONE
        elif (
            file_model
            and i in inner
            and not (
                file_model.pairs[folded[max(0, i - 1) : i + 1]]
                or file_model.pairs[folded[i : i + 2]]
            )
        ):
            return -1.0
        else:
            total += _STRANGE_ALONE
    return total


def count_unpaired_quotes(outside: str, middle: str) -> int:
    """The number of quotation marks without a partner in a line of `outside` and `middle`."""
    return abs(outside.count("“") + middle.count("“") - outside.count("”") - middle.count("”"))


def log_likelihood(left: str, middle: str, right: str, file_model: FileModel) -> float:
    """The log likelihood of the pairs at both ends of `middle` in this file."""
    whole = fold(left[-1:] + middle + right[:1])
    places = {0, 1, len(whole) - 3, len(whole) - 2} - {-1}
    return sum(
        pair_log_likelihood(whole[i : i + 1], whole[i + 1 : i + 2], file_model) for i in places
    )


def pair_log_likelihood(first: str, second: str, file_model: FileModel) -> float:
    """The log likelihood that `second` follows `first` in this file; both are folded."""
    expected = _BACK_OFF * (file_model.singles[second] + 0.5) / (file_model.total + 1)
    observed = file_model.pairs[first + second]
    return log((observed + expected) / (file_model.singles[first] + _BACK_OFF))
