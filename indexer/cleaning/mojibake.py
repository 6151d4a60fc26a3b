"""Repairs Chinese text whose GBK bytes were read one byte off, where the words prove the repair.

A site's script replaced two-byte sequences (full-width punctuation by half-width, a character by
itself with pinyin) without regard to where characters begin. Where such a sequence lay across two
characters, the first byte of one was lost (“?”), and the bytes after it are read one byte off, up
to a byte that is ASCII or was lost as well:

    bytes meant   D0 A3 | A1 B1 | B5 C4 | 84 93      校  ”  的  創
    read as       ?  | A3 A1 | B1 B5 | C4 84 | ?      ?  ！ 钡  膭  ?

So one or two bytes are unknown, and the others can be recovered. Every value of the unknown bytes
is tried. A reading is accepted only if the words that it makes with the text around it, and how
often this file has them, score clearly higher than all other readings. Where only the first or last
character is in doubt, that character becomes U+FFFD; otherwise the text stays as it is. Both are
recorded as damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.cleaning.language_model import (
    PAIR_WEIGHT,
    PUNCTUATION,
    UNPAIRED_QUOTE_PENALTY,
    FileModel,
    count_unpaired_quotes,
    fits_script,
    learn_file_model,
    log_likelihood,
    pair_log_likelihood,
    score_text,
    score_texts,
    word_sizes,
)
from indexer.cleaning.pinyin_notes import PINYIN_NOTE
from indexer.model import Line, Repair
from indexer.reading.encodings import common_characters
from indexer.text import fold

_LETTERS = "a-züāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ"
# A lost byte, perhaps with the end of a pinyin note whose opening bracket was lost with it.
_LOST_BYTE = re.compile(rf"[?\ufffd](?:([{_LETTERS}]{{1,6}})\))?")
# Where a run may begin: before a note of pinyin, or before punctuation for which the script took
# the halves of two characters. A real question mark may stand there too; the words decide.
_START = re.compile(
    r"(?<=[^\x00-\x28\x2a-\x7f\s])[?\ufffd]"
    rf"(?:([{_LETTERS}]{{1,6}})\)(?=[^\x00-\x7f\s]|[A-Z])|(?=[?!;:,.！；：，？。][^\s]))"
)
# Any other question mark between characters may be a lost byte too. It is only marked as damaged.
_SUSPECT = re.compile(
    rf"(?<=[^\x00-\x28\x2a-\x7f\s]){_LOST_BYTE.pattern}(?=[^\x00-\x7f\s]|[?!;:,.()A-Z][^\s]|[A-Z])"
)
_FOLLOWING = re.compile(r"[!?;:,.()]?([^\x00-\x7f\s]{1,4})")
_ASKS = re.compile(r"什么|怎|吗|呢|哪|谁|如何|是否|不|多少|几|何|为啥")
_MAX_RUN = 40  # characters
# A file with more lost bytes than this was damaged in another way: a question mark replaced every
# character of another script. Trying to repair one takes a millisecond and would prove nothing.
_MAX_TRIED = 300
_CONTEXT = 6  # characters on either side of a run that are scored with it
# How many of the best first and last characters, out of some 80 each, are combined.
_FIRSTS, _LASTS = 6, 12
# What a reading must score: more than the text as it stands by this gain, this much for each
# character (less where a note of pinyin supports it), and more than the next best reading by this
# lead. Measured on the cases of tests/indexer/cleaning/test_mojibake.py and on real text.
_MIN_GAIN = 2.0
_MIN_FIT, _MIN_PROVEN_FIT = 0.4, 0.2
_MIN_LEAD = 0.4
# A reading whose words score this much less than another's is not certain, whatever its lead. A
# punctuation mark fits after any word, so a reading that begins with one may score less still than
# a word by chance (突破。縣 and 突破浚縣).
_MAX_WORSE, _MAX_WORSE_MARK = 0.5, 1.0
# How many characters between an uncertain first and last one all readings must agree on.
_MIN_AGREED = 2
# How often the file must have two characters side by side, without making a word, for one to be
# expected beside the other.
_EXPECTED = 2
_DOUBLED = re.compile(r"[，。、；：]{2}")
_DAMAGE = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of text that was read one byte off.

    `end` is the offset after it, `known` its known bytes, `last` its last byte, None where that was
    lost. `note` is the pinyin after its last character, "" where there is none.
    """

    end: int
    known: bytes
    last: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A repair: `text` replaces the text up to `end` and scores higher by `gain`."""

    end: int
    text: str
    gain: float


def repair_mojibake(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Repair the text where a reading is certain (kind `mojibake`), else record the place
    (`damaged`).

    This step must come before pinyin is removed, because its notes tell which character was meant.
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
    file_model = learn_file_model(lines)
    # A file that repeats its text repeats its damage.
    repaired: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}
    for i, line in enumerate(lines):
        text = line.text
        if suspects.get(i):
            if text not in repaired:
                repaired[text] = _repair_text(text, file_model)
            text, places = repaired[text]
            repairs += [Repair(line.start, *place) for place in places]
        changed.append(line if text == line.text else replace(line, text=text))
    return changed, repairs


def _repair_text(text: str, file_model: FileModel) -> tuple[str, list[tuple[str, str, str]]]:
    """The repaired text, and the (kind, before, after) of each repair."""
    places: list[tuple[str, str, str]] = []
    position = 0
    while match := _SUSPECT.search(text, position):
        start = match.start()
        begins_run = _START.match(text, start) is not None
        reading = _find_best_reading(text, match, file_model) if begins_run else None
        reading = reading or _read_by_pinyin(text, match, file_model)
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
    """Whether a question mark that could not be repaired is a lost byte: pinyin follows it, or
    nothing before it asks and the text after it makes no words."""
    if match.group(1):
        return True
    following = _FOLLOWING.match(text, match.end())
    if following is None or _ASKS.search(fold(text[max(0, match.start() - 15) : match.start()])):
        return False
    return score_text("", following.group(1), "") < 0


def _find_best_reading(text: str, match: re.Match[str], file_model: FileModel) -> _Reading | None:
    """The reading of the run after a lost byte that gains most, or None where none is certain."""
    start = match.start()
    left = PINYIN_NOTE.sub("", text[max(0, start - 4 * _CONTEXT) : start])[-_CONTEXT:]
    best: _Reading | None = None
    for run in _find_runs(text, match):
        right = PINYIN_NOTE.sub("", text[run.end - 1 : run.end + 4 * _CONTEXT])[1 : _CONTEXT + 1]
        candidates = _generate_candidates(left, run, match.group(1), right, file_model)
        outside = text[:start] + text[run.end :]
        ranked = _rank_candidates(list(candidates), left, right, outside, file_model)
        if not ranked:
            continue
        _, fit, candidate = ranked[0]
        gain = fit - score_text(left, text[start : run.end], right)
        proven = match.group(1) is not None or run.note != ""
        if gain < _MIN_GAIN or (best is not None and gain <= best.gain):
            continue
        if fit < (_MIN_PROVEN_FIT if proven else _MIN_FIT) * (len(candidate) + 1):
            continue
        certain = _common_part(candidate, _find_rivals(ranked))
        if certain and not proven:
            ends = (0,) if run.last is not None else (0, len(certain) - 1)
            certain = _mark_doubtful_ends(left, certain, right, file_model, ends)
        if certain:
            best = _Reading(run.end, certain, gain)
    return best


def _rank_candidates(
    candidates: Sequence[str], left: str, right: str, outside: str, file_model: FileModel
) -> list[tuple[float, float, str]]:
    """The (score, fit, text) of each candidate that makes sense between `left` and `right`, the
    best first. `outside` is the rest of the line, whose quotation marks the candidate may pair."""
    ranked = []
    fits = score_texts(left, candidates, right, file_model)
    for candidate, fit in zip(candidates, fits, strict=True):
        if fit > 0 and not _DOUBLED.search(left[-1:] + candidate + right[:1]):
            score = fit + PAIR_WEIGHT * log_likelihood(left, candidate, right, file_model)
            score -= UNPAIRED_QUOTE_PENALTY * count_unpaired_quotes(outside, candidate)
            ranked.append((score, fit, candidate))
    ranked.sort(reverse=True)
    return ranked


def _find_rivals(ranked: Sequence[tuple[float, float, str]]) -> list[str]:
    """The candidates that the best one does not clearly beat, itself among them."""
    best_score, best_fit, best = ranked[0]
    max_worse = _MAX_WORSE_MARK if best[0] in PUNCTUATION else _MAX_WORSE
    return [
        candidate
        for score, fit, candidate in ranked
        if best_score - score < _MIN_LEAD or fit - best_fit > max_worse
    ]


def _mark_doubtful_ends(
    left: str, reading: str, right: str, file_model: FileModel, ends: Sequence[int]
) -> str | None:
    """`reading` with U+FFFD for each unexpected character among its `ends`; None where too little
    is left.

    `ends` are the offsets of guessed characters. Each was chosen from dozens, so it is no proof
    that it fits: this file must also have it beside one of its neighbours elsewhere, and twice
    where it makes no word with them.
    """
    whole = left[-1:] + reading + right[:1]
    folded = fold(whole)
    sizes = word_sizes(fold(left + reading + right))
    characters = list(reading)
    for end in ends:
        place = end + len(left[-1:])
        pairs = {folded[place - 1 : place + 1], folded[place : place + 2]}
        count = max(file_model.pairs[pair] for pair in pairs)
        expected = count >= (1 if sizes[len(left) + end] > 1 else _EXPECTED)
        if reading[end] not in PUNCTUATION and not expected:
            characters[end] = _DAMAGE
    marked = "".join(characters)
    return marked if len(marked.strip(_DAMAGE)) >= min(_MIN_AGREED, len(reading)) else None


def _read_by_pinyin(text: str, match: re.Match[str], file_model: FileModel) -> _Reading | None:
    """The reading of a lost character whose pinyin is left (鄉?zhèn)): the character that this file
    has before that note elsewhere and that makes a word with its neighbours. None unless there is
    exactly one."""
    note = match.group(1)
    if note is None:
        return None
    left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    noted = file_model.notes.get(note, frozenset())
    fitting = [
        c for c in noted if max(score_text("", left + c, ""), score_text("", c + right, "")) > 1.5
    ]
    return _Reading(match.end(), fitting[0], 0.0) if len(fitting) == 1 else None


def _common_part(candidate: str, rivals: Sequence[str]) -> str | None:
    """The text that the candidate and its rivals agree on, with U+FFFD for a first or last
    character on which they differ; None where they differ in more."""
    if len(rivals) == 1:
        return candidate
    if len(candidate) - 2 < _MIN_AGREED or {len(rival) for rival in rivals} != {len(candidate)}:
        return None
    agreed = "".join(
        c if len(set(column)) == 1 else _DAMAGE
        for c, *column in zip(candidate, *rivals, strict=True)
    )
    return None if _DAMAGE in agreed[1:-1] else agreed


def _find_runs(text: str, match: re.Match[str]) -> Iterator[_Run]:
    """Every run after the lost byte that may have been read one byte off."""
    known = b""
    position = match.end()
    while position < min(len(text), match.end() + _MAX_RUN):
        note = PINYIN_NOTE.match(text, position)
        if note:
            position = note.end()
            continue
        lost = _LOST_BYTE.match(text, position)
        character = text[position]
        if lost and (len(known) > 2 or (known and (lost.group(1) or match.group(1)))):
            yield _Run(lost.end(), known, None, lost.group(1) or "")
        elif "@" <= character <= "~" and (known or match.group(1)):
            yield _Run(position + 1, known, ord(character))
        pair = _encode_pair(character)
        if pair is None:
            return
        known += pair
        position += 1


def _encode_pair(character: str) -> bytes | None:
    """The two GBK bytes of a character, None where it has not two. For ASCII they are those of the
    full-width form, which the site's script replaced."""
    if character < "\x7f":
        return bytes((0xA3, ord(character) + 0x80)) if character > " " else None
    try:
        pair = character.encode("gbk")
    except UnicodeEncodeError:
        return None
    return pair if len(pair) == 2 else None


