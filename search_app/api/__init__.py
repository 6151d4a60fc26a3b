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
            "source": stored.source,
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
        "facets": {facet: _values_json(values) for facet, values in found.facets.items()},
    }
    return orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE)


def _hit_json(hit: HitView, q: str) -> orjson.Fragment:
    section = hit.section
    before, after = section.hit_json
    told = (
        before,
        orjson.dumps(hit.snippet_html),
        orjson.dumps(round(hit.score, 4)),
        after,
        hit.duplicates,
        orjson.dumps(section_path(section.report_id, section.id, q)),
    )
    return orjson.Fragment(b'%b,"snippet_html":%b,"score":%b,%b,"duplicates":%d,"url":%b}' % told)


def _values_json(values: Sequence[FacetValue]) -> orjson.Fragment:
    """The values of a facet from pieces that are kept: objects made of a thousand regions only to
    be turned into text take longer than the search."""
    match values:
        case Branch(tree=tree):
            return orjson.Fragment(_regions_json(tree))
        case Flat():
            return orjson.Fragment(_flat_json(values))
    raise TypeError(f"no values of a facet: {values!r}")


def _flat_json(values: Flat) -> bytes:
    heads = _heads(values.facet, values.domain)
    codes, chosen = values.domain.values, values.chosen
    told = [
        b'%b%d,"selected":%b}' % (heads[at], count, b"true" if codes[at] in chosen else b"false")
        for at, count in values.listed
    ]
    return b"[%b]" % b",".join(told)


def _regions_json(tree: RegionTree) -> bytes:
    """The regions, each with those below it."""
    if not len(tree.places):
        return b"[]"
    # How many end before the next begins: itself, and those above it that it is the last in.
    ends = tree.depths + 1
    ends[:-1] -= tree.depths[1:]
    ends[-1] -= 1
    numbers = np.empty((len(ends), 2), np.intp)
    numbers[:, 0] = tree.places
    numbers[:, 1] = 4 * tree.numbers + (ends + len(tree.domain.values))
    # Clipped to what there is: the pieces of greater counts are put in one by one.
    pieces = _region_pieces(tree.domain).take(numbers.reshape(-1), mode="clip").tolist()
    chosen = {tree.number(code) for code in tree.chosen}
    for at in chosen.union((tree.numbers >= _COUNTS).nonzero()[0].tolist()):
        pieces[2 * at + 1] = _counted(tree.numbers[at], ends[at], at in chosen)
    pieces[0] = b"[" + pieces[0]
    pieces[-1] = pieces[-1].rstrip(b",") + b"]"
    return b"".join(pieces)


@lru_cache(maxsize=8)
def _region_pieces(domain: Domain) -> NDArray[Any]:
    """The JSON of each region up to its count, then `_COUNTED`."""
    return np.array([*_heads("region", domain), *_COUNTED], object)


@lru_cache(maxsize=32)
def _heads(facet: Facet, domain: Domain) -> list[bytes]:
    """The JSON of each value of a facet up to its count."""
    return [
        orjson.dumps({"value": value, "label": label_of(facet, value)})[:-1] + b',"count":'
        for value in domain.values
    ]


def _counted(count: int, ends: int, selected: bool) -> bytes:
    """The JSON of a region from its count on, where `ends` regions end with it."""
    told = b'%d,"selected":%b,"children":[' % (count, b"true" if selected else b"false")
    return told + b"]}" * ends + b"," * bool(ends)


_COUNTS = 1000
_COUNTED = [_counted(count, ends, False) for count in range(_COUNTS) for ends in range(4)]
"""What is kept of this: for a region that is not chosen, by its count and what ends with it."""
