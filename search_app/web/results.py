"""The results page, and the list of a passage's copies that it opens in place."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from werkzeug import Response

from indexer import gazetteer
from search_app.engine.protocol import FACETS, Engine, SearchRequest
from search_app.query.nodes import Everything
from search_app.runtime import runtime
from search_app.search.answers import Answer, answer_search
from search_app.search.parameters import BadParameter, SearchParameters, from_arguments, read_year
from search_app.trends.charts import histogram
from search_app.web.blueprint import blueprint
from search_app.web.chips import chips
from search_app.web.links import search_url
from search_app.web.revalidation import revalidated

PAGE_SIZES = (10, 20, 50)
MAX_COPIES = 100
MOST_COUNTED = 100_000
"""Copies of one passage that are counted; the first `MAX_COPIES` of them are shown."""


@blueprint.get("/search")
@revalidated
def results() -> str | Response:
    parameters = from_arguments(request.args)
    searcher = runtime().searcher()
    if "from" in request.args or "to" in request.args:
        return redirect(search_url(with_years(searcher.engine, parameters)))
    return results_page(answer_search(searcher, parameters), opened_parts())


def results_page(answer: Answer, opened: frozenset[str]) -> str:
    """The page of an answer, with these parts unfolded."""
    return render_template(
        "results.html",
        parameters=answer.parameters,
        answer=answer,
        chips=chips(answer.parameters),
        bars=histogram(answer.facets["year"]),
        opened=opened,
        page_sizes=PAGE_SIZES,
    )


@blueprint.get("/sections/<section_id>/copies")
@revalidated
def copies(section_id: str) -> str:
    """The other sections that say the same as this one."""
    engine = runtime().searcher().engine
    (stored,) = engine.sections([section_id])
    if stored is None:
        abort(404)
    others = engine.related(section_id, "copies", MOST_COUNTED)
    return render_template(
        "copies.html",
        parameters=SearchParameters(q=request.args.get("q", "")),
        section=stored,
        total=len(others),
        copies=[copy for copy in engine.sections(others[:MAX_COPIES]) if copy is not None],
    )


def with_years(engine: Engine, parameters: SearchParameters) -> SearchParameters:
    """The search narrowed to the years `from` and `to` of the request, ends included; an end that
    is not given is that of the index. Raises BadParameter."""
    everything = SearchRequest(Everything(), size=1, uncertain=True)
    known = sorted(int(value) for value in engine.search(everything).counts["year"])
    if not known:
        return parameters
    ends = []
    for name, default in (("from", known[0]), ("to", known[-1])):
        given = request.args.get(name, "").strip()
        try:
            ends.append(int(read_year(given)) if given else default)
        except BadParameter as error:
            raise BadParameter(name, error.message) from error
    low, high = max(min(ends), known[0]), min(max(ends), known[-1])
    if low > high:
        low = high = min(ends)
    return parameters.with_values("year", tuple(str(value) for value in range(low, high + 1)))


def opened_parts() -> frozenset[str]:
    """What the request wants unfolded: facets by name, fields of topics by theirs, branches of the
    region tree by code, these with those above them."""
    asked = set(request.args.getlist("open"))
    codes = {code for code in asked if gazetteer.get(code) is not None}
    above = {higher for code in codes for higher in gazetteer.ancestors(code)}
    fields = set(runtime().searcher().fields.values())
    return frozenset(asked & {*FACETS, *fields} | codes | above)