def _generate_candidates(
    left: str, run: _Run, note: str | None, right: str, file_model: FileModel
) -> Iterator[str]:
    """The texts that the run may have been: its known middle between each likely first and last
    character."""
    known = run.known if run.last is None else run.known + bytes((run.last,))
    middle = _decode_common(known[1:-1] if run.last is None else known[1:])
    if middle is None or not fits_script(middle, file_model):
        return
    firsts = _find_first_characters(left, known[0], note, file_model)
    if run.last is not None:
        yield from (first + middle for first in firsts)
        return
    lasts = [
        c
        for t in range(0x40, 0xFF)
        if (c := _decode_common(known[-1:] + bytes((t,)))) and fits_script(c, file_model)
    ]
    noted = file_model.notes.get(run.note)
    if run.note and noted:
        lasts = [c for c in lasts if c in noted] or lasts

    # The two ends hardly affect each other, so each is scored alone before they are combined.
    as_first = score_texts(left, [first + middle for first in firsts], "")
    as_last = score_texts("", [middle[-2:] + last for last in lasts], right)
    firsts = _rank_beside(left[-1:], firsts, as_first, file_model)
    lasts = _rank_beside(middle[-1:], lasts, as_last, file_model)
    for first in firsts[:_FIRSTS]:
        yield from (first + middle + last for last in lasts[:_LASTS])


