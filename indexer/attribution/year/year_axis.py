"""The years that a report can be from, and the shapes that the likelihood of a witness can have.

A likelihood has one value for each year, a natural logarithm: 0 for the years that fit the witness
best, and never less than minus the weight of the witness. So no single witness, which a site may
have rewritten, can rule a year out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

FIRST_YEAR = 1993
LAST_YEAR = 2026
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)

Likelihood = tuple[float, ...]

# By the labelled cases in tests/indexer/attribution/year/year_cases.txt.
LATER = 0.75  # part of its weight that a phrase costs a year after the last one it fits
FADED = 1.5  # the most that the age of a phrase costs a year
_FIRST_MONTHS = 0.5  # what an event of the autumn costs its own year against the next

FLAT: Likelihood = (0.0,) * len(YEARS)


# A year in digits, in digits that stand apart, or in Chinese numerals.
WRITTEN_YEAR = (
    r"(?:(?<![\d.])(?:19|20)\d\d|(?<![\d.] )(?<![\d.])(?:1 9|2 0) \d \d"
    r"|(?:一九|二[〇○零o0])[〇○零o0一二三四五六七八九]{2})"
)
_DIGITS = str.maketrans("〇○零oO一二三四五六七八九", "00000123456789", " ")


def parse_year(written: str) -> int:
    """Return the year that matches `WRITTEN_YEAR` in folded text."""
    return int(written.translate(_DIGITS))


def is_on_axis(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def spread(masses: Mapping[int, float], weight: float, later: float = LATER) -> Likelihood:
    """Make a likelihood of years with their relative masses.

    A year before all of them lies `weight` below the best. A year after them lies only the part
    `later` of `weight` below it: what is past is still told of now and then.
    """
    best, last = max(masses.values()), max(masses)
    return tuple(
        max(math.log(masses[year] / best), -weight)
        if masses.get(year, 0.0) > 0
        else (-later * weight if year > last else -weight)
        for year in YEARS
    )


def start_at(first: int, weight: float, late: bool = False) -> Likelihood:
    """Make a likelihood of the years from `first` on.

    The year before it costs a part of the weight: words are often used before they are official. An
    event `late` in its year is told of more often in the next one.
    """
    return tuple(
        -weight * (0.6 if year == first - 1 else 1.0)
        if year < first
        else (-_FIRST_MONTHS if late and year == first else 0.0)
        for year in YEARS
    )


def fade_after(first: int, halving: float, most: float = FADED) -> Likelihood:
    """Make a likelihood that falls after `first`, to half after each `halving` years.

    It falls by no more than `most`: an old phrase in a young text is rare, not impossible.
    """
    rate = math.log(2) / halving
    return tuple(-min(max(rate * (year - first), 0.0), most) for year in YEARS)


def stop_at(last: int, weight: float) -> Likelihood:
    """Make a likelihood of the years up to `last`.

    The year after it costs half of the weight, since a name is used for some months after its end.
    """
    return tuple(
        0.0 if year <= last else (-weight / 2 if year == last + 1 else -weight) for year in YEARS
    )
