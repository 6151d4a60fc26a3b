"""The axis of years and the shapes of what a witness may say about it.

A likelihood is one log value a year (natural logarithm), 0 for the years the witness fits best and
never below minus its weight: no single witness, right or rewritten, can rule a year out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

FIRST_YEAR = 1995
LAST_YEAR = 2026
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)

Likelihood = tuple[float, ...]

# By the labelled cases in tests/indexer/attribution/year_cases.txt.
LATER = 0.75  # share of a weight that a year after the last one of a phrase costs
FADED = 1.5  # most that a phrase's age costs
_FIRST_MONTHS = 0.5  # what the year of an autumn event costs against the year after

FLAT: Likelihood = (0.0,) * len(YEARS)


def on_axis(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def spread(masses: Mapping[int, float], weight: float, later: float = LATER) -> Likelihood:
    """Years with their relative masses; a year before them lies `weight` below the best.

    A year after them lies `later` of it below: what is past is still told of now and then.
    """
    best, last = max(masses.values()), max(masses)
    return tuple(
        max(math.log(masses[year] / best), -weight)
        if masses.get(year, 0.0) > 0
        else (-later * weight if year > last else -weight)
        for year in YEARS
    )


def since(first: int, weight: float, late: bool = False) -> Likelihood:
    """Not before `first`.

    The year before costs part of the weight: words are often about before they are official. An
    event `late` in its first year is told of more often in the next one.
    """
    return tuple(
        -weight * (0.6 if year == first - 1 else 1.0)
        if year < first
        else (-_FIRST_MONTHS if late and year == first else 0.0)
        for year in YEARS
    )


def fading(first: int, halving: float, most: float = FADED) -> Likelihood:
    """Ever less likely after `first`, half as likely after `halving` years.

    `most` bounds the decline: an old phrase in a young text is rare, not impossible.
    """
    rate = math.log(2) / halving
    return tuple(-min(max(rate * (year - first), 0.0), most) for year in YEARS)


def until(last: int, weight: float) -> Likelihood:
    """Not after `last`; the year after costs half, since a name outlives its end by some months."""
    return tuple(
        0.0 if year <= last else (-weight / 2 if year == last + 1 else -weight) for year in YEARS
    )
