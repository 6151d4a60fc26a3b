"""How much sense a piece of Chinese makes: by the words of the dictionary, and by what the same
file says elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from indexer.cleaning.pinyin import GLUED
from indexer.model import Line
from indexer.text import cut, fold

# A character: in a word of two or more, punctuation, alone but often alone, alone, no text.
IN_WORD, _MARK, _ALONE, _STRANGE_ALONE, _NO_TEXT = 1.0, 0.9, 0.3, -0.6, -1.5
# The unknown characters are also judged by the pairs of characters this file has: log likelihood
# in a bigram model that backs off to single characters with this many imagined observations.
PAIR_WEIGHT, _BACK_OFF = 0.25, 2.0
# Off for each quotation mark of the line that has no partner.
UNBALANCED = 0.5
_BETWEEN = "\0"  # stands between texts that are cut together, and is in no word
PUNCTUATION = frozenset("，。、；：“”《》（）×")
_OFTEN_ALONE = frozenset(
    "的了和在与对将为等及所各全是有不我区县市镇乡校局省月日年第一二三四五六七八九十两个名人次把被从到以使让向由就"
    "都也还又更已仍未并或但而且中上下内外前后大小新好多少高低共约达近含至每该本此其之元万亿项家户级类科室办组"
)


@dataclass(frozen=True, slots=True)
class Familiar:
    """What this file says elsewhere: characters and pairs of them with their counts, and the
    characters a note of pinyin is glued to."""

    singles: Counter[str]
    pairs: Counter[str]
    total: int
    traditional: bool
    notes: dict[str, frozenset[str]]


def learn(lines: Sequence[Line]) -> Familiar:
    """What these lines, still with their notes of pinyin, are familiar with; copies count once."""
    plain: list[str] = []
    notes: dict[str, set[str]] = {}
    changed = 0
    for text in {line.text for line in lines}:
        for match in GLUED.finditer(text):
            notes.setdefault(match.group(2), set()).add(text[match.start() - 1])
        bare = GLUED.sub("", text)
        plain.append(fold(bare))
        changed += sum(a != b and _is_han(a) for a, b in zip(bare[:99], plain[-1], strict=False))
    whole = "\n".join(plain)
    frozen = {note: frozenset(found) for note, found in notes.items()}
    # One character in four of a traditional text folds, none of a simplified one.
    traditional = changed > len(lines)
    return Familiar(Counter(whole), _pairs(whole), sum(map(len, plain)), traditional, frozen)


def _pairs(whole: str) -> Counter[str]:
    """How often two characters stand side by side; counted as numbers, five times as fast."""
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), "<u4")
    pairs = np.stack((codes[:-1], codes[1:]), axis=1).view("<u8").ravel()
    found, counts = np.unique(pairs, return_counts=True)
    return Counter(dict(zip(found.view("<U2").tolist(), counts.tolist(), strict=True)))


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def in_script(text: str, familiar: Familiar) -> bool:
    """Whether no character is traditional, or the file is."""
    return familiar.traditional or not any(
        a != b and _is_han(a) for a, b in zip(text, fold(text), strict=True)
    )


def word_sizes(folded: str) -> list[int]:
    """For each character the length of the word it is in, 0 outside words."""
    sizes = [0] * len(folded)
    for word, start in cut(folded):
        sizes[start : start + len(word)] = [len(word)] * len(word)
    return sizes


def sense(left: str, middle: str, right: str) -> float:
    """How much sense `middle` makes between `left` and `right`: see `senses`."""
    return senses(left, [middle], right)[0]


def senses(
    left: str, middles: Sequence[str], right: str, familiar: Familiar | None = None
) -> list[float]:
    """How much sense each of `middles` makes, summed over its characters and the one on either
    side, whose words it may complete (田間學 + 校).

    Given what the file says elsewhere, a character that makes no word with its neighbours and that
    the file never has beside either rules the reading out: bytes were lost in the run, and the
    rest only looks like Chinese.
    """
    texts = [left + middle + right for middle in middles]
    # Cut together: the dictionary is asked once, not a hundred times.
    folded = fold(_BETWEEN.join(texts))
    sizes = word_sizes(folded)
    found: list[float] = []
    start = 0
    for text in texts:
        end = start + len(text)
        inner = range(len(left), len(text) - len(right))
        found.append(_sense(text, folded[start:end], sizes[start:end], inner, familiar))
        start = end + len(_BETWEEN)
    return found


def _sense(
    text: str, folded: str, sizes: Sequence[int], inner: range, familiar: Familiar | None
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
            familiar
            and i in inner
            and not (
                familiar.pairs[folded[max(0, i - 1) : i + 1]] or familiar.pairs[folded[i : i + 2]]
            )
        ):
            return -1.0
        else:
            total += _STRANGE_ALONE
    return total


def open_quotes(outside: str, middle: str) -> int:
    """Quotation marks without a partner in a line, `middle` being put into it."""
    return abs(outside.count("“") + middle.count("“") - outside.count("”") - middle.count("”"))


def likelihood(left: str, middle: str, right: str, familiar: Familiar) -> float:
    """Log likelihood, in this file, of the pairs at both ends of `middle`."""
    whole = fold(left[-1:] + middle + right[:1])
    places = {0, 1, len(whole) - 3, len(whole) - 2} - {-1}
    return sum(pair_likelihood(whole[i : i + 1], whole[i + 1 : i + 2], familiar) for i in places)


def pair_likelihood(first: str, second: str, familiar: Familiar) -> float:
    """Log likelihood that `second` follows `first` (both folded)."""
    expected = _BACK_OFF * (familiar.singles[second] + 0.5) / (familiar.total + 1)
    seen = familiar.pairs[first + second]
    return log((seen + expected) / (familiar.singles[first] + _BACK_OFF))
