"""What the drawn parts of a page show: numbers made into lengths and shades, before any markup."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from search_app.search.facets import FacetValue

STEPS = 20
"""Lengths are given as whole steps of a full bar: a step is a CSS class, as styles stand in no
attribute."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of a histogram. `height` is its share of the tallest, in percent."""

    year: int
    count: int
    height: float
    selected: bool


def steps(count: int, most: int) -> int:
    """The length of a bar in whole steps; what is not nothing has at least one."""
    return max(1, round(STEPS * count / most)) if count and most else 0


def histogram(values: Sequence[FacetValue]) -> tuple[Bar, ...]:
    """A bar for every year from the first to the last, those without a section included."""
    if not values:
        return ()
    by_year = {int(value["value"]): value for value in values}
    most = max(value["count"] for value in values)
    bars = []
    for year in range(min(by_year), max(by_year) + 1):
        value = by_year.get(year)
        count = value["count"] if value else 0
        height = 100 * count / most if most else 0.0
        bars.append(Bar(year, count, height, value is not None and value["selected"]))
    return tuple(bars)


def shade(count: float, most: float, shades: int = 5) -> int:
    """The shade of a cell, 0 for nothing and 1 to `shades` by the square root of its share: counts
    of places and topics are far from even, and a straight scale would leave most cells alike."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, math.ceil(shades * math.sqrt(count / most)))
