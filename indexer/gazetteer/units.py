"""Finds provinces, prefectures and counties by code or by name, and townships by county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from indexer.errors import DataFileError
from indexer.gazetteer.names import short_forms, stem

Level = Literal[1, 2, 3]
TOWN_KINDS = {"t": "镇", "x": "乡", "j": "街道", "s": "苏木"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A province (level 1), prefecture (2) or county (3). `former` are the official names that it,
    or a unit merged into it, has had since 2002."""

    code: str
    name: str
    former: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        if self.code.endswith("0000"):
            return 1
        return 2 if self.code.endswith("00") else 3

    @property
    def names(self) -> tuple[str, ...]:
        """Every full name, that of today first, with the short forms of autonomous units."""
        every = [form for name in (self.name, *self.former) for form in short_forms(name)]
        return tuple(dict.fromkeys(every))


def _read_rows(name: str, columns: int) -> list[list[str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    for number, row in enumerate(rows, start=1):
        if len(row) != columns or not (row[0].isdigit() and len(row[0]) == 6):
            raise DataFileError(
                f"{name}, line {number}: not {columns} columns beginning with a code"
            )
    return rows


@cache
def units() -> Mapping[str, Unit]:
    """Every unit by its code, in the order of the codes. The file is read once."""
    return {
        code: Unit(code, name, tuple(former.split("|")) if former else ())
        for code, name, former in _read_rows("units.tsv", 3)
    }


def get(code: str) -> Unit | None:
    """The unit of this code, None where no unit has it today."""
    return units().get(code)


def unit(code: str) -> Unit:
    """The unit of this code. Raises KeyError where no unit has it today."""
    return units()[code]


def label(code: str) -> str:
    """The official name of today. Raises KeyError for an unknown code."""
    return unit(code).name


def parent(code: str) -> str | None:
    """The code one level up; None for a province.

    The districts of Beijing, Tianjin, Shanghai and Chongqing, and counties run by their province
    (仙桃市, 石河子市, 五指山市), are right below the province, without a prefecture between.
    """
    if code.endswith("0000"):
        return None
    prefecture = code[:4] + "00"
    if code != prefecture and prefecture in units():
        return prefecture
    return code[:2] + "0000"


@cache
def level(code: str) -> Level:
    """1 for a province, 2 for a prefecture, 3 for a county. Raises KeyError for an unknown code."""
    return unit(code).level


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """The codes of the units above `code`, province first."""
    above: list[str] = []
    step = parent(code)
    while step is not None:
        above.insert(0, step)
        step = parent(step)
    return tuple(above)


@cache
def lineage(code: str) -> tuple[str, ...]:
    """The code itself, then the codes above it, province first."""
    return (code, *ancestors(code))


@cache
def _children() -> Mapping[str, tuple[Unit, ...]]:
    below: dict[str, list[Unit]] = defaultdict(list)
    for code, one in units().items():
        above = parent(code)
        if above is not None:
            below[above].append(one)
    return {code: tuple(group) for code, group in below.items()}


def children(code: str) -> tuple[Unit, ...]:
    """The units right below `code`, in the order of their codes; empty for a county."""
    return _children().get(code, ())


def provinces() -> tuple[Unit, ...]:
    """The 34 units of the first level."""
    return tuple(one for one in units().values() if one.level == 1)


def chain(code: str) -> tuple[str, str | None, str | None]:
    """The names of today of the (province, city, county) of `code`; levels below the code are None.

    A district of a municipality has the municipality as its city too (北京市, 北京市, 海淀区), as
    in addresses. A county run by its province has no city (湖北省, None, 仙桃市). Raises KeyError
    for an unknown code.
    """
    one = unit(code)
    province = label(code[:2] + "0000")
    if one.level == 1:
        return province, None, None
    if one.level == 2:
        return province, one.name, None
    prefecture = get(code[:4] + "00")
    if prefecture is not None:
        return province, prefecture.name, one.name
    return province, province if province.endswith("市") else None, one.name


@cache
def _index_names() -> tuple[Mapping[str, tuple[Unit, ...]], Mapping[str, tuple[Unit, ...]]]:
    full: dict[str, dict[str, Unit]] = defaultdict(dict)
    bare: dict[str, dict[str, Unit]] = defaultdict(dict)
    for one in units().values():
        for name in one.names:
            full[name][one.code] = one
        for name in (one.name, *one.former):
            if len(stem(name)) > 1:
                bare[stem(name)][one.code] = one
    return (
        {name: tuple(by_code.values()) for name, by_code in full.items()},
        {name: tuple(by_code.values()) for name, by_code in bare.items()},
    )


def find(name: str) -> tuple[Unit, ...]:
    """The units that a person may mean by `name` (in simplified characters), higher levels first.

    Units with this full name, of today or former, short or long, win (长兴县, 双流县, 墨江县);
    without any, the units with this stem are meant (长兴, 浙江). A name of several units gives them
    all (朝阳), an unknown name gives none.
    """
    full, bare = _index_names()
    matching = full.get(name) or bare.get(name) or ()
    return tuple(sorted(matching, key=lambda one: (one.level, one.code)))


def read_towns() -> dict[str, list[str]]:
    """Maps the code of a county to its townships, each given as its stem and a letter for every
    suffix that it has had (`TOWN_KINDS`): 雉城j, 泗安t. The townships of development zones are
    under the code of their prefecture."""
    return {code: names.split(" ") for code, names in _read_rows("towns.tsv", 2)}


def read_villages() -> dict[str, str]:
    """Maps the names of villages and communities that stand in one county only, without 村 and the
    like, to the code of that county; 190,000 of them, which take some 30 MB of memory. Those of a
    development zone are under the code of its prefecture."""
    rows = _read_rows("villages.tsv", 2)
    return {name: code for code, names in rows for name in names.split(" ")}


def read_ordinary() -> frozenset[str]:
    """The stems that are also everyday words (合作, 公安, 团结, 资源)."""
    text = (files(__package__) / "ordinary.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
