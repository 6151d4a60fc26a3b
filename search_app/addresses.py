"""Addresses of pages, as paths below the server's root."""

from __future__ import annotations

from urllib.parse import urlencode


def section_path(report_id: str, section_id: str, q: str = "") -> str:
    """The reader, at this section, with the hits of `q` marked."""
    query = f"?{urlencode({'q': q})}" if q else ""
    return f"/reports/{report_id}{query}#{section_id}"
