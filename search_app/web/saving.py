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
from search_app.saved.news import News, news, save
from search_app.saved.store import SavedQuery, SavedQueryError
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

    news: News
    description: str
    new_sections: tuple[Listed, ...] = ()

    @property
    def query(self) -> SavedQuery:
        return self.news.query


@blueprint.get("/saved")
def index() -> str:
    return render_template("saved.html", entries=entries())


@blueprint.get("/saved/new")
def whats_new() -> str:
    """What is new for all of them, on one page."""
    searcher = runtime().searcher()
    shown = []
    for entry in entries():
        if not entry.news.new:
            continue
        node = searcher.node(from_query_string(entry.query.parameters))
        sections = list_sections(searcher.engine, entry.news.new[:MOST_SHOWN], node)
        shown.append(SavedEntry(entry.news, entry.description, tuple(sections)))
    return render_template("news.html", entries=shown)


@blueprint.post("/saved/new")
def looked_at_all() -> Response:
    for query in runtime().saved.all():
        runtime().saved.look(query.id)
    flash(_("已全部记为看过。"), "good")
    return redirect(url_for("saving.index"))


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
    """Shows the search and counts all of it as looked at."""
    found = news(runtime().saved, runtime().searcher(), _or_404(query_id))
    runtime().saved.look(query_id)
    what = _("%(count)s 条新", count=len(found.new)) if found.new else _("没有新的")
    flash(_("“%(name)s”：%(what)s。", name=found.query.name, what=what), "good")
    return redirect(search_url(from_query_string(found.query.parameters)))


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
    made = feed(runtime().saved, runtime().searcher(), query, request.url_root)
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
    """Every saved query with what is new of it."""
    held = runtime()
    return [
        SavedEntry(
            news(held.saved, held.searcher(), query),
            describe(from_query_string(query.parameters)),
        )
        for query in held.saved.all()
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
