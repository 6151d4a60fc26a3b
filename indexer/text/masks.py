"""Finds masks: marks with which a site hid a name or a number (xx区, 20xx年, **局).

A mask is never a word and never a year. A year, place or name that was deleted without a trace
(年末市局下拨年全市) leaves no mask and is not found here.
"""

from __future__ import annotations

import re

_HAN = "\u3400-\u9fff"
_CROSS = "xXｘＸ×"
# The marks that hide: crosses, asterisks (escaped in markdown), underscores, boxes.
_HIDE = rf"{_CROSS}*＊_＿□"

_MASK = re.compile(
    # A year with digits hidden: 20xx, 201x, 19**, 2xxx.
    rf"(?<![0-9A-Za-z.])[12]\d{{0,2}}(?:[{_CROSS}_＿□]{{1,3}}|(?:\\?[*＊]){{1,3}})(?![0-9A-Za-z{_HIDE}])"
    # Runs of hiding marks, with the point or comma of a hidden amount: xx, x,xxx.xx, \*\*, *.*.
    # Latin words (max, XXL, box) are left alone: no other letter may touch the run.
    rf"|(?<![A-Za-z])[{_CROSS}]{{2,}}(?:[.,]\s?[{_CROSS}]+)*(?![A-Za-z])"
    rf"|(?<![A-Za-z])[{_CROSS}](?:[.,]\s?[{_CROSS}]+)+(?![A-Za-z])"
    r"|(?:\\?[*＊]){2,}(?:\.(?:\\?[*＊])+)?|\\?[*＊]\.(?:\\?[*＊])+"
    r"|(?<![0-9A-Za-z])[_＿]+(?![0-9A-Za-z])|□+"
    # Circles, but not the zeros of 二○○九 and 一百〇〇.
    r"|(?<![〇○零一二三四五六七八九十百千])[○〇●]{2,}(?![〇○零一二三四五六七八九])"
    # One mark alone, where a numeral or name would stand: x所, x月, x%, “优教x”, *个.
    # X光, X线, X轴, X射线, X染色体 are words; 3×5 is a product, and “* 项目” a list item.
    rf"|(?<![0-9A-Za-z])[{_CROSS}](?=[{_HAN}%％‰])(?!光|线|線|轴|軸|射|染色|形|型)"
    rf"|(?<=[{_HAN}“《（(、，])[{_CROSS}](?=[”》）)、，。；：！？])"
    rf"|(?<![*＊0-9A-Za-z\\])\\?[*＊](?=[{_HAN}%％])"
)

# Every mask contains one of these characters. Most texts contain none, and this pattern is ten
# times as fast.
_HINT = re.compile(rf"[{_HIDE}○〇●]")
_END = "\0"  # occurs in no text; it may separate several texts that are searched at once


def find_masks(text: str) -> list[tuple[int, int]]:
    """The spans [start, end) of `text` that are masks, in order and without overlaps."""
    masks: list[tuple[int, int]] = []
    end = 0
    while hint := _HINT.search(text, end):
        begin = text.rfind(_END, end, hint.start()) + 1 or end
        end = text.find(_END, hint.start())
        end = len(text) if end < 0 else end
        masks += [match.span() for match in _MASK.finditer(text, begin, end)]
    return masks
