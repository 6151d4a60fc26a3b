"""What happens to saved queries when the index has changed."""

from __future__ import annotations

import logging

from indexer.errors import XunzhangError
from indexer.settings import Settings
from indexer.store import current_generation
from search_app.saved.news import notice_all
from search_app.saved.store import SavedQueries
from search_app.saved.webhook import message, send
from search_app.search.searcher import Searcher, open_searcher

_log = logging.getLogger(__name__)


def tell_what_is_new(settings: Settings) -> list[str]:
    """For a command after a build: finds what is new of the saved queries in the index in use, as
    `find_what_is_new` does. Opens the index only if there is a query to look for."""
    generation = current_generation(settings.index).name
    if all(query.generation == generation for query in SavedQueries(settings.data).all()):
        return []
    with open_searcher(settings) as searcher:
        return find_what_is_new(settings, searcher)


def log_what_is_new(settings: Settings, searcher: Searcher) -> None:
    """For a server that has opened a generation: finds what is new in it, as `find_what_is_new`
    does, and logs it. A fault is logged and stops nothing."""
    try:
        for line in find_what_is_new(settings, searcher):
            _log.info("%s", line)
    except XunzhangError as error:
        _log.error("%s", error)


def find_what_is_new(settings: Settings, searcher: Searcher) -> list[str]:
    """Finds and stores what every saved query matches in the searcher's generation and calls the
    webhooks; returns a line for each query with news. Does nothing for queries for which another
    process has done it."""
    lines = []
    for query, new in notice_all(SavedQueries(settings.data), searcher, settings.index):
        line = f"“{query.name}”有 {len(new)} 条新"
        if query.webhook:
            sections = [section for section in searcher.engine.sections(new) if section is not None]
            arrived = send(query, message(query, len(new), sections), settings.webhook_hosts)
            line += "，已通知" if arrived else "，通知没有送到"
        lines.append(line)
    return lines
