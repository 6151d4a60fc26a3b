"""The page of maps and trends."""

from __future__ import annotations

from flask import render_template, request

from search_app.runtime import runtime
from search_app.search.parameters import from_arguments
from search_app.trends import trends as trends_of
from search_app.web.blueprint import blueprint
from search_app.web.chips import chips
from search_app.web.revalidation import revalidated


@blueprint.get("/trends")
@revalidated
def trends() -> str:
    parameters = from_arguments(request.args)
    shown = trends_of(runtime().searcher(), parameters)
    return render_template(
        "trends.html",
        parameters=parameters,
        answer=shown.answer,
        trends=shown,
        chips=chips(parameters),
    )
