"""Telling an address the operator allowed what is new of a saved query."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Collection, Sequence
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from search_app.engine.protocol import StoredSection
from search_app.export.writers import record
from search_app.saved.store import SavedQuery

TIMEOUT_SECONDS = 5.0
PAUSES_SECONDS = (0.5, 2.0)
"""Before the second and the third try."""
MOST_SECTIONS = 100
"""A message holds this many sections at most; `new` counts them all."""

_log = logging.getLogger(__name__)


class _NoRedirects(HTTPRedirectHandler):
    """The operator allowed an address, not wherever it may point to."""

    def redirect_request(self, *arguments: Any, **options: Any) -> None:
        return None


_opener = build_opener(_NoRedirects)


def message(query: SavedQuery, new: int, sections: Sequence[StoredSection]) -> dict[str, Any]:
    """What is sent: the query, how many sections are new, and the first of them whole."""
    return {
        "query": {"id": query.id, "name": query.name, "parameters": query.parameters},
        "new": new,
        "sections": [record(section) for section in sections[:MOST_SECTIONS]],
    }


def send(query: SavedQuery, body: dict[str, Any], allowed: Collection[str]) -> bool:
    """POSTs `body` as JSON to the query's webhook, three times at most; whether it arrived.

    A host that is no longer among `allowed` gets nothing.
    """
    host = urlsplit(query.webhook).netloc.rpartition("@")[2]
    if host not in allowed:
        _log.warning("“%s”的通知没有发出：%s 不在允许之列", query.name, host)
        return False
    request = Request(
        query.webhook,
        data=json.dumps(body, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "xunzhang"},
        method="POST",
    )
    failure: Exception | None = None
    for pause in (0.0, *PAUSES_SECONDS):
        time.sleep(pause)
        try:
            with _opener.open(request, timeout=TIMEOUT_SECONDS):
                return True
        except HTTPError as error:
            failure = error
            error.close()
            if error.code < 500 and error.code != 429:
                break
        except (OSError, HTTPException) as error:
            failure = error
    _log.warning("“%s”的通知没有送到 %s：%s", query.name, host, failure)
    return False
