"""Pinyin that a site's script glued after characters: 總結(jié), 關(guān)于."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from indexer.cleaning.lines import edit
from indexer.model import Line, Repair

_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ"
# Every syllable of Mandarin as pinyin spells it, without tone (GB/T 16159); ü also as v.
_SYLLABLE = re.compile(
    r"(?:[bpmf]|d|t|n|l|g|k|h|zh|ch|sh|r|z|c|s|j|q|x|y|w)?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|üan|ai|ei|ao|ou|an|en|in|un|ün|ia|ie|iu"
    r"|ua|uo|ui|ue|üe|ve|er|a|o|e|i|u|ü|v)"
)
_PLAIN = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ", "aaaaooooeeeeiiiiuuuuüüüünnn")
# Both look back from their first character: a pattern that begins with the look is tried at every
# place.
GLUED = re.compile(
    r"([(（])(?<=[\u3400-\u9fff\uf900-\ufaffA-Za-zㄅ-ㄩ?][(（])([a-zü" + _TONED + r"]{1,6})[)）]"
)
_LETTER = re.compile(
    rf"([A-Za-z])(?<=[\u3400-\u9fff][A-Za-z])\(([a-zü{_TONED}]*[{_TONED}][a-zü{_TONED}]*)\)"
)
# A file with this many is one a script went over; then those without tone marks and those in
# full-width brackets are its work too. Fewer may be an author's: 好（hào）学, 平台(oa).
MANY = 3


def remove_pinyin(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Half-width with a tone mark: always. Others only in a file that has MANY of those, or ten
    times as many without tones."""
    toned, plain = _count(lines)
    if not toned and plain < 10 * MANY:
        return list(lines), []
    scripted = toned >= MANY or plain >= 10 * MANY
    letters, damaged = _restore_letters(lines)
    stripped, removed = edit(letters, "pinyin", "(（", lambda text: _strip(text, scripted))
    return stripped, damaged + removed


def _count(lines: Sequence[Line]) -> tuple[int, int]:
    """Syllables glued with and without a tone mark, counted until a script is certain."""
    toned = plain = 0
    for line in lines:
        if "(" in line.text or "（" in line.text:
            for match in GLUED.finditer(line.text):
                if not _is_syllable(match.group(2)):
                    continue
                if _has_tone(match.group(2)):
                    toned += 1
                elif match.group(1) == "(":
                    plain += 1
                if toned >= MANY:
                    return toned, plain
    return toned, plain


def _strip(text: str, scripted: bool) -> tuple[str, list[tuple[str, str]]]:
    places: list[tuple[str, str]] = []

    def cut(match: re.Match[str]) -> str:
        syllable = match.group(2)
        if not _is_syllable(syllable):
            return match.group()
        if not scripted and not (match.group(1) == "(" and _has_tone(syllable)):
            return match.group()
        before = text[match.start() - 1]
        # After a letter or a lost byte only a tone mark tells pinyin from a word.
        if before.isascii() and not _has_tone(syllable):
            return match.group()
        places.append((before + match.group(), before))
        return ""

    return GLUED.sub(cut, text), places


def _restore_letters(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """A letter with a note of pinyin is the second byte of a character whose first was lost:
    農業建O(shè) from 農業建設(shè), 設 being D4 4F in GBK and 4F an O.

    It becomes the one character that this file glues the note to and that ends in that byte; where
    there is none the place is recorded as damaged.
    """
    if not any(_LETTER.search(line.text) for line in lines if "(" in line.text):
        return list(lines), []
    notes: dict[str, set[str]] = {}
    for line in lines:
        for match in GLUED.finditer(line.text):
            notes.setdefault(match.group(2), set()).add(line.text[match.start() - 1])
    changed: list[Line] = []
    repairs: list[Repair] = []
    for line in lines:
        text = line.text
        for match in reversed(list(_LETTER.finditer(text))):
            letter, note = match.groups()
            meant = [c for c in notes[note] if c.encode("gbk", "ignore")[1:] == letter.encode()]
            if len(meant) == 1:
                text = text[: match.start()] + meant[0] + text[match.start() + 1 :]
                repairs.append(Repair(line.start, "mojibake", letter, meant[0]))
            else:
                repairs.append(Repair(line.start, "damaged", match.group(), match.group()))
        changed.append(line if text == line.text else replace(line, text=text))
    return changed, repairs


def _has_tone(syllable: str) -> bool:
    return any(letter in _TONED for letter in syllable)


@cache
def _is_syllable(syllable: str) -> bool:
    return _SYLLABLE.fullmatch(syllable.translate(_PLAIN)) is not None