def _rank_beside(
    neighbour: str, characters: Sequence[str], fits: Sequence[float], file_model: FileModel
) -> list[str]:
    """`characters`, the likeliest after `neighbour` first. `fits` holds the score of each."""
    before = fold(neighbour)
    scores = {
        character: fit + PAIR_WEIGHT * pair_log_likelihood(before, folded, file_model)
        for character, folded, fit in zip(characters, fold("".join(characters)), fits, strict=True)
    }
    return sorted(scores, key=scores.__getitem__, reverse=True)


def _find_first_characters(
    left: str, second: int, note: str | None, file_model: FileModel
) -> list[str]:
    """The characters that the lost byte may have begun. `second` is their second byte.

    Where a note of pinyin follows, the script took the byte before and the lost one for a character
    that it knew. The characters that the file has before that note elsewhere tell which.
    """
    before = _encode_pair(left[-1]) if left else None
    expected = file_model.notes.get(note) if note else None
    firsts, proven = [], []
    for byte in range(0x81, 0xFF):
        character = _decode_common(bytes((byte, second)))
        if not character or not fits_script(character, file_model):
            continue
        firsts.append(character)
        if expected and before and _decode_gbk(before[1:] + bytes((byte,))) in expected:
            proven.append(character)
    return proven or firsts


def _decode_gbk(data: bytes) -> str:
    return data.decode("gbk", "replace")


@lru_cache(4096)
def _decode_common(data: bytes) -> str | None:
    """The characters of `data`, or None where it holds anything but common characters."""
    text = _decode_gbk(data)
    common = common_characters()
    return text if len(text) * 2 == len(data) and all(c in common for c in text) else None
