"""Addresses of pages that templates and routes share."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from flask import request, url_for

from indexer import gazetteer
from search_app.search.parameters import SearchParameters, encode_pairs


def search_url(parameters: SearchParameters, opened: Collection[str] = ()) -> str:
    """The results page of a search, with these facets and branches of their trees unfolded."""
    return _with_query(
        _path("web.results"), [*parameters.pairs(), *(("open", code) for code in sorted(opened))]
    )


def trends_url(parameters: SearchParameters) -> str:
    """The maps and trends of a search."""
    return _with_query(_path("web.trends"), parameters.with_changes(size=10).pairs())


def _path(endpoint: str) -> str:
    return _path_below(request.root_path, endpoint)


@lru_cache(maxsize=64)
def _path_below(root: str, endpoint: str) -> str:
    """The address of a page that takes no argument. Built by Flask it takes as long as the rest of
    a link, of which a page of results has sixty."""
    return url_for(endpoint)


def _with_query(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{encode_pairs(pairs)}" if pairs else path


def branch_url(parameters: SearchParameters, part: str, opened: Collection[str]) -> str:
    """The same page with this facet or branch unfolded, or folded when it was not."""
    if part not in opened:
        return search_url(parameters, {*opened, part})
    below = {code for code in opened if code.isdigit() and part in gazetteer.ancestors(code)}
    return search_url(parameters, set(opened) - {part} - below)


def year_url(parameters: SearchParameters, year: int) -> str:
    """The search in this year only, or in every year when it already is in this one."""
    only = (str(year),)
    return search_url(
        parameters.with_values("year", () if parameters.selected("year") == only else only)
    )


def section_url(section: Any, parameters: SearchParameters | None = None) -> str:
    """The reader at a section. With the parameters of a search its hits are marked, and the way
    back leads to its results."""
    query = parameters.query_string() if parameters is not None else ""
    address = url_for("reading.report", report_id=section.report_id)
    return f"{address}{'?' if query else ''}{query}#{section.id}"
