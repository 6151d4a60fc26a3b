"""The JSON interface, /api/v1. Its shapes are a contract: fields may be added, none renamed."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, abort, jsonify, request

from search_app.languages import translated
from search_app.runtime import runtime
from search_app.search.answers import Answer, HitView, answer_search
from search_app.search.parameters import BadParameter, from_arguments, from_query_string
from search_app.search.suggestions import suggest
from search_app.search.vocabulary import vocabulary_of
from search_app.urls import section_path

blueprint = Blueprint("api", __name__)


@blueprint.errorhandler(BadParameter)
def bad_parameter(error: BadParameter) -> tuple[Response, int]:
    return problem(translated(error.message), 400, error.parameter)


@blueprint.get("/api/v1/search")
def search() -> Response:
    answer = answer_search(runtime().searcher(), from_arguments(request.args))
    return Response(answer_json(answer), mimetype="application/json")


@blueprint.get("/api/v1/sections/<section_id>")
def section(section_id: str) -> Response:
    engine = runtime().searcher().engine
    (stored,) = engine.sections([section_id])
    if stored is None:
        abort(404)
    report = engine.report(stored.report_id)
    assert report is not None, "a section's report is stored with it"
    return jsonify(
        {
            "id": stored.id,
            "report_id": stored.report_id,
            "title": stored.title,
            "path": list(stored.path),
            "part": stored.part,
            "text": stored.text,
            "topics": list(stored.topics),
            "role": stored.role,
            "region": report["region"],
            "year": report["year"],
            "period": stored.period,
            "period_status": report["period_status"],
            "topics_status": next(
                section["topics_status"]
                for section in report["sections"]
                if section["id"] == stored.id
            ),
            "spun": stored.spun,
            "source": stored.source,
            "duplicates": engine.related(section_id, "copies"),
            "url": section_path(stored.report_id, stored.id),
        }
    )


@blueprint.get("/api/v1/suggest")
def suggest_() -> Response:
    queries = (from_query_string(query.parameters).q for query in runtime().saved.all())
    vocabulary = vocabulary_of(runtime().searcher().engine)
    suggestions = suggest(request.args.get("q", ""), vocabulary, [q for q in queries if q])
    return jsonify(
        {
            "suggestions": [
                {"text": suggestion.text, "kind": suggestion.kind, "count": suggestion.count}
                for suggestion in suggestions
            ]
        }
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    return jsonify({"status": "ok", "generation": runtime().searcher().engine.generation})


def problem(message: str, status: int, parameter: str | None = None) -> tuple[Response, int]:
    """The body of every error answer of the interface."""
    return jsonify({"error": {"parameter": parameter, "message": message}}), status


def answer_json(answer: Answer) -> bytes:
    """The answer as JSON, UTF-8. Facet values are written from their objects, field by field."""
    return orjson.dumps(answer_view(answer), option=orjson.OPT_APPEND_NEWLINE)


def answer_view(answer: Answer) -> dict[str, Any]:
    """The answer as the contract has it."""
    q = answer.parameters.q
    return {
        "query": {
            "q": q,
            "understood": str(answer.understood),
            "corrected_from": None,
            "notes": [str(note) for note in answer.notes],
            "synonyms": [{"typed": typed, "accepted": others} for typed, others in answer.synonyms],
        },
        "total": answer.total,
        "took_ms": round(answer.took_ms, 2),
        "page": answer.parameters.page,
        "pages": answer.pages,
        "did_you_mean": answer.did_you_mean,
        "hits": [_hit_view(hit, q) for hit in answer.hits],
        "facets": answer.facets,
    }


def _hit_view(hit: HitView, q: str) -> dict[str, Any]:
    section = hit.section
    return {
        "id": section.id,
        "report_id": section.report_id,
        "title": section.title,
        "path": section.path,
        "part": section.part,
        "snippet_html": str(hit.snippet_html),
        "score": round(hit.score, 4),
        "region": section.region,
        "year": section.year,
        "period": section.period,
        "topics": section.topics,
        "role": section.role,
        "source": section.source,
        "duplicates": hit.duplicates,
        "url": section_path(section.report_id, section.id, q),
    }
