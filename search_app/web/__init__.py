"""The pages. Home and help are here; results, trends and discovery join the same blueprint."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from indexer.model import REPAIR_LABELS, ROLE_LABELS
from indexer.store import current_generation, read_manifest
from search_app.database import DataUnavailable
from search_app.engine.protocol import SearchRequest
from search_app.export.places import line_span, place_name, year_name
from search_app.export.writers import citation
from search_app.languages import translated
from search_app.query.fields import FACET_LABELS
from search_app.query.help import SYNTAX
from search_app.query.nodes import Everything, Facet
from search_app.runtime import runtime
from search_app.search.facets import facet_values, holds_selected, label_of
from search_app.search.parameters import SearchParameters
from search_app.trends.charts import steps
from search_app.web import discovery, results, trends
from search_app.web.blueprint import blueprint
from search_app.web.links import branch_url, search_url, section_url, trends_url, year_url
from search_app.web.saving import SavedEntry, describe, entries

__all__ = ["blueprint", "discovery", "results", "trends"]

_log = logging.getLogger(__name__)

EXAMPLES = ("校车安全", "“学前教育三年行动计划”", "留守儿童 关爱", "哪些县建了职业教育集团？")


@blueprint.get("/")
def home() -> str:
    searcher = runtime().searcher()
    counts = searcher.engine.search(SearchRequest(Everything())).counts
    return render_template(
        "home.html",
        parameters=SearchParameters(),
        facets=facet_values(counts, {}, searcher.fields),
        saved=_saved_entries(),
        examples=EXAMPLES,
        size=read_manifest(current_generation(runtime().settings.index)),
        focus_box=True,
    )


def _saved_entries() -> list[SavedEntry]:
    """The saved queries. When they cannot be read, the log says so and browsing goes on."""
    try:
        return entries()
    except DataUnavailable as error:
        _log.error("%s", error)
        return []


@blueprint.get("/help")
def help_page() -> str:
    return render_template("help.html", syntax=SYNTAX)


for _address in (search_url, trends_url, branch_url, year_url, section_url):
    blueprint.add_app_template_filter(_address)
blueprint.add_app_template_filter(citation)
blueprint.add_app_template_test(holds_selected, "holding_selected")
blueprint.add_app_template_filter(steps, "bar_steps")
blueprint.add_app_template_filter(describe, "described")


@blueprint.app_template_filter()
def facet_label(value: str, facet: Facet) -> str:
    return label_of(facet, value)


blueprint.add_app_template_filter(place_name, "region_name")
blueprint.add_app_template_filter(year_name)


@blueprint.app_template_filter("line_span")
def line_span_of(section: Any) -> str:
    """The lines of a section, stored or as its report gives it."""
    if isinstance(section, Mapping):
        return line_span(section["start_line"], section["end_line"])
    return line_span(section.start_line, section.end_line)


@blueprint.app_template_filter()
def without_quotes(query: str) -> str:
    return query.translate(dict.fromkeys(map(ord, '"“”＂「」『』')))


@blueprint.app_template_filter()
def local_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


@blueprint.app_context_processor
def shared_names() -> dict[str, Any]:
    return {
        "facet_labels": {facet: translated(label) for facet, label in FACET_LABELS.items()},
        "role_labels": {role: translated(label) for role, label in ROLE_LABELS.items()},
        "repair_labels": {kind: translated(label) for kind, label in REPAIR_LABELS.items()},
        "webhook_hosts": runtime().settings.webhook_hosts,
        "region_status": {
            "confirmed": _("人工核定"),
            "stated": _("文中写明"),
            "inferred": _("由文中地名推定"),
            "possible": _("推测，证据不足"),
        },
        "year_status": {
            "confirmed": _("人工核定"),
            "stated": _("文中写明"),
            "inferred": _("由文中事件推定"),
            "possible": _("推测，证据不足"),
            "conflict": _("与文中所写不符"),
        },
        "status_mark": {
            "confirmed": _("核"),
            "inferred": _("推"),
            "possible": _("？"),
            "conflict": _("异"),
        },
    }
