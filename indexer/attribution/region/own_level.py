"""Tells at which level a report speaks of its own place (我县, 全市)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

OwnLevel = Literal["国", "省", "市", "州", "县", "区", "旗", "镇"]

_LOWER: tuple[OwnLevel, ...] = ("县", "区", "旗")
_UPPER: tuple[OwnLevel, ...] = ("市", "州", "省")
_LEVELS = (*_LOWER, *_UPPER, "镇", "国")
_LEAST_COUNT = 2  # from which a level is the report's own
_OFFICES = ("政府", "教育局", "教体局", "卫生局", "民政局", "农业局", "直")
# After these characters a level is the end of a longer word (社区, 校区, 小区, 城市).
_NO_LEVEL_AFTER = {"区": "社校小园片山", "市": "城都", "州": "县", "县": " ", "旗": "红"}
_OWN_PLAIN = ("我省", "我镇", "全镇", "本镇", "我乡", "全乡", "本乡", "我国", "全省")
# It says nothing of the level, since every report compares itself with its province; but no report
# of the whole country does.
_OF_PROVINCE = "全省"
_OWN = re.compile(
    "|".join(
        [*_OWN_PLAIN]
        + [
            f"我{level}(?!域)|本{level}(?!域)|全{level}(?<![安健齐完周]全{level})(?![域场县])"
            f"|{level}(?<![{longer}]{level})(?:委(?![托员培])|{'|'.join(_OFFICES)})"
            for level, longer in _NO_LEVEL_AFTER.items()
        ]
    )
)
# Every word that `_OWN` matches; none lies within another.
OWN_WORDS = (
    *_OWN_PLAIN,
    *(whose + level for level in _NO_LEVEL_AFTER for whose in "我本全"),
    *(level + office for level in _NO_LEVEL_AFTER for office in ("委", *_OFFICES)),
)
_OWN_WEIGHT = {"我": 3, "本": 3, "全": 2}


def find_own_level(text: str, starts: Iterable[int]) -> OwnLevel | None:
    """Return the level at which a report speaks of itself (我县, 全区, 市委), or None.

    镇 is the level of any township. 国 is that of a report which says 我国 more often than all
    else: of 15 reports of the State Council each does, of 16 work reports of provinces and 105
    regulations none. A report speaks of the level above it too (全市第一), so a
    county or district needs only half the count of its city; measured on the labelled cases in
    tests/indexer/attribution/region. `starts` are the offsets of `OWN_WORDS` in `text`, in order.
    """
    phrases: list[str] = []
    reached = 0
    for start in starts:
        match = _OWN.match(text, start) if start >= reached else None
        if match is not None:
            phrases.append(match[0])
            reached = match.end()
    counts: dict[OwnLevel, int] = dict.fromkeys(_LEVELS, 0)
    found = Counter(phrases)
    if found["我国"] >= _LEAST_COUNT and 2 * found["我国"] > found.total():
        return "国"
    for phrase, times in found.items():
        if phrase == _OF_PROVINCE:
            continue
        for level in _LEVELS:
            if level in phrase[:2].replace("乡", "镇"):
                counts[level] += times * _OWN_WEIGHT.get(phrase[0], 1)
                break
    own = max(_LOWER, key=lambda level: counts[level])
    upper = max(_UPPER, key=lambda level: counts[level])
    if counts["镇"] >= max(_LEAST_COUNT, counts[own] + 1, counts[upper] + 1):
        return "镇"
    if counts[own] >= max(_LEAST_COUNT, counts[upper] / 2):
        return own
    return upper if counts[upper] >= _LEAST_COUNT else None
