"""Place names as they are looked up in running text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from indexer import gazetteer
from indexer.gazetteer import TOWN_KINDS
from indexer.gazetteer.names import stem
from indexer.text import fold, fold_all

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
# Schools all over the country have names of such syllables (育林小学, 立德中学, 文苑幼儿园).
_SCHOOLS = frozenset(
    "育崇尚立明文德博雅思正志仁康乐安宁永兴盛华光新星春阳晖爱莲英才贤民林苑澜翔腾鸣翠竹金玉泉源龙凤"
)


@dataclass(frozen=True, slots=True)
class Names:
    """The gazetteer inverted: the codes of the units that have a name. Names are folded, as the
    text is in which they are looked for: folding makes 乾县 干县.

    `full` has provinces, prefectures and counties under every full name of today and of the past;
    `units` has the same under their stems. `towns` has the townships under their stems; a township
    is written as the code of the unit above it and the letters of the suffixes that it had
    (330522t). `ordinary` are stems that are everyday words.
    """

    full: Mapping[str, Sequence[str]]
    units: Mapping[str, Sequence[str]]
    towns: Mapping[str, Sequence[str]]
    ordinary: frozenset[str]


@cache
def load_names() -> Names:
    """Invert the gazetteer. It takes some 0.1 s and is done once."""
    full: dict[str, list[str]] = {}
    units: dict[str, list[str]] = {}
    for code, unit in gazetteer.units().items():
        for name in map(fold, unit.names):
            full.setdefault(name, []).append(code)
        for name in {stem(fold(name)): None for name in (unit.name, *unit.former)}:
            if len(name) > 1:
                units.setdefault(name, []).append(code)
    letters = "".join(TOWN_KINDS)
    towns: dict[str, list[str]] = {}
    for code, listed in gazetteer.read_towns().items():
        for item in listed:
            name = item.rstrip(letters)
            towns.setdefault(fold(name), []).append(code + item[len(name) :])
    return Names(full, units, towns, frozenset(map(fold, gazetteer.read_ordinary())))


def arises_by_chance(name: str) -> bool:
    """Tell whether a stem makes phrases with 县 or 区 (新建, 资源), or has only syllables that meet
    by chance all the time (老城, 市中)."""
    return name in _PHRASES or _COMMON.issuperset(name)


def is_common(name: str) -> bool:
    """Tell whether a stem is an everyday word, or has only syllables that meet by chance."""
    return name in load_names().ordinary or arises_by_chance(name)


def list_codes(name: str) -> tuple[str, ...]:
    """Return the codes of the units that are called so, or have a town or a village that is."""
    names = load_names()
    village = load_villages().get(name)
    towns = (place[:6] for place in names.towns.get(name, ()))
    return (*names.units.get(name, ()), *towns, *(() if village is None else (village,)))


def is_place_name(name: str) -> bool:
    """Tell whether a county, a town or a village is called so, and schools elsewhere are not."""
    return bool(list_codes(name)) and not (_SCHOOLS.issuperset(name) or arises_by_chance(name))


def find_town_codes(name: str, kind: str) -> tuple[str, ...]:
    """Return the codes above the townships of this stem that had the suffix of letter `kind`."""
    return tuple(place[:6] for place in load_names().towns.get(name, ()) if kind in place)


@cache
def load_villages() -> Mapping[str, str]:
    """Return the code of the county for the folded name of each village that one county has.

    It takes some 0.1 s and 40 MB, and is done when the first report is met that needs it.
    """
    villages = gazetteer.read_villages()
    folded = zip(fold_all(list(villages)), villages.values(), strict=True)
    return {name: code for name, code in folded if not _SCHOOLS.issuperset(name)}


@lru_cache(maxsize=65_536)
def find_distinct_codes(name: str) -> tuple[str, ...]:
    """Return the codes of the units of a stem, and those above its townships.

    Returns none where the stem cannot stand alone before a school or in a list: an everyday word,
    or a name that schools all over the country have (育林小学, 人民路小学, 浙江中学).
    """
    names = load_names()
    units, towns = names.units.get(name, ()), names.towns.get(name, ())
    street = name[:-1] if name[-1] in "路街" else ""
    if (
        not (units or towns)
        or is_common(name)
        or _SCHOOLS.issuperset(name)
        or any(code.endswith("0000") for code in units)
        or street in names.ordinary
        or street in names.units
    ):
        return ()
    return tuple(dict.fromkeys((*units, *(place[:6] for place in towns))))
