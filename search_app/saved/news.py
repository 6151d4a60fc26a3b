"""What is new of saved queries: found when the index changes, stored, and read from there."""

from __future__ import annotations

import logging
from pathlib import Path

from indexer.errors import IndexUnavailable
from indexer.store import current_generation
from search_app.saved.store import SavedQueries, SavedQuery
from search_app.search.parameters import BadParameter, SearchParameters, from_query_string
from search_app.search.searcher import Searcher

_log = logging.getLogger(__name__)


def save(
    saved: SavedQueries,
    searcher: Searcher,
    name: str,
    parameters: SearchParameters,
    note: str = "",
) -> SavedQuery:
    """Saves a search; what it finds now counts as seen. Raises SavedQueryError."""
    return saved.add(
        name,
        parameters.with_changes(page=1).query_string(),
        searcher.engine.generation,
        list(searcher.scan_exactly(parameters)),
        note,
    )


def notice_all(
    saved: SavedQueries, searcher: Searcher, index: Path
) -> list[tuple[SavedQuery, tuple[str, ...]]]:
    """Finds and stores what every query matches in the searcher's generation of `index`; returns
    the queries with news, each with the ids it never matched before.

    Queries for which this was done cost nothing more. A command and a server may do it at once:
    what is new of a query is returned to one of them. A change of the synonyms is heeded when the
    index changes next.
    """
    generation = searcher.engine.generation

    def in_use() -> bool:
        try:
            return current_generation(index).name == generation
        except IndexUnavailable:
            return False

    news = []
    for query in saved.all():
        if query.generation == generation:
            continue
        try:
            parameters = from_query_string(query.parameters)
        except BadParameter as error:  # saved by a version that knew more; the others still count
            _log.error("“%s”：%s", query.name, error)
            continue
        matching = list(searcher.scan_exactly(parameters))
        if new := saved.notice(query.id, generation, matching, in_use):
            news.append((query, new))
    return news
