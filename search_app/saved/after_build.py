"""What happens to saved queries when the index has changed."""

from __future__ import annotations

from indexer.settings import Settings
from search_app.saved.news import notice_all
from search_app.saved.store import SavedQueries
from search_app.saved.webhook import message, send
from search_app.search.searcher import open_searcher


def tell_what_is_new(settings: Settings) -> list[str]:
    """Notes what every saved query newly matches and calls the webhooks; returns a line for each
    query with news."""
    saved = SavedQueries(settings.data)
    lines = []
    with open_searcher(settings) as searcher:
        for query, new in notice_all(saved, searcher):
            line = f"“{query.name}”有 {len(new)} 条新"
            if query.webhook:
                sections = [
                    section for section in searcher.engine.sections(new) if section is not None
                ]
                body = message(query, len(new), sections)
                arrived = send(query, body, settings.webhook_hosts)
                line += "，已通知" if arrived else "，通知没有送到"
            lines.append(line)
    return lines
