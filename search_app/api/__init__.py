"""The JSON interface, /api/v1. Its shapes are a contract: fields may be added, none renamed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
from flask import Blueprint, Response, abort, jsonify, request
from numpy.typing import NDArray

from search_app.addresses import section_path
from search_app.answers import Answer, HitView, answer
from search_app.engine.protocol import Domain
from search_app.facets import Branch, FacetValue, Flat, RegionTree, label_of
from search_app.languages import translated
from search_app.parameters import BadParameter, from_arguments, from_query_string
from search_app.query.nodes import Facet
from search_app.runtime import runtime
from search_app.suggest import suggest, vocabulary_of

blueprint = Blueprint("api", __name__)


@blueprint.errorhandler(BadParameter)
def bad_parameter(error: BadParameter) -> tuple[Response, int]:
    return problem(translated(error.message), 400, error.parameter)


@blueprint.get("/api/v1/search")
def search() -> Response:
    held = runtime()
    found = answer(held.engine(), from_arguments(request.args), held.synonyms)
    return Response(answer_json(found), mimetype="application/json")


@blueprint.get("/api/v1/sections/<section_id>")
def section(section_id: str) -> Response:
    engine = runtime().engine()
    (stored,) = engine.sections([section_id])
    if stored is None:
        abort(404)
    report = engine.report(stored.report_id)
    copies = engine.copies(section_id)
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
            "spun": stored.spun,
            "source": _source(stored.file, stored.start_line, stored.end_line),
            "duplicates": list(copies),
            "url": section_path(stored.report_id, stored.id),
        }
    )


@blueprint.get("/api/v1/suggest")
def suggest_() -> Response:
    queries = (from_query_string(query.parameters).q for query in runtime().saved.all())
    engine = runtime().engine()
    vocabulary = vocabulary_of(engine)
    found = suggest(request.args.get("q", ""), vocabulary, [q for q in queries if q])
    return jsonify(
        {
            "suggestions": [
                {"text": suggestion.text, "kind": suggestion.kind, "count": suggestion.count}
                for suggestion in found
            ]
        }
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    engine = runtime().engine()
    return jsonify({"status": "ok", "generation": engine.generation})


def problem(message: str, status: int, parameter: str | None = None) -> tuple[Response, int]:
    """The body of every error answer of the interface."""
    return jsonify({"error": {"parameter": parameter, "message": message}}), status


def answer_json(found: Answer) -> bytes:
    """The answer as JSON."""
    q = found.parameters.q
    said = {
        "query": {
            "q": q,
            "understood": str(found.understood),
            "corrected_from": None,
            "notes": [str(note) for note in found.notes],
            "synonyms": [{"typed": typed, "accepted": others} for typed, others in found.synonyms],
        },
        "total": found.total,
        "took_ms": round(found.took_ms, 2),
        "page": found.parameters.page,
        "pages": found.pages,
        "did_you_mean": found.did_you_mean,
        "hits": [_hit_json(hit, q) for hit in found.hits],
    }
    pieces = [orjson.dumps(said)[:-1], b',"facets":{']
    for facet, values in found.facets.items():
        pieces += (b'"%b":[' % facet.encode(), *_values_json(values), b"],")
    pieces[-1] = b"]}}\n"
    return b"".join(pieces)


def _hit_json(hit: HitView, q: str) -> dict[str, Any]:
    section = hit.section
    return {
        "id": section.id,
        "report_id": section.report_id,
        "title": section.title,
        "path": section.path,
        "part": section.part,
        "snippet_html": hit.snippet_html,
        "score": round(hit.score, 4),
        "region": section.region,
        "year": section.year,
        "period": section.period,
        "topics": section.topics,
        "role": section.role,
        "source": _source(section.file, section.start_line, section.end_line),
        "duplicates": hit.duplicates,
        "url": section_path(section.report_id, section.id, q),
    }


def _source(file: str, start_line: int, end_line: int) -> dict[str, Any]:
    return {"file": file, "start_line": start_line, "end_line": end_line}


def _values_json(values: Sequence[FacetValue]) -> list[bytes]:
    """The values of a facet as the members of a list, in pieces: joined only with the rest of the
    answer, since most of it are regions."""
    match values:
        case Branch(tree=tree):
            return _regions_json(tree)
        case Flat(facet=facet, counts=counts, ordered=ordered, chosen=chosen):
            pieces = [_value_json(facet, value, value in chosen) for value in ordered]
            return [b",".join(pieces) % tuple([counts[value] for value in ordered])]
    raise TypeError(f"no values of a facet: {values!r}")


@lru_cache(maxsize=1024)
def _value_json(facet: Facet, value: str, selected: bool) -> bytes:
    """The JSON of a facet's value, with %d where its count is to be put in."""
    known = _up_to_count(facet, value).replace(b"%", b"%%")
    return b'%b%%d,"selected":%b}' % (known, _TRUTH[selected])


def _regions_json(tree: RegionTree) -> list[bytes]:
    """The regions, each with those below it. Written out piece by piece: objects made of three
    thousand regions only to be turned into text take longer than the search."""
    if not len(tree.places):
        return []
    # How many end before the next begins: itself, and those above it that it is the last in.
    ends = tree.depths + 1
    ends[:-1] -= tree.depths[1:]
    ends[-1] -= 1
    counts = orjson.dumps(tree.numbers, option=orjson.OPT_SERIALIZE_NUMPY)
    pieces = [b""] * (3 * len(ends))
    pieces[0::3] = _region_heads(tree.domain).take(tree.places).tolist()
    pieces[1::3] = counts[1:-1].split(b",")
    pieces[2::3] = _REGION_TAILS.take(4 * tree.selected + ends).tolist()
    pieces[-1] = pieces[-1].rstrip(b",")
    return pieces


@lru_cache(maxsize=8)
def _region_heads(domain: Domain) -> NDArray[Any]:
    """The JSON of each region up to its count."""
    return np.array([_up_to_count("region", code) for code in domain.values], object)


def _up_to_count(facet: Facet, value: str) -> bytes:
    return orjson.dumps({"value": value, "label": label_of(facet, value)})[:-1] + b',"count":'


_TRUTH = (b"false", b"true")

# What follows a region's count: four for one that is not chosen, by how many regions end with it,
# then four for one that is.
_REGION_TAILS = np.array(
    [
        b',"selected":%b,"children":[%b' % (selected, b"]}" * ends + b"," * (ends > 0))
        for selected in _TRUTH
        for ends in range(4)
    ],
    object,
)
