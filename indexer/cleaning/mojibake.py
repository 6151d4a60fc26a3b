"""Chinese text whose GBK bytes are read one byte off, put right where the words prove it.

A site's script replaced two-byte sequences (full-width punctuation by half-width, a character by
itself with pinyin) without heeding where characters begin. Where such a sequence lay over two
characters, the first byte of one was lost (“?”) and what follows is read one byte off, up to a byte
that is ASCII or lost as well:

    bytes meant   D0 A3 | A1 B1 | B5 C4 | 84 93      校  ”  的  創
    read as       ?  | A3 A1 | B1 B5 | C4 84 | ?      ?  ！ 钡  膭  ?

So one or two bytes are unknown and the others can be read back. Every value of the unknown bytes is
tried; a reading is taken only if the words it makes with its surroundings, and how often this file
has them, beat all others. Where only the first or last character is in doubt it becomes U+FFFD;
otherwise the place stays as it is. Both are recorded as damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.cleaning.pinyin import GLUED
from indexer.cleaning.plausible import (
    PAIR_WEIGHT,
    PUNCTUATION,
    UNBALANCED,
    Familiar,
    in_script,
    learn,
    likelihood,
    open_quotes,
    pair_likelihood,
    sense,
    senses,
    word_sizes,
)
from indexer.model import Line, Repair
from indexer.reading.encodings import common_characters
from indexer.text import fold

_LETTERS = "a-züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ"
# A lost byte, possibly with the end of a pinyin note whose bracket went with it.
_LOST = re.compile(rf"[?\ufffd](?:([{_LETTERS}]{{1,6}})\))?")
# Where a run may begin: before a note of pinyin, or before the punctuation that the script took two
# halves of characters for. A question mark that ends a sentence stands there too; words decide.
_START = re.compile(
    r"(?<=[^\x00-\x28\x2a-\x7f\s])[?\ufffd]"
    rf"(?:([{_LETTERS}]{{1,6}})\)(?=[^\x00-\x7f\s]|[A-Z])|(?=[?!;:,.！；：，？。][^\s]))"
)
# Any other question mark between characters may stand for a lost byte; it is only marked.
_SUSPECT = re.compile(
    rf"(?<=[^\x00-\x28\x2a-\x7f\s]){_LOST.pattern}(?=[^\x00-\x7f\s]|[?!;:,.()A-Z][^\s]|[A-Z])"
)
_FOLLOWING = re.compile(r"[!?;:,.()]?([^\x00-\x7f\s]{1,4})")
_ASKS = re.compile(r"什么|怎|吗|呢|哪|谁|如何|是否|不|多少|几|何|为啥")
_MAX_RUN = 40
# A file with more lost bytes than this was damaged in another way (every character of another
# script made a question mark); trying each takes a millisecond and would prove nothing.
_MAX_TRIED = 300
_CONTEXT = 6
# How many first and last characters are tried together, of some 80 each.
_FIRSTS, _LASTS = 6, 12
# What a reading must gain on the text as it stands, make of each character (less where a note of
# pinyin bears it out), and lead the next best reading by. Measured on the cases of
# tests/indexer/cleaning/test_mojibake.py and on real text.
_MIN_GAIN = 2.0
_MIN_FIT, _MIN_PROVEN_FIT = 0.4, 0.2
_MIN_LEAD = 0.4
# A reading whose words are this much worse than another's is not certain, whatever its lead; a mark
# fits behind any word, so it may lose more against a chance word (突破。縣 and 突破浚縣).
_MAX_WORSE, _MAX_WORSE_MARK = 0.5, 1.0
# Characters that must be agreed between an uncertain first and last one.
_MIN_AGREED = 2
# Times the file must have two characters side by side for one to be expected beside the other,
# though they make no word.
_EXPECTED = 2
_DOUBLED = re.compile(r"[，。、；：]{2}")
_DAMAGE = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Run:
    """Text read one byte off: where it ends, its known bytes, and its last byte, None if lost.

    `note` is the pinyin that stood after the last character, where known.
    """

    end: int
    known: bytes
    last: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    end: int
    text: str
    gain: float


def repair_mojibake(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Readable again where certain (kind mojibake), else marked (kind damaged).

    Comes before pinyin is removed, whose notes tell which character was meant.
    """
    changed: list[Line] = []
    repairs: list[Repair] = []
    suspects = {
        i: len(_SUSPECT.findall(line.text))
        for i, line in enumerate(lines)
        if "?" in line.text or _DAMAGE in line.text
    }
    if not 0 < sum(suspects.values()) <= _MAX_TRIED:
        return list(lines), []
    familiar = learn(lines)
    # A file that repeats itself repeats its damage.
    known: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}
    for i, line in enumerate(lines):
        text = line.text
        if suspects.get(i):
            if text not in known:
                known[text] = _repair(text, familiar)
            text, places = known[text]
            repairs += [Repair(line.start, *place) for place in places]
        changed.append(line if text == line.text else replace(line, text=text))
    return changed, repairs


