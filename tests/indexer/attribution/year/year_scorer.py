"""Reads the labelled cases of `year_cases.txt` and scores an attribution against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from indexer.attribution import period, year
from indexer.attribution.attributor import attribute_with
from indexer.model import Line, Period, Report, Role, Section, Year

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


@cache
def _load() -> Callable[[Report], Report]:
    return attribute_with([period.load_attributor(None), year.load_attributor(None)])


def year_of(report: Report, roles: Sequence[Role] = ()) -> Year | None:
    """The year of a report whose sections have these roles, or none that says anything."""
    sections = [
        replace(section, role=role) for section, role in zip(report.sections, roles, strict=False)
    ]
    return _load()(replace(report, sections=tuple(sections) or report.sections)).year


def period_of(report: Report) -> Period | None:
    return _load()(report).period


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


def judge(case: Case, found: Year | None) -> str:
    """exact, span (the label lies in a possible's span), wrong, abstained, or rightly abstained."""
    if not case.low:
        return "rightly abstained" if found is None or found.status == "possible" else "wrong"
    if found is None:
        return "abstained"
    if case.low <= found.value <= case.high:
        return "exact"
    held = found.low <= case.low and case.high <= found.high
    return "span" if found.status == "possible" and held else "wrong"


def score(cases: Iterable[Case]) -> tuple[Counter[str], list[str]]:
    """How many cases fall under each verdict, and a line for each that is not as labelled."""
    counts: Counter[str] = Counter()
    misses = []
    for case in cases:
        found = year_of(case.report)
        verdict = judge(case, found)
        counts[verdict] += 1
        if case.status == "conflict":
            conflict = found is not None and found.status == "conflict"
            counts["conflict found" if conflict else "conflict missed"] += 1
        if (found.status if found else "none") != case.status:
            counts["other status"] += 1
        if verdict in {"wrong", "abstained", "span"}:
            misses.append(f"{verdict}: {case.name}: {found}")
    return counts, misses


def period_misses(cases: Iterable[Case]) -> list[str]:
    """A line for each case whose period is not as labelled."""
    return [
        f"{case.name}: {period_of(case.report)} instead of {case.period}"
        for case in cases
        if (period_of(case.report) or "") != case.period
    ]
