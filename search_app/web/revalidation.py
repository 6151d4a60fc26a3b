"""Pages that a browser may keep and ask about: answered 304 when they stand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import current_app, get_flashed_messages, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug import Response

from indexer import __version__
from search_app.languages import language_of_request
from search_app.runtime import runtime
from search_app.web.clipping import clipped_sections


def revalidated(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Gives the page of `view` an ETag that is known before any search. For pages made of the
    index, the address, the visitor's session and clip folder alone; what else a page shows would go
    stale unseen."""

    @wraps(view)
    def answered(**arguments: Any) -> ResponseReturnValue:
        generation = runtime().searcher().engine.generation
        told = bool(get_flashed_messages())  # the page gets them again
        if not told and request.if_none_match.contains_weak(_tag(generation)):
            response = Response(status=304)
        else:
            response = make_response(view(**arguments))
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = "private, no-cache"
            if not told:
                # Only now: the first form of a session is what puts a token into it.
                response.set_etag(_tag(generation), weak=True)
        return response

    return answered


def tag_by_body(response: Response) -> Response:
    """Gives every other page and feed an ETag of what it says, and leaves it out where the browser
    has it. The token in its forms is signed anew each time, which makes it no other page."""
    kind = response.mimetype or ""
    if (
        not (kind == "text/html" or kind.endswith("+xml"))
        or response.status_code != 200
        or request.method not in ("GET", "HEAD")
        or "Cache-Control" in response.headers
    ):
        return response
    said = response.get_data()
    if (token := _session_token()) is not None:
        said = said.replace(generate_csrf().encode(), token.encode())
    response.set_etag(hashlib.sha256(said).hexdigest()[:32], weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


def _session_token() -> str | None:
    """What forms of this visitor carry, signed anew for each page; None before the first form."""
    token: str | None = session.get(current_app.config["WTF_CSRF_FIELD_NAME"])
    return token


def _tag(generation: str) -> str:
    """Changes when the page would: forms carry the session's token, links the host's name."""
    parts = (
        generation,
        __version__,
        current_app.jinja_env.globals["asset_version"],
        request.url,
        language_of_request(),
        _session_token(),
        sorted(clipped_sections()),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
