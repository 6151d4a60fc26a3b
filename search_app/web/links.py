"""Addresses of pages that templates and routes share."""

from __future__ import annotations

from typing import Any

from flask import url_for

from search_app.parameters import SearchParameters


def search_url(parameters: SearchParameters) -> str:
    """The results page of a search."""
    query = parameters.query_string()
    return url_for("web.results") + (f"?{query}" if query else "")


def section_url(section: Any, q: str = "") -> str:
    """The reader at a section, the hits of `q` marked."""
    return url_for("reading.report", report_id=section.report_id, q=q or None, _anchor=section.id)
