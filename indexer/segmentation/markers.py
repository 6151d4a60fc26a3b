"""Numbering: 一、 （一） 1. （1） ① 第一， 第一部分 at the beginning of a line.

Works on folded text (half width, simplified), so that （一） and (一), １． and 1. are one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_HAN = "[一二三四五六七八九十]{1,3}"

# In this order: the first that matches names the style.
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("han_paren", re.compile(rf"[(〔\[【]\s*(?P<n>{_HAN})\s*[)〕\]】]\s*[、.,:]?\s*")),
    ("han_paren", re.compile(rf"(?P<n>{_HAN})\)\s*[、.,:]?\s*")),
    ("han", re.compile(rf"(?P<n>{_HAN})\s*(?P<d>[、.,:·])\s*")),
    (
        "chapter",
        re.compile(rf"第\s*(?P<n>{_HAN}|\d{{1,2}})\s*(?P<d>章|节|部分|编|阶段|步)\s*[、.,:]?\s*"),
    ),
    ("stem", re.compile(r"[(〔【]?(?P<n>[甲乙丙丁戊己庚辛壬癸])[)〕】、]\s*")),
    ("spaced", re.compile(rf"(?P<n>{_HAN})\s+(?=[\u4e00-\u9fff])")),
    ("ordinal", re.compile(rf"第(?P<n>{_HAN})\s*[、,:]\s*")),
    ("ordinal", re.compile(r"(?P<n>首先|其次|再次)\s*[、,:]\s*")),
    ("dotted", re.compile(r"\d{1,2}\.(?P<n>\d{1,2})(?:\s*、\s*|\s+)(?=\D)")),
    # A point before digits is a decimal or a date (1.5万, 3.15), unless a year follows (1.2012年).
    ("arab", re.compile(r"(?P<n>\d{1,2})\s*(?P<d>、)\s*")),
    ("arab", re.compile(r"(?P<n>\d{1,2})\s*(?P<d>[.,])\s*(?:(?!\d)|(?=(?:19|20)[\dx]{2}年))")),
    ("masked", re.compile(r"(?P<n>[x×]{1,2})[.、]\s*(?=[\u4e00-\u9fff《“])")),
    ("masked_paren", re.compile(r"\((?P<n>[x×]{1,2})\)\s*(?=[\u4e00-\u9fff《“])")),
    ("spaced_arab", re.compile(r"(?P<n>\d{1,2})\s+(?=[\u4e00-\u9fff《“])")),
    ("arab_paren", re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)\s*[、.,:]?\s*")),
    ("arab_paren", re.compile(r"(?P<n>\d{1,2})\)\s*[、.,:]?\s*")),
    ("circled", re.compile(r"(?P<n>[①-⑳⑴-⒇⒈-⒛])\s*[、.,:]?\s*")),
    # 一抓……二抓……: headings only on a line of their own, which the caller sees to.
    ("bare", re.compile(r"(?P<n>[一二三四五六七八九十])(?=[抓促])")),
)  # fmt: skip
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_FIRST = frozenset(
    _STEMS + "x×([〔【第首其再0123456789一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
) | {chr(code) for code in range(0x2474, 0x249C)}
# After two numbers that follow each other these make them words: 一、二年级, 三、四线, 五、六月.
_AFTER_BOTH = frozenset("年级线批月期季类楼号等中小区县镇村组队班层日代产届标段轮次部幼实、 ")
_SEQUENCE_WORDS = {"首先": 1, "其次": 2, "再次": 3}

# The usual order of styles, used only where the sequence leaves the depth open.
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
    "bare": 4,
    "dotted": 5,
    "arab_paren": 6,
    "masked_paren": 6,
    "circled": 7,
}


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a line. `end` is the offset of the first character after it;
    `doubtful` marks what may be words instead: 一、二年级, 三、四线城市."""

    style: str
    number: int
    delimiter: str
    end: int
    doubtful: bool = False


@lru_cache(maxsize=4096)  # asked for a line by each step that weighs it
def parse_marker(folded: str) -> Marker | None:
    """The numbering that `folded` begins with, None when it begins with words."""
    if not folded or folded[0] not in _FIRST:
        return None
    for style, pattern in _STYLES:
        found = pattern.match(folded)
        if found is None or found.end() >= len(folded):
            continue
        groups = found.groupdict()
        number = parse_number(groups["n"])
        delimiter = groups.get("d") or ""
        if style == "chapter":
            style, delimiter = f"chapter:{delimiter}", ""
        following = folded[found.end() : found.end() + 2]
        runs_on = parse_number(following[:1]) == number + 1 and following[1:] in _AFTER_BOTH
        doubtful = style in ("han", "arab") and delimiter in "、," and runs_on
        return Marker(style, number, delimiter, found.end(), doubtful)
    return None


def parse_number(written: str) -> int:
    """The value of 十二, 12, ③, 首先; 0 when `written` is no number."""
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


def rank(style: str) -> int:
    """How deep a style usually stands, 0 the top; for where the sequence leaves the depth open."""
    return _RANK[style.partition(":")[0]]
