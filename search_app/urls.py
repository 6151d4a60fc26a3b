"""Addresses of pages, as paths below the server's root."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote_plus


def section_path(report_id: str, section_id: str, q: str = "") -> str:
    """The reader, at this section, with the hits of `q` marked."""
    return f"/reports/{report_id}{_asking(q)}#{section_id}"


@lru_cache(maxsize=64)  # every hit of an answer has it
def _asking(q: str) -> str:
    return f"?q={quote_plus(q)}" if q else ""