def _repair(text: str, familiar: Familiar) -> tuple[str, list[tuple[str, str, str]]]:
    """The text and (kind, before, after) of each place."""
    places: list[tuple[str, str, str]] = []
    position = 0
    while match := _SUSPECT.search(text, position):
        start = match.start()
        begins = _START.match(text, start) is not None
        reading = _best(text, match, familiar) if begins else None
        reading = reading or _noted(text, match, familiar)
        if reading is not None:
            places.append(("mojibake", text[start : reading.end], reading.text))
            if _DAMAGE in reading.text:
                places.append(("damaged", reading.text, reading.text))
            text = text[:start] + reading.text + text[reading.end :]
            position = start + len(reading.text)
            continue
        if _is_damaged(text, match):
            around = text[max(0, start - 2) : match.end() + 6]
            places.append(("damaged", around, around))
        position = match.end()
    return text, places


def _is_damaged(text: str, match: re.Match[str]) -> bool:
    """Whether a question mark that could not be resolved is no question mark: pinyin hangs on it,
    or nothing before it asks and what follows makes no words."""
    if match.group(1):
        return True
    following = _FOLLOWING.match(text, match.end())
    if following is None or _ASKS.search(fold(text[max(0, match.start() - 15) : match.start()])):
        return False
    return sense("", following.group(1), "") < 0


def _best(text: str, match: re.Match[str], familiar: Familiar) -> _Reading | None:
    """The reading that makes most of what stands there, where one is certain."""
    start = match.start()
    left = GLUED.sub("", text[max(0, start - 4 * _CONTEXT) : start])[-_CONTEXT:]
    best: _Reading | None = None
    for run in _runs(text, match):
        right = GLUED.sub("", text[run.end - 1 : run.end + 4 * _CONTEXT])[1 : _CONTEXT + 1]
        outside = text[:start] + text[run.end :]
        ranked = []
        candidates = list(_candidates(left, run, match.group(1), right, familiar))
        fits = senses(left, candidates, right, familiar)
        for candidate, fit in zip(candidates, fits, strict=True):
            if fit > 0 and not _DOUBLED.search(left[-1:] + candidate + right[:1]):
                score = fit + PAIR_WEIGHT * likelihood(left, candidate, right, familiar)
                score -= UNBALANCED * open_quotes(outside, candidate)
                ranked.append((score, fit, candidate))
        if not ranked:
            continue
        ranked.sort(reverse=True)
        score, fit, candidate = ranked[0]
        gain = fit - sense(left, text[start : run.end], right)
        proven = match.group(1) is not None or run.note
        if gain < _MIN_GAIN or (best is not None and gain <= best.gain):
            continue
        if fit < (_MIN_PROVEN_FIT if proven else _MIN_FIT) * (len(candidate) + 1):
            continue
        worse = _MAX_WORSE_MARK if candidate[0] in PUNCTUATION else _MAX_WORSE
        rivals = [c for s, f, c in ranked if score - s < _MIN_LEAD or f - fit > worse]
        certain = _common_part(candidate, rivals)
        if certain and not proven:
            ends = (0,) if run.last is not None else (0, len(certain) - 1)
            certain = _doubt_ends(left, certain, right, familiar, ends)
        if certain:
            best = _Reading(run.end, certain, gain)
    return best


def _doubt_ends(
    left: str, reading: str, right: str, familiar: Familiar, ends: Sequence[int]
) -> str | None:
    """`reading` with those of its `ends` (positions of guessed characters) marked as lost that this
    file does not have beside their neighbours elsewhere (twice where they make no word with them);
    None where nothing is left.

    Each was chosen from dozens, so that it fits is no proof; it must be expected.
    """
    whole = left[-1:] + reading + right[:1]
    folded = fold(whole)
    sizes = word_sizes(fold(left + reading + right))
    marks = list(reading)
    for end in ends:
        place = end + len(left[-1:])
        pairs = {folded[place - 1 : place + 1], folded[place : place + 2]}
        seen = max(familiar.pairs[pair] for pair in pairs)
        expected = seen >= (1 if sizes[len(left) + end] > 1 else _EXPECTED)
        if reading[end] not in PUNCTUATION and not expected:
            marks[end] = _DAMAGE
    doubted = "".join(marks)
    return doubted if len(doubted.strip(_DAMAGE)) >= min(_MIN_AGREED, len(reading)) else None


def _noted(text: str, match: re.Match[str], familiar: Familiar) -> _Reading | None:
    """A lost character whose pinyin is left (鄉?zhèn)): the one that this file glues that note to
    and that makes a word with its neighbours."""
    note = match.group(1)
    if note is None:
        return None
    left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    known = familiar.notes.get(note, frozenset())
    found = [c for c in known if max(sense("", left + c, ""), sense("", c + right, "")) > 1.5]
    return _Reading(match.end(), found[0], 0.0) if len(found) == 1 else None


