"""Reads the labelled cases of `year_cases.txt` and scores an attribution against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.attribution.report_text import ReportText
from indexer.attribution.vocabulary import read_report
from indexer.model import Line, Period, Report, Section, Year

CASES = Path(__file__).with_name("year_cases.txt")


@dataclass(frozen=True, slots=True)
class Case:
    """One invented report. `low` and `high` are 0 when nothing supports a year."""

    name: str
    low: int
    high: int
    status: str
    stated: int
    period: str
    report: Report


def report_of(title: str, body: list[str]) -> Report:
    """A report of one section: its title on line 1, its body on the lines below."""
    lines = tuple(Line(number, number, text) for number, text in enumerate(body, start=2))
    return Report(
        id="r",
        title=title,
        start_line=1,
        end_line=len(body) + 1,
        untitled=not title,
        outline=(),
        sections=(Section(id="s", path=(), lines=lines),),
    )


def _parse(block: str) -> Case:
    name, *rows = block.strip().split("\n")
    label = next(row[2:] for row in rows if row.startswith("= ")).split()
    low, _, high = label[0].partition("-")
    return Case(
        name=name,
        low=0 if low == "none" else int(low),
        high=0 if low == "none" else int(high or low),
        status=label[1] if len(label) > 1 else "none",
        stated=int(label[2]) if len(label) > 2 else 0,
        period=next((row[2:] for row in rows if row.startswith("@ ")), ""),
        report=report_of(
            next((row[2:] for row in rows if row.startswith("T ")), ""),
            [row for row in rows if row[:2] not in {"= ", "@ ", "T "}],
        ),
    )


def read_cases() -> list[Case]:
    """All labelled cases, in the order of the file."""
    _, *blocks = CASES.read_text(encoding="utf-8").split("\n## ")
    return [_parse(block) for block in blocks]


def judge(case: Case, year: Year | None) -> str:
    """exact, span (the label lies in a possible's span), wrong, abstained, or rightly abstained."""
    if not case.low:
        return "rightly abstained" if year is None or year.status == "possible" else "wrong"
    if year is None:
        return "abstained"
    if case.low <= year.value <= case.high:
        return "exact"
    held = year.low <= case.low and case.high <= year.high
    return "span" if year.status == "possible" and held else "wrong"


def score(
    attribute: Callable[[ReportText], Year | None], cases: Iterable[Case]
) -> tuple[Counter[str], list[str]]:
    """How many cases fall under each verdict, and a line for each that is not as labelled."""
    counts: Counter[str] = Counter()
    misses = []
    for case in cases:
        year = attribute(read_report(case.report))
        verdict = judge(case, year)
        counts[verdict] += 1
        if case.status == "conflict":
            found = year is not None and year.status == "conflict"
            counts["conflict found" if found else "conflict missed"] += 1
        if (year.status if year else "none") != case.status:
            counts["other status"] += 1
        if verdict in {"wrong", "abstained", "span"}:
            misses.append(f"{verdict}: {case.name}: {year}")
    return counts, misses


def period_misses(
    attribute: Callable[[ReportText], Period | None], cases: Iterable[Case]
) -> list[str]:
    """A line for each case whose period is not as labelled."""
    return [
        f"{case.name}: {attribute(read_report(case.report))} instead of {case.period}"
        for case in cases
        if (attribute(read_report(case.report)) or "") != case.period
    ]
