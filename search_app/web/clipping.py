"""The clip folder on the web. The folder's id lives in a cookie of this browser alone."""

from __future__ import annotations

import logging
import re

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug import Response

from search_app.clips.store import ClipError, new_folder
from search_app.clips.writers import WRITERS
from search_app.database import DataUnavailable
from search_app.languages import translated
from search_app.runtime import runtime

blueprint = Blueprint("clipping", __name__)

_log = logging.getLogger(__name__)

COOKIE = "clips"
COOKIE_SECONDS = 400 * 24 * 3600
"""As long as browsers let a cookie live."""


def folder() -> str:
    """The id of this browser's folder, empty when it has none yet."""
    known = request.cookies.get(COOKIE, "")
    return known if 20 <= len(known) <= 64 else ""


@blueprint.app_context_processor
def clipped() -> dict[str, frozenset[str]]:
    """`clipped_ids`, so that pages know what is in the folder already."""
    return {"clipped_ids": clipped_sections()}


def clipped_sections() -> frozenset[str]:
    """The sections in this browser's folder. Every page asks, that which tells of a fault too: when
    the folder cannot be read, the log says so and searching goes on."""
    try:
        return runtime().clips.ids(folder())
    except DataUnavailable as error:
        _log.error("%s", error)
        return frozenset()


@blueprint.get("/clips")
def index() -> str:
    clips = runtime().clips.all(folder()) if folder() else []
    return render_template("clips.html", clips=clips, formats=tuple(WRITERS))


@blueprint.post("/clips")
def add() -> Response:
    """Adds the ticked sections and goes back to where they were ticked."""
    ids = list(dict.fromkeys(request.form.getlist("section")))
    sections = [one for one in runtime().searcher().engine.sections(ids) if one is not None]
    known = folder() or new_folder()
    try:
        added = runtime().clips.add(known, sections)
        told = (
            _("已放入素材夹 %(count)s 段。", count=added)
            if added
            else _("这些段落已经在素材夹里了。")
        )
        flash(told, "good")
    except ClipError as error:
        flash(translated(error.message), "bad")
    response = redirect(_back())
    response.set_cookie(
        COOKIE,
        known,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
        path=current_app.config["APPLICATION_ROOT"],
    )
    return response


@blueprint.post("/clips/<section_id>")
def change(section_id: str) -> Response:
    """Writes a note, moves the clip, or takes it out, whichever button was pressed."""
    clips = runtime().clips
    match request.form.get("do"):
        case "note":
            try:
                clips.note(folder(), section_id, request.form.get("note", ""))
            except ClipError as error:
                flash(translated(error.message), "bad")
        case "up":
            clips.move(folder(), section_id, -1)
        case "down":
            clips.move(folder(), section_id, 1)
        case "remove":
            clips.remove(folder(), section_id)
            return redirect(url_for("clipping.index"))
        case _:
            abort(400)
    return redirect(url_for("clipping.index", _anchor=f"c-{section_id}"))


@blueprint.post("/clips/clear")
def clear() -> Response:
    runtime().clips.clear(folder())
    flash(_("素材夹已清空。"), "good")
    return redirect(url_for("clipping.index"))


@blueprint.get("/clips/export.<suffix>")
def export(suffix: str) -> Response:
    if suffix not in WRITERS:
        abort(404)
    write, media_type = WRITERS[suffix]
    clips = runtime().clips.all(folder()) if folder() else []
    return Response(
        write(clips),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="clips.{suffix}"'},
    )


def _back() -> str:
    """The page of this site that the form names, else the folder itself."""
    wanted = request.form.get("back", "")
    # Browsers leave out tabs and line ends and read \ as /: /<tab>/host would be another site.
    own = re.fullmatch(r"/(?![/\\])[^\x00-\x20\x7f]*", wanted)
    return wanted if own else url_for("clipping.index")
