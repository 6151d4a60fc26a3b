"""What happens to saved queries when the index has changed."""

from __future__ import annotations

from contextlib import closing

from indexer.settings import Settings
from search_app.engine.whoosh import open_engine
from search_app.runtime import synonyms_of
from search_app.saved.news import notice_all
from search_app.saved.store import SavedQueries
from search_app.saved.webhook import message, send


def tell_what_is_new(settings: Settings) -> list[str]:
    """Notes what every saved query newly matches and calls the webhooks; returns a line for each
    query with news."""
    saved = SavedQueries(settings.data)
    lines = []
    with closing(open_engine(settings.index)) as engine:
        for query, new in notice_all(saved, engine, synonyms_of(settings)):
            line = f"“{query.name}”有 {len(new)} 条新"
            if query.webhook:
                sections = [section for section in engine.sections(new) if section is not None]
                body = message(query, len(new), sections)
                arrived = send(query, body, settings.webhook_hosts)
                line += "，已通知" if arrived else "，通知没有送到"
            lines.append(line)
    return lines
