"""Removes pinyin that a site's script inserted after characters: 總結(jié), 關(guān)于."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from indexer.cleaning.lines import edit
from indexer.model import Line, Repair

_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ"
# The syllables of Mandarin in pinyin without tone marks (GB/T 16159), with ü also written v.
_SYLLABLE = re.compile(
    r"(?:[bpmf]|d|t|n|l|g|k|h|zh|ch|sh|r|z|c|s|j|q|x|y|w)?"
    r"(?:iang|iong|uang|ueng|ang|eng|ing|ong|iao|ian|uai|uan|üan|ai|ei|ao|ou|an|en|in|un|ün|ia|ie|iu"
    r"|ua|uo|ui|ue|üe|ve|er|a|o|e|i|u|ü|v)"
)
_PLAIN = str.maketrans("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹ", "aaaaooooeeeeiiiiuuuuüüüünnn")
# Both patterns look back from their first character. A pattern that begins with the look-behind
# would be tried at every offset.
PINYIN_NOTE = re.compile(
    r"([(（])(?<=[\u3400-\u9fff\uf900-\ufaffA-Za-zㄅ-ㄩ?][(（])([a-zü" + _TONED + r"]{1,6})[)）]"
)
_LETTER = re.compile(
    rf"([A-Za-z])(?<=[\u3400-\u9fff][A-Za-z])\(([a-zü{_TONED}]*[{_TONED}][a-zü{_TONED}]*)\)"
)
# A script inserted the notes of a file with this many; then it also inserted those without tone
# marks and those in full-width brackets. Fewer may be the author's: 好（hào）学, 平台(oa).
_MANY = 3


def remove_pinyin(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Remove notes of pinyin. Those in half-width brackets with a tone mark always go; the others
    go only in a file with `_MANY` of those, or with ten times as many without tone marks."""
    toned, plain = _count_notes(lines)
    if not toned and plain < 10 * _MANY:
        return list(lines), []
    by_script = toned >= _MANY or plain >= 10 * _MANY
    letters, damaged = _restore_letters(lines)
    stripped, removed = edit(letters, "pinyin", "(（", lambda text: _strip_notes(text, by_script))
    return stripped, damaged + removed


def _count_notes(lines: Sequence[Line]) -> tuple[int, int]:
    """The number of notes with and without a tone mark. Counting stops where a script is
    certain."""
    toned = plain = 0
    for line in lines:
        if "(" in line.text or "（" in line.text:
            for match in PINYIN_NOTE.finditer(line.text):
                if not _is_syllable(match.group(2)):
                    continue
                if _has_tone(match.group(2)):
                    toned += 1
                elif match.group(1) == "(":
                    plain += 1
                if toned >= _MANY:
                    return toned, plain
    return toned, plain


def _strip_notes(text: str, by_script: bool) -> tuple[str, list[tuple[str, str]]]:
    places: list[tuple[str, str]] = []

    def cut(match: re.Match[str]) -> str:
        syllable = match.group(2)
        if not _is_syllable(syllable):
            return match.group()
        if not by_script and not (match.group(1) == "(" and _has_tone(syllable)):
            return match.group()
        before = text[match.start() - 1]
        # After a letter or a lost byte only a tone mark tells pinyin from a word.
        if before.isascii() and not _has_tone(syllable):
            return match.group()
        places.append((before + match.group(), before))
        return ""

    return PINYIN_NOTE.sub(cut, text), places


def _restore_letters(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Restore characters of which only the second byte is left, as a letter with a note of pinyin:
    農業建O(shè) was 農業建設(shè), since 設 is D4 4F in GBK and 4F is an O.

    The letter becomes the one character that this file has before the same note elsewhere and that
    ends in this byte. Where there is none the place is recorded as damaged.
    """
    if not any(_LETTER.search(line.text) for line in lines if "(" in line.text):
        return list(lines), []
    notes: dict[str, set[str]] = {}
    for line in lines:
        for match in PINYIN_NOTE.finditer(line.text):
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
