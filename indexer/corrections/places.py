"""Finds a stretch of text again by what it says, wherever it stands now.

Texts are compared normalized: folded, and without anything but letters and digits, so that neither
layout nor punctuation matters. The text of a file is that of its cleaned lines.

A place is found where the whole stretch stands as it was: in its own file, and under another name
too if it is long enough that no other text says the same (or follows the same words). In its own
file it is also found where most of its beginning stands as it was, since texts are edited.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate, pairwise

from indexer.corrections.values import Place
from indexer.model import Line
from indexer.text import fold_all

_NO_WORD = re.compile(r"[\W_]+")
_CLAUSE = re.compile(r"[\u4e00-\u9fff]{4,24}")
_QUOTE = 40
_BEFORE = 40
_OPENING = 200
# In a file of another name, a stretch this short must also follow the same words: 略 or 谢谢大家
# stands in many reports.
_UNMISTAKABLE = 100
# An edited place begins with the same characters as before, and this share of its bigrams stand
# where they did. Two years of one county's template share some .8 of theirs, so the best place is
# taken, and only in the file of the same name.
_FIRST = 12
_LEAST_ALIKE = 0.6


def normalize(text: str) -> str:
    """`text` folded, with its letters and digits alone."""
    return _normalize_all([text])[0]


def _normalize_all(texts: Sequence[str]) -> list[str]:
    return [_NO_WORD.sub("", folded) for folded in fold_all(texts)]


class FileText:
    """The normalized text of a file. `starts` are the offsets at which its `lines` begin; a line
    without a word begins where the next one does."""

    def __init__(self, lines: Sequence[Line]) -> None:
        parts = _normalize_all([line.text for line in lines])
        self.lines = lines
        self.flat = "".join(parts)
        self.starts = list(accumulate(map(len, parts), initial=0))[:-1]

    def line_at(self, offset: int) -> int:
        """The index of the line that the character at `offset` is in."""
        return bisect_right(self.starts, offset) - 1


def make_place(text: FileText, file: str, start: int, end: int) -> Place:
    """The place of the characters `start` … `end` of the normalized `text`."""
    at = text.line_at(start)
    stretch = text.flat[start:end]
    return Place(
        file=file,
        line=text.lines[at].start,
        quote=_quote(text, at, start),
        before=text.flat[max(0, start - _BEFORE) : start],
        text=stretch[:_OPENING],
        length=len(stretch),
        digest=_digest(stretch),
        sample=_sample(text, at, start, end),
    )


def _quote(text: FileText, at: int, start: int) -> str:
    """The beginning of the line, or of the clause where the place begins within a line."""
    shown = text.lines[at].text.strip()
    ahead = text.flat[start : start + 4]
    within = shown.find(ahead) if start > text.starts[at] else 0
    return shown[max(within, 0) :][:_QUOTE]


def _sample(text: FileText, at: int, start: int, end: int) -> str:
    """The longest clause of the first lines, at most a dozen, that have one of eight characters."""
    clauses: list[str] = []
    for number in range(at, min(len(text.lines), at + 12)):
        if number > at and text.starts[number] >= end:
            break
        (folded,) = fold_all([text.lines[number].text])
        clauses += [
            clause for clause in _CLAUSE.findall(folded) if text.flat.find(clause, start, end) >= 0
        ]
        if any(len(clause) >= 8 for clause in clauses):
            break
    return max(clauses, key=len, default="")


def find_place(place: Place, text: FileText, file: str, *, whole_lines: bool) -> list[int]:
    """Where `place` stands in the text of `file`, as offsets; several where the same is said
    several times. `whole_lines`: only where a line begins."""
    allowed = set(text.starts) if whole_lines else None
    exact = [
        offset
        for offset in _find_all(text.flat, place.text, allowed)
        if _digest(text.flat[offset : offset + place.length]) == place.digest
    ]
    after_same = [offset for offset in exact if text.flat.endswith(place.before, 0, offset)]
    if file != place.file:
        return exact if place.length >= _UNMISTAKABLE else after_same if place.before else []
    if exact:
        return after_same or exact
    return _find_edited(place, text, allowed)


def _find_edited(place: Place, text: FileText, allowed: Collection[int] | None) -> list[int]:
    candidates = _find_all(text.flat, place.text[:_FIRST], allowed)
    scores: dict[int, tuple[float, float]] = {}
    for offset in candidates:
        alike = _alike(place.text, text.flat[offset : offset + len(place.text)])
        if alike >= _LEAST_ALIKE:
            ahead = text.flat[max(0, offset - _BEFORE) : offset]
            scores[offset] = (alike, _alike(place.before, ahead))
    best = max(scores.values(), default=None)
    return [offset for offset, score in scores.items() if score == best]


def _alike(known: str, found: str) -> float:
    """The share of the bigrams of `known` that `found` has."""
    wanted = Counter(pairwise(known))
    if not wanted:
        return float(known == found)
    return (wanted & Counter(pairwise(found))).total() / wanted.total()


def _find_all(flat: str, wanted: str, allowed: Collection[int] | None) -> Iterator[int]:
    at = flat.find(wanted)
    while wanted and at >= 0:
        if allowed is None or at in allowed:
            yield at
        at = flat.find(wanted, at + 1)


def _digest(stretch: str) -> str:
    return blake2b(stretch.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
