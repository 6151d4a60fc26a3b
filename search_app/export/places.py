"""Places and years as a person writes them: a region, a span of years, lines of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def place_name(region: Mapping[str, Any]) -> str:
    """The region's levels run together, none said twice: 浙江省湖州市长兴县, 北京市海淀区."""
    levels = (region["province"], region["city"], region["county"])
    return "".join(dict.fromkeys(filter(None, levels)))


def year_name(year: Mapping[str, Any]) -> str:
    """The year, or the years of a school year or a term that the text states: 2012, 2012–2013.

    The span of a year that is neither stated nor confirmed says how sure it is: it is no name.
    """
    if year["status"] in ("confirmed", "stated") and year["low"] != year["high"]:
        return f"{year['low']}–{year['high']}"
    return str(year["value"])


def line_span(first: int, last: int) -> str:
    """Lines of a file: 4, or 4–9."""
    return str(first) if first == last else f"{first}–{last}"