def _common_part(candidate: str, rivals: Sequence[str]) -> str | None:
    """What the candidate and its rivals agree on, a first or last character they differ in marked
    as lost; None where too little is left to be sure of anything."""
    if len(rivals) == 1:
        return candidate
    if len(candidate) - 2 < _MIN_AGREED or {len(rival) for rival in rivals} != {len(candidate)}:
        return None
    agreed = "".join(
        c if len(set(column)) == 1 else _DAMAGE
        for c, *column in zip(candidate, *rivals, strict=True)
    )
    return None if _DAMAGE in agreed[1:-1] else agreed


def _runs(text: str, match: re.Match[str]) -> Iterator[_Run]:
    """Every stretch after the lost byte that may have been read one byte off."""
    known = b""
    position = match.end()
    while position < min(len(text), match.end() + _MAX_RUN):
        glued = GLUED.match(text, position)
        if glued:
            position = glued.end()
            continue
        lost = _LOST.match(text, position)
        character = text[position]
        if lost and (len(known) > 2 or (known and (lost.group(1) or match.group(1)))):
            yield _Run(lost.end(), known, None, lost.group(1) or "")
        elif "@" <= character <= "~" and (known or match.group(1)):
            yield _Run(position + 1, known, ord(character))
        pair = _bytes(character)
        if pair is None:
            return
        known += pair
        position += 1


def _bytes(character: str) -> bytes | None:
    """The two bytes a character was read from. ASCII is read from its full-width form, which the
    site's script turned into it."""
    if character < "\x7f":
        return bytes((0xA3, ord(character) + 0x80)) if character > " " else None
    try:
        pair = character.encode("gbk")
    except UnicodeEncodeError:
        return None
    return pair if len(pair) == 2 else None


def _candidates(
    left: str, run: _Run, note: str | None, right: str, familiar: Familiar
) -> Iterator[str]:
    """What the run may have been: its known middle between every likely first and last."""
    known = run.known if run.last is None else run.known + bytes((run.last,))
    middle = _decode(known[1:-1] if run.last is None else known[1:])
    if middle is None or not in_script(middle, familiar):
        return
    firsts = _firsts(left, known[0], note, familiar)
    if run.last is not None:
        yield from (first + middle for first in firsts)
        return
    lasts = [
        c
        for t in range(0x40, 0xFF)
        if (c := _decode(known[-1:] + bytes((t,)))) and in_script(c, familiar)
    ]
    expected = familiar.notes.get(run.note)
    if run.note and expected:
        lasts = [c for c in lasts if c in expected] or lasts

    # The two ends hardly touch each other, so each is judged alone before they are paired.
    as_first = senses(left, [first + middle for first in firsts], "")
    as_last = senses("", [middle[-2:] + last for last in lasts], right)
    firsts = _best_beside(left[-1:], firsts, as_first, familiar)
    lasts = _best_beside(middle[-1:], lasts, as_last, familiar)
    for first in firsts[:_FIRSTS]:
        yield from (first + middle + last for last in lasts[:_LASTS])


def _best_beside(
    neighbour: str, characters: Sequence[str], fits: Sequence[float], familiar: Familiar
) -> list[str]:
    """`characters`, the likeliest after `neighbour` first; `fits` is how much sense each makes."""
    before = fold(neighbour)
    score = {
        character: fit + PAIR_WEIGHT * pair_likelihood(before, folded, familiar)
        for character, folded, fit in zip(characters, fold("".join(characters)), fits, strict=True)
    }
    return sorted(score, key=score.__getitem__, reverse=True)


def _firsts(left: str, second: int, note: str | None, familiar: Familiar) -> list[str]:
    """Characters the lost byte may have begun, `second` being their second byte.

    With a note of pinyin the script took the last byte before and the lost one for a character it
    knew; what the file glues that note to elsewhere tells which.
    """
    before = _bytes(left[-1]) if left else None
    expected = familiar.notes.get(note) if note else None
    firsts, proven = [], []
    for byte in range(0x81, 0xFF):
        character = _decode(bytes((byte, second)))
        if not character or not in_script(character, familiar):
            continue
        firsts.append(character)
        if expected and before and _raw(before[1:] + bytes((byte,))) in expected:
            proven.append(character)
    return proven or firsts


def _raw(data: bytes) -> str:
    return data.decode("gbk", "replace")


@lru_cache(4096)
def _decode(data: bytes) -> str | None:
    """The characters of `data`, or None where it is no text of common characters."""
    text = _raw(data)
    common = common_characters()
    return text if len(text) * 2 == len(data) and all(c in common for c in text) else None
