"""The pages: home, results, reader, saved queries, help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug import Response

from indexer.model import ROLE_LABELS
from indexer.store import current_generation, manifest
from search_app.answers import answer, matching_keys, understand
from search_app.engine.protocol import SearchRequest
from search_app.facets import facet_values, label_of
from search_app.parameters import SearchParameters, from_arguments, from_query_string
from search_app.places import place_name
from search_app.query.fields import FACET_LABELS
from search_app.query.help import SYNTAX
from search_app.query.interpret import interpret
from search_app.query.nodes import Everything, Facet
from search_app.query.synonyms import NONE
from search_app.reader import contents, layout
from search_app.runtime import runtime
from search_app.saved.store import SavedQuery, SavedQueryError
from search_app.snippets import highlight_html

blueprint = Blueprint("web", __name__)

EXAMPLES = ("校车安全", "“学前教育三年行动计划”", "留守儿童 关爱", "哪些县建了职业教育集团？")


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """A saved query as a page lists it."""

    query: SavedQuery
    description: str
    total: int
    new: int


@blueprint.get("/")
def home() -> str:
    engine = runtime().engine()
    counts = engine.search(SearchRequest(Everything())).counts
    entries = _saved_entries() if runtime().saved.all() else []
    return render_template(
        "home.html",
        parameters=SearchParameters(),
        facets=facet_values(counts, {}),
        saved=entries,
        examples=EXAMPLES,
        size=manifest(current_generation(runtime().settings.index)),
        focus_box=True,
    )


@blueprint.get("/search")
def results() -> str:
    parameters = from_arguments(request.args)
    engine = runtime().engine()
    found = answer(engine, parameters, runtime().synonyms)
    return render_template("results.html", parameters=parameters, answer=found)


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> str:
    parameters = from_arguments(request.args)
    engine = runtime().engine()
    stored = engine.report(report_id)
    if stored is None:
        abort(404)
    synonyms = runtime().synonyms if parameters.synonyms else NONE
    node = interpret(understand(parameters.q).node, synonyms)
    blocks = layout(stored, node)
    return render_template(
        "report.html",
        parameters=parameters,
        report=stored,
        title_html=highlight_html(stored["title"], node),
        blocks=blocks,
        outline=contents(stored, blocks),
    )


@blueprint.get("/sections/<section_id>")
def section(section_id: str) -> Response:
    """The lasting address of one section: the reader, at that section."""
    engine = runtime().engine()
    (stored,) = engine.sections([section_id])
    if stored is None:
        abort(404)
    query = request.args.get("q", "")
    return redirect(
        url_for("web.report", report_id=stored.report_id, q=query or None, _anchor=section_id)
    )


@blueprint.get("/saved")
def saved_list() -> str:
    return render_template("saved.html", entries=_saved_entries())


@blueprint.post("/saved")
def saved_add() -> Response:
    parameters = from_query_string(request.form.get("parameters", ""))
    engine = runtime().engine()
    keys = matching_keys(engine, parameters, runtime().synonyms)
    try:
        query = runtime().saved.add(request.form.get("name", ""), parameters.query_string(), keys)
    except SavedQueryError as error:
        flash(str(error), "bad")
        return redirect(search_url(parameters))
    flash(f"已保存“{query.name}”。", "good")
    return redirect(url_for("web.saved_list"))


@blueprint.get("/saved/<int:query_id>")
def saved_run(query_id: int) -> Response:
    """Shows the search and counts all of it as looked at."""
    query = _saved_or_404(query_id)
    parameters = from_query_string(query.parameters)
    engine = runtime().engine()
    keys = matching_keys(engine, parameters, runtime().synonyms)
    new = len(runtime().saved.unseen(query_id, keys))
    runtime().saved.look(query_id, keys)
    flash(f"“{query.name}”：{new} 条新。" if new else f"“{query.name}”：没有新的。", "good")
    return redirect(search_url(parameters))


@blueprint.post("/saved/<int:query_id>/rename")
def saved_rename(query_id: int) -> Response:
    _saved_or_404(query_id)
    try:
        runtime().saved.rename(query_id, request.form.get("name", ""))
    except SavedQueryError as error:
        flash(str(error), "bad")
    return redirect(url_for("web.saved_list"))


@blueprint.post("/saved/<int:query_id>/remove")
def saved_remove(query_id: int) -> Response:
    query = _saved_or_404(query_id)
    runtime().saved.remove(query_id)
    flash(f"已删除“{query.name}”。", "good")
    return redirect(url_for("web.saved_list"))


@blueprint.get("/help")
def help_page() -> str:
    return render_template("help.html", syntax=SYNTAX)


def _saved_or_404(query_id: int) -> SavedQuery:
    try:
        return runtime().saved.get(query_id)
    except SavedQueryError:
        abort(404)


def _saved_entries() -> list[SavedEntry]:
    entries = []
    engine = runtime().engine()
    for query in runtime().saved.all():
        parameters = from_query_string(query.parameters)
        keys = matching_keys(engine, parameters, runtime().synonyms)
        new = len(runtime().saved.unseen(query.id, keys))
        entries.append(SavedEntry(query, describe(parameters), len(keys), new))
    return entries


def describe(parameters: SearchParameters) -> str:
    """A search in a few words: what was typed and which filters are on."""
    parts = [parameters.q or "全部段落"]
    for facet, values in parameters.filters.items():
        parts.append("、".join(label_of(facet, value) for value in values))
    return " · ".join(parts)


@blueprint.app_template_filter()
def search_url(parameters: SearchParameters) -> str:
    query = parameters.query_string()
    return url_for("web.results") + (f"?{query}" if query else "")


@blueprint.app_template_filter()
def section_url(section: Any, q: str) -> str:
    return url_for("web.report", report_id=section.report_id, q=q or None, _anchor=section.id)


@blueprint.app_template_filter()
def facet_label(value: str, facet: Facet) -> str:
    return label_of(facet, value)


blueprint.add_app_template_filter(place_name, "region_name")


@blueprint.app_template_filter()
def line_span(section: Any) -> str:
    get = section.get if isinstance(section, Mapping) else lambda name: getattr(section, name)
    first, last = get("start_line"), get("end_line")
    return str(first) if first == last else f"{first}–{last}"


@blueprint.app_template_filter()
def without_quotes(query: str) -> str:
    return query.translate(dict.fromkeys(map(ord, '"“”＂「」『』')))


@blueprint.app_template_filter()
def local_time(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")


@blueprint.app_context_processor
def shared_names() -> dict[str, Any]:
    return {
        "facet_labels": FACET_LABELS,
        "role_labels": ROLE_LABELS,
        "region_status": {
            "stated": "文中写明",
            "inferred": "由文中地名推定",
            "possible": "推测，证据不足",
        },
        "year_status": {
            "stated": "文中写明",
            "inferred": "由文中事件推定",
            "possible": "推测，证据不足",
            "conflict": "与文中所写不符",
        },
        "status_mark": {"inferred": "推", "possible": "？", "conflict": "异"},
    }
