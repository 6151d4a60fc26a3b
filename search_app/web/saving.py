"""Saved queries on the web: what is new, feeds, import and export."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from search_app.languages import translated
from search_app.runtime import runtime
from search_app.saved.feed import feed
from search_app.saved.news import save
from search_app.saved.store import MAX_BATCH, SavedQuery, SavedQueryError
from search_app.saved.transfer import export_queries, import_queries
from search_app.search.facets import label_of
from search_app.search.parameters import SearchParameters, from_query_string
from search_app.web.links import search_url
from search_app.web.listing import Listed, list_sections

blueprint = Blueprint("saving", __name__)

MOST_SHOWN = 50
"""New sections that the page of news shows of one query; the rest is a search away."""


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """A saved query as a page lists it, with its new sections where the page shows them."""

    query: SavedQuery
    description: str
    new_sections: tuple[Listed, ...] = ()


@blueprint.get("/saved")
def index() -> str:
    return render_template("saved.html", entries=entries())


@blueprint.get("/saved/new")
def whats_new() -> str:
    """What is new for all of them, on one page."""
    searcher = runtime().searcher()
    shown = []
    for entry in entries():
        if not entry.query.new:
            continue
        new = runtime().saved.new_sections(entry.query.id, MOST_SHOWN)
        node = searcher.node(from_query_string(entry.query.parameters))
        sections = list_sections(searcher.engine, new, node)
        shown.append(SavedEntry(entry.query, entry.description, tuple(sections)))
    last_batch = max((entry.query.last_batch for entry in shown), default=0)
    return render_template("news.html", entries=shown, last_batch=last_batch)


@blueprint.post("/saved/new")
def mark_all_seen() -> Response:
    runtime().saved.mark_all_seen(_last_batch_shown())
    flash(_("已全部记为看过。"), "good")
    return redirect(url_for("saving.index"))


@blueprint.post("/saved/<int:query_id>/seen")
def mark_seen(query_id: int) -> Response:
    """Counts what is new of a query as seen, and goes back to the page with the button."""
    query = _or_404(query_id)
    runtime().saved.mark_seen(query_id, _last_batch_shown())
    flash(_("“%(name)s”已记为看过。", name=query.name), "good")
    back = "saving.whats_new" if request.form.get("back") == "new" else "saving.index"
    return redirect(url_for(back))


@blueprint.post("/saved")
def add() -> Response:
    parameters = from_query_string(request.form.get("parameters", ""))
    try:
        query = save(
            runtime().saved,
            runtime().searcher(),
            request.form.get("name", ""),
            parameters,
            note=request.form.get("note", ""),
        )
    except SavedQueryError as error:
        flash(translated(error.message), "bad")
        return redirect(search_url(parameters))
    flash(_("已保存“%(name)s”。", name=query.name), "good")
    return redirect(url_for("saving.index"))


@blueprint.get("/saved/<int:query_id>")
def run(query_id: int) -> Response:
    """Shows the search. Nothing is marked as seen: browsers open links before they are clicked."""
    return redirect(search_url(from_query_string(_or_404(query_id).parameters)))


@blueprint.post("/saved/<int:query_id>/edit")
def edit(query_id: int) -> Response:
    _or_404(query_id)
    form = request.form
    try:
        runtime().saved.edit(
            query_id,
            name=form.get("name", ""),
            note=form.get("note", ""),
            webhook=form.get("webhook", ""),
            allowed=runtime().settings.webhook_hosts,
        )
    except SavedQueryError as error:
        flash(translated(error.message), "bad")
    return redirect(url_for("saving.index"))


@blueprint.post("/saved/<int:query_id>/remove")
def remove(query_id: int) -> Response:
    query = _or_404(query_id)
    runtime().saved.remove(query_id)
    flash(_("已删除“%(name)s”。", name=query.name), "good")
    return redirect(url_for("saving.index"))


@blueprint.get("/saved/<int:query_id>/feed.atom")
def atom(query_id: int) -> Response:
    """The query's sections as they arrived, newest first (RFC 4287)."""
    query = _or_404(query_id)
    made = feed(runtime().saved, runtime().searcher().engine, query, request.url_root)
    response = Response(made.document, mimetype="application/atom+xml")
    response.last_modified = datetime.fromtimestamp(made.updated, UTC)
    return response


@blueprint.get("/saved/export.json")
def export() -> Response:
    body = json.dumps(export_queries(runtime().saved), ensure_ascii=False, indent=2)
    return Response(
        body,
        mimetype="application/json",
        headers={"Content-Disposition": 'attachment; filename="saved-queries.json"'},
    )


@blueprint.post("/saved/import")
def import_() -> Response:
    upload = request.files.get("file")
    if upload is None:
        abort(400)
    try:
        added, known = import_queries(runtime().saved, runtime().searcher(), upload.read())
        flash(
            _("导入 %(added)s 个查询，%(known)s 个同名的未动。", added=added, known=known), "good"
        )
    except SavedQueryError as error:
        flash(translated(error.message), "bad")
    return redirect(url_for("saving.index"))


def entries() -> list[SavedEntry]:
    """Every saved query, described, with what was last found of it."""
    return [
        SavedEntry(query, describe(from_query_string(query.parameters)))
        for query in runtime().saved.all()
    ]


def describe(parameters: SearchParameters) -> str:
    """A search in a few words: what was typed and which filters are on."""
    parts = [parameters.q or _("全部段落")]
    for facet, values in parameters.filters.items():
        parts.append(_("、").join(translated(label_of(facet, value)) for value in values))
    return " · ".join(parts)


def _or_404(query_id: int) -> SavedQuery:
    try:
        return runtime().saved.get(query_id)
    except SavedQueryError:
        abort(404)


def _last_batch_shown() -> int:
    """The batch up to which the page with the form showed what is new: what an update brought
    since then was not seen."""
    shown = request.form.get("last_batch", type=int)
    if shown is None or not 0 <= shown <= MAX_BATCH:
        abort(400)
    return shown
