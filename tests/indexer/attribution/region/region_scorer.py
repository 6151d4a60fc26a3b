"""Scores region attribution on the labelled cases.

python -m tests.indexer.attribution.region.region_scorer
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from indexer.attribution.attributor import attribute_with
from indexer.attribution.region import load_attributor
from indexer.model import Line, Region, Report, Section

Outcome = Literal["exact", "coarser", "wrong", "abstained"]
Place = tuple[str | None, str | None, str | None]
CASES = Path(__file__).with_name("region_cases.txt")


@dataclass(frozen=True, slots=True)
class Case:
    """An invented report and where it comes from, None where its text does not say."""

    line: int
    expected: Place | None
    about: str
    report: Report


@cache
def _load() -> Callable[[Report], Report]:
    return attribute_with([load_attributor(None)])


def attribute_region(report: Report) -> Report:
    """A report with its region, and nothing else, set."""
    return _load()(report)


def region_of(report: Report) -> Region | None:
    """The region alone of a report."""
    return attribute_region(report).region


def make_report(title: str, lines: list[str]) -> Report:
    """A report of one section; an empty title makes an untitled one."""
    body = tuple(Line(number, number, text) for number, text in enumerate(lines, start=2))
    return Report("r", title, 1, len(lines) + 1, not title, (), (Section("s", (), body),))


def read_cases(path: Path = CASES) -> list[Case]:
    """The cases of a file in the format its own head describes."""
    cases: list[Case] = []
    rows = list(enumerate(path.read_text(encoding="utf-8").splitlines(), start=1))
    starts = [index for index, (_, row) in enumerate(rows) if row.startswith("@")]
    for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
        number, head = rows[start]
        place, _, about = head[1:].partition("|")
        title, *lines = [row for _, row in rows[start + 1 : stop] if row]
        cases.append(
            Case(number, _place(place.strip()), about.strip(), make_report(title.strip("-"), lines))
        )
    return cases


def _place(written: str) -> Place | None:
    if written == "-":
        return None
    province, city, county = (part if part != "-" else None for part in written.split("/"))
    return province, city, county


def judge(expected: Place | None, found: Region | None) -> Outcome:
    """Coarser: right as far as it goes. An attribution of status possible is not counted."""
    if found is None or found.status == "possible":
        return "exact" if expected is None else "abstained"
    place = (found.province, found.city, found.county)
    if place == expected:
        return "exact"
    if expected is not None and found.county is None and found.province == expected[0]:
        return "coarser" if found.city in (None, expected[1]) else "wrong"
    return "wrong"


def guess_misleads(expected: Place | None, found: Region | None) -> bool:
    """Whether an attribution shown as possible names another place than the right one."""
    if found is None or found.status != "possible":
        return False
    if expected is None:
        return True
    place = (found.province, found.city, found.county)
    return any(one is not None and one != right for one, right in zip(place, expected, strict=True))


def main() -> None:
    outcomes: Counter[str] = Counter()
    misled = 0
    for case in read_cases():
        found = region_of(case.report)
        outcome = judge(case.expected, found)
        outcomes[outcome] += 1
        misled += guess_misleads(case.expected, found)
        if outcome != "exact" or guess_misleads(case.expected, found):
            shown = found and (found.province, found.city, found.county, found.status, found.score)
            print(f"line {case.line}, {outcome}: {case.about}: {case.expected} {shown}")
            for evidence in found.evidence if found else ():
                print(f"    {evidence.text} {evidence.says} {evidence.weight}")
    print(", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items())))
    print(f"misleading guesses {misled}")


if __name__ == "__main__":
    main()
