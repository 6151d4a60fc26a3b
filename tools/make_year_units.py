"""Makes the table of the years in which names of counties were official.

It stands in `indexer/attribution/year/county_years.tsv`.

    python -m tools.make_year_units unit_name_lifetimes.csv

The argument is a table with the columns name, province_code, first_year_seen and last_year_seen.
Its sources begin in 2002 and end in 2024, so a name seen in one of these years may be older or
younger, and the year bounds nothing. Names that are also ordinary words, or parts of other names,
are left out.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "indexer/attribution/year/county_years.tsv"
_FIRST_SEEN = 2002  # the oldest list of codes behind the table
_LAST_SEEN = 2023  # the newest complete one; 2024 rests on one package whose levels differ

# 市区, 城区, 东山区 (山东山区), 北市区: words, or directions that other words run into.
_ORDINARY = re.compile(
    r"^(?:[东西南北中新上下城市郊].?[市郊城山]?区|.{0,2}(?:市区|郊区|城区|矿区|山区|新区|辖区|城县))$"
)


def select_names(rows: list[dict[str, str]]) -> list[tuple[str, int, int]]:
    """Choose the names that bound a year, each with the years in which it began and ended.

    A year is 0 where the table does not say. A name that several provinces have is left out.
    """
    provinces = Counter(row["name"] for row in rows)
    chosen = []
    for row in rows:
        name = row["name"]
        if len(name) < 3 or provinces[name] > 1 or _ORDINARY.match(name):
            continue
        first, last = int(row["first_year_seen"]), int(row["last_year_seen"])
        first = first if _FIRST_SEEN < first <= _LAST_SEEN else 0
        last = last if last < _LAST_SEEN else 0
        if first or last:
            chosen.append((name, first, last))
    return sorted(chosen)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    with Path(arguments[0]).open(encoding="utf-8", newline="") as table:
        chosen = select_names(list(csv.DictReader(table)))
    rows = ["name\tfirst\tlast", *(f"{name}\t{first}\t{last}" for name, first, last in chosen)]
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {len(chosen)} names")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
