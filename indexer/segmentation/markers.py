"""Parses the number at the beginning of a line: 一、 （一） 1. （1） ① 第一， 第一部分.

A site may have wiped the number out and left what stood around it: ()以课改为抓手.

The text must be folded (half width, simplified), so that （一） and (一), １． and 1. are the same.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_NUMERALS = "一二三四五六七八九十"
_HAN = f"[{_NUMERALS}]{{1,3}}"
_ARABIC = "0123456789"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_CIRCLED = "".join(map(chr, range(ord("①"), ord("⒛") + 1)))

# The name of each style, the characters it may begin with, and its pattern. The order matters: the
# first pattern that matches gives the style.
_STYLES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("han_paren", "([〔【", re.compile(rf"[(〔\[【]\s*(?P<n>{_HAN})\s*[)〕\]】]\s*[、.,:]?\s*")),
    ("han_paren", _NUMERALS, re.compile(rf"(?P<n>{_HAN})\)\s*[、.,:]?\s*")),
    ("han", _NUMERALS, re.compile(rf"(?P<n>{_HAN})\s*(?P<d>[、.,:·])\s*")),
    (
        "chapter",
        "第",
        re.compile(rf"第\s*(?P<n>{_HAN}|\d{{1,2}})\s*(?P<d>章|节|部分|编|阶段|步)\s*[、.,:]?\s*"),
    ),
    ("stem", "(〔【" + _STEMS, re.compile(rf"[(〔【]?(?P<n>[{_STEMS}])[)〕】、]\s*")),
    ("spaced", _NUMERALS, re.compile(rf"(?P<n>{_HAN})\s+(?=[\u4e00-\u9fff])")),
    ("ordinal", "第", re.compile(rf"第(?P<n>{_HAN})\s*[、,:]\s*")),
    ("ordinal", "首其再", re.compile(r"(?P<n>首先|其次|再次)\s*[、,:]\s*")),
    ("dotted", _ARABIC, re.compile(r"\d{1,2}\.(?P<n>\d{1,2})(?:\s*、\s*|\s+)(?=\D)")),
    # A point before digits is a decimal or a date (1.5万, 3.15), unless a year follows (1.2012年).
    ("arab", _ARABIC, re.compile(r"(?P<n>\d{1,2})\s*(?P<d>、)\s*")),
    (
        "arab",
        _ARABIC,
        re.compile(r"(?P<n>\d{1,2})\s*(?P<d>[.,])\s*(?:(?!\d)|(?=(?:19|20)[\dx]{2}年))"),
    ),
    ("masked", "x×", re.compile(r"(?P<n>[x×]{1,2})[.、]\s*(?=[\u4e00-\u9fff《“])")),
    ("masked_paren", "(", re.compile(r"\((?P<n>[x×]{1,2})\)\s*(?=[\u4e00-\u9fff《“])")),
    ("spaced_arab", _ARABIC, re.compile(r"(?P<n>\d{1,2})\s+(?=[\u4e00-\u9fff《“])")),
    ("arab_paren", "(", re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)\s*[、.,:]?\s*")),
    ("arab_paren", _ARABIC, re.compile(r"(?P<n>\d{1,2})\)\s*[、.,:]?\s*")),
    ("circled", _CIRCLED, re.compile(r"(?P<n>[①-⒛])\s*[、.,:]?\s*")),
    ("emptied_paren", "(", re.compile(r"\((?P<n>)\s*\)\s*[、.,:]?\s*(?=[\u4e00-\u9fff《“])")),
    ("emptied", "、", re.compile(r"(?P<n>)、\s*(?=[\u4e00-\u9fff《“])")),
    # 一抓……二抓……: a heading only on a line of its own; `headings` looks at that.
    ("bare", _NUMERALS, re.compile(rf"(?P<n>[{_NUMERALS}])(?=[抓促])")),
)  # fmt: skip
_BY_FIRST = {
    first: [(style, pattern) for style, firsts, pattern in _STYLES if first in firsts]
    for first in {first for _, firsts, _ in _STYLES for first in firsts}
}
# After two consecutive numbers these characters make words of them: 一、二年级, 三、四线, 五、六月.
_AFTER_BOTH = frozenset("年级线批月期季类楼号等中小区县镇村组队班层日代产届标段轮次部幼实、 ")
_SEQUENCE_WORDS = {"首先": 1, "其次": 2, "再次": 3}

# The usual depth of each style, used only where the sequence of numbers leaves the depth open.
_RANK = {
    "chapter": 0,
    "han": 1,
    "spaced": 1,
    "stem": 2,
    "han_paren": 2,
    "ordinal": 3,
    "arab": 4,
    "spaced_arab": 4,
    "masked": 4,
    "emptied": 4,
    "bare": 4,
    "dotted": 5,
    "arab_paren": 6,
    "emptied_paren": 2,
    "masked_paren": 6,
    "circled": 7,
}


class Marker(NamedTuple):
    """A number at the beginning of a line. `end` is the offset of the first character after it.
    `number` is 0 where the digits are masked or wiped out.
    `doubtful` is true where it may be words instead: 一、二年级, 三、四线城市."""

    style: str
    number: int
    delimiter: str
    end: int
    doubtful: bool = False


def parse_marker(folded: str) -> Marker | None:
    """The number that `folded` begins with; None where it begins with words, or is the number
    only."""
    for style, pattern in _BY_FIRST.get(folded[:1], ()):
        match = pattern.match(folded)
        if match is None or match.end() >= len(folded):
            continue
        number = parse_number(match["n"])
        delimiter = match["d"] if "d" in pattern.groupindex else ""
        if style == "chapter":
            style, delimiter = f"chapter:{delimiter}", ""
        following = folded[match.end() : match.end() + 2]
        consecutive = parse_number(following[:1]) == number + 1 and following[1:] in _AFTER_BOTH
        doubtful = style in ("han", "arab") and delimiter in "、," and consecutive
        return Marker(style, number, delimiter, match.end(), doubtful)
    return None


def parse_number(written: str) -> int:
    """The value of a written number (十二, 12, ③, 首先, 甲); 0 where `written` is none."""
    if len(written) == 1 and written in _STEMS:
        return _STEMS.index(written) + 1
    if written in _SEQUENCE_WORDS:
        return _SEQUENCE_WORDS[written]
    if written.isascii() and written.isdigit():
        return int(written)
    if len(written) == 1 and "\u2460" <= written <= "\u249b":
        code = ord(written)
        return next(code - base + 1 for base in (0x2488, 0x2474, 0x2460) if code >= base)
    total, pending = 0, 0
    for character in written:
        if character == "十":
            total += (pending or 1) * 10
            pending = 0
        elif character in _DIGITS:
            pending = _DIGITS[character]
        else:
            return 0
    return total + pending


def style_rank(style: str) -> int:
    """How deep a style usually stands, 0 being the top."""
    return _RANK[style.partition(":")[0]]
