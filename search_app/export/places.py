"""Places as a person writes them: a region, lines of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def place_name(region: Mapping[str, Any]) -> str:
    """The region's levels run together, none said twice: 浙江省湖州市长兴县, 北京市海淀区."""
    levels = (region["province"], region["city"], region["county"])
    return "".join(dict.fromkeys(filter(None, levels)))


def line_span(first: int, last: int) -> str:
    """Lines of a file: 4, or 4–9."""
    return str(first) if first == last else f"{first}–{last}"
