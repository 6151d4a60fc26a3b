"""Place names as they are looked up in running text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from indexer import gazetteer
from indexer.gazetteer import TOWN_KINDS
from indexer.gazetteer.names import stem

# Names made of such syllables alone (市中区, 城东区, 新市区, 东城街道) also arise by chance.
_COMMON = frozenset("东西南北中新老城市区县乡镇江河山海上下内外前后左右大小")
# Stems with which 县, 区 or 市 make a phrase: 新建县级公园, 延长县, 平原县和山区县, 解放区.
_PHRASES = frozenset(
    re.findall(
        "..",
        "新建平安延长振兴富裕安居前进解放资源合作通道安定比如互助平原富民共和公安南部东方"
        "中方名山港口和平友好复兴宏伟爱民向阳动力中原平房工农同心平定长寿太平海港",
    )
)
# Schools all over the country are called by such syllables (育林小学, 立德中学, 文苑幼儿园).
_SCHOOLS = frozenset(
    "育崇尚立明文德博雅思正志仁康乐安宁永兴盛华光新星春阳晖爱莲英才贤民林苑澜翔腾鸣翠竹金玉泉源龙凤"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The gazetteer turned round, name to codes.

    `full` holds provinces, prefectures and counties under every full name of today and before;
    `bare` the same under their stems; `towns` the townships under their stems, each as (code of
    the county, suffixes it had). `ordinary` are stems that are everyday words or arise by chance.
    `distinct` gives the codes of both kinds for the stems that can stand alone before a school or
    in a list: not the ordinary ones, nor those that schools all over the country bear.
    """

    full: Mapping[str, tuple[str, ...]]
    bare: Mapping[str, tuple[str, ...]]
    towns: Mapping[str, tuple[tuple[str, str], ...]]
    ordinary: frozenset[str]
    distinct: Mapping[str, tuple[str, ...]]


def is_common(name: str) -> bool:
    """Whether a stem is an everyday word, or of syllables that meet by chance all the time."""
    return name in names().ordinary or arises_by_chance(name)


def arises_by_chance(name: str) -> bool:
    """Whether a stem makes phrases with 县 or 区 (新建, 资源), or is of syllables that meet by
    chance all the time (老城, 市中)."""
    return name in _PHRASES or all(syllable in _COMMON for syllable in name)


@cache
def names() -> Names:
    """Read once: some 0.2 s."""
    full: dict[str, dict[str, None]] = defaultdict(dict)
    bare: dict[str, dict[str, None]] = defaultdict(dict)
    for code, unit in gazetteer.units().items():
        for name in unit.names:
            full[name][code] = None
        for name in (unit.name, *unit.former):
            if len(stem(name)) > 1:
                bare[stem(name)][code] = None
    letters = "".join(TOWN_KINDS)
    towns: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, listed in gazetteer.read_towns().items():
        for item in listed:
            name = item.rstrip(letters)
            towns[name].append((code, item[len(name) :]))
    ordinary = gazetteer.read_ordinary().union(
        name for name in (*bare, *towns) if arises_by_chance(name)
    )
    distinct: dict[str, dict[str, None]] = defaultdict(dict)
    for name, codes in bare.items():
        if name not in ordinary:
            distinct[name] |= codes
    for name, places in towns.items():
        if name not in ordinary:
            distinct[name] |= dict.fromkeys(code for code, _ in places)
    for name in [
        name for name, codes in bare.items() if any(code.endswith("0000") for code in codes)
    ]:
        distinct.pop(name, None)
    return Names(
        full={name: tuple(codes) for name, codes in full.items()},
        bare={name: tuple(codes) for name, codes in bare.items()},
        towns={name: tuple(places) for name, places in towns.items()},
        ordinary=ordinary,
        distinct={name: tuple(codes) for name, codes in distinct.items()},
    )
