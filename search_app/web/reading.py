"""The reader: a report, its source as it was, what resembles a section."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from search_app.export.writers import citation
from search_app.runtime import runtime
from search_app.search.answers import PART_LABELS
from search_app.search.parameters import from_arguments
from search_app.search.snippets import highlight_html
from search_app.web.correcting import correcting
from search_app.web.listing import Listed, list_sections
from search_app.web.report_layout import contents, layout

blueprint = Blueprint("reading", __name__)


@blueprint.get("/reports/<report_id>")
def report(report_id: str) -> str:
    parameters = from_arguments(request.args)
    stored = _report_or_404(report_id)
    node = runtime().searcher().node(parameters)
    blocks = layout(stored, node)
    return render_template(
        "report.html",
        parameters=parameters,
        report=stored,
        title_html=highlight_html(stored["title"], node),
        blocks=blocks,
        outline=contents(stored, blocks, _("开头")),
        marks=sum(block.marks for block in blocks),
        copies=_copies(stored),
        correcting=correcting(stored),
        citations=_citations(stored),
        neighbours=_neighbours(stored),
    )


@blueprint.get("/reports/<report_id>/source")
def source(report_id: str) -> str:
    """The lines of the file as they were, with every repair beside its line."""
    stored = _report_or_404(report_id)
    repairs: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for repair in stored["repairs"]:
        repairs[repair["line"]].append(repair)
    lines = [
        (number, text, repairs.get(number, []))
        for number, text in enumerate(stored["source_lines"], start=stored["start_line"])
    ]
    return render_template("source.html", report=stored, lines=lines)


@blueprint.get("/sections/<section_id>")
def section(section_id: str) -> Response:
    """The lasting address of one section: the reader, at that section."""
    (stored,) = runtime().searcher().engine.sections([section_id])
    if stored is None:
        abort(404)
    query = request.args.get("q") or None
    return redirect(
        url_for("reading.report", report_id=stored.report_id, q=query, _anchor=section_id)
    )


@blueprint.get("/sections/<section_id>/similar")
def similar(section_id: str) -> str:
    """Sections about the same, and copies of this one elsewhere."""
    engine = runtime().searcher().engine
    (stored,) = engine.sections([section_id])
    if stored is None:
        abort(404)
    return render_template(
        "similar.html",
        section=stored,
        similar=list_sections(engine, engine.related(section_id, "similar", 10)),
        copies=list_sections(engine, engine.related(section_id, "copies")),
    )


def _citations(stored: Mapping[str, Any]) -> dict[str, str]:
    """The citation of each section, by its id."""
    sections = runtime().searcher().engine.sections([one["id"] for one in stored["sections"]])
    return {one.id: citation(one) for one in sections if one is not None}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another report of the same file."""

    label: str
    report_id: str
    title: str


def _neighbours(stored: Mapping[str, Any]) -> list[Neighbour]:
    reports = stored["beside"]
    at = [report["id"] for report in reports].index(stored["id"])
    return [
        Neighbour(label, reports[place]["id"], reports[place]["title"])
        for label, place in ((_("上一篇"), at - 1), (_("下一篇"), at + 1))
        if 0 <= place < len(reports)
    ]


@blueprint.get("/sections/<section_id>/explain")
def explain_hit(section_id: str) -> str:
    """Why a section stands where it stands in a search."""
    parameters = from_arguments(request.args)
    searcher = runtime().searcher()
    (stored,) = searcher.engine.sections([section_id])
    explanation = searcher.explain(parameters, section_id)
    if stored is None or explanation is None:
        abort(404)
    return render_template(
        "explain.html",
        parameters=parameters,
        section=stored,
        score=explanation.score,
        parts=[(PART_LABELS[kind], text, worth) for kind, text, worth in explanation.parts],
    )


def _report_or_404(report_id: str) -> Mapping[str, Any]:
    stored = runtime().searcher().engine.report(report_id)
    if stored is None:
        abort(404)
    return stored


def _copies(stored: Mapping[str, Any]) -> dict[str, list[Listed]]:
    """The copies of each section that has any, by section id."""
    engine = runtime().searcher().engine
    copies = {}
    for one in stored["sections"]:
        others = engine.related(one["id"], "copies")
        if others:
            copies[one["id"]] = list_sections(engine, others)
    return copies
