"""Finds dates with their weekday (5月16日，星期三), which fit only every fifth or sixth year.

A site that rewrites years does not correct the weekdays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from indexer.attribution.report_text import ReportText
from indexer.attribution.year.dated_phrases import Witness
from indexer.attribution.year.year_axis import YEARS, spread

WEEKDAY_WORDS = frozenset({"星期", "(周"})
_DATED = re.compile(r"(\d{1,2})月(\d{1,2})日\s?[(,]?\s?(?:星期|周)([一二三四五六日天])")
_REACH = 12  # characters before the weekday in which its date must stand
_WEIGHT = 2.5
_LATE = 0.05  # mass of the next year: a report written in winter tells of December too


def _find_fitting_years(month: int, day: int, weekday: int) -> list[int]:
    """Return the years in which a date falls on a weekday (0 is Monday)."""
    fitting = []
    for year in YEARS:
        try:
            if date(year, month, day).weekday() == weekday:
                fitting.append(year)
        except ValueError:  # 29 February of a common year, or no date at all
            continue
    return fitting


def find_weekdays(text: ReportText, starts: Iterable[int]) -> Iterator[Witness]:
    """Yield a witness for each different date with a weekday.

    `starts` are the offsets of `WEEKDAY_WORDS` in `text.folded`.
    """
    seen: set[str] = set()
    for start in starts:
        match = _DATED.search(text.folded, max(0, start - _REACH), start + 4)
        if match is None or match[0] in seen:
            continue
        seen.add(match[0])
        weekday = "一二三四五六日".find(match[3].replace("天", "日"))
        years = _find_fitting_years(int(match[1]), int(match[2]), weekday)
        if not years:
            continue
        masses = {year + 1: _LATE for year in years} | dict.fromkeys(years, 1.0)
        yield Witness(
            source="weekday",
            text=text.original[match.start() : match.end()],
            lines=text.lines_at(match.start()),
            says="、".join(map(str, years)),
            weight=_WEIGHT,
            likelihood=spread(masses, _WEIGHT),
        )
