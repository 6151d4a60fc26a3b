"""What lets a browser take this for a search engine of its own."""

from __future__ import annotations

from flask import jsonify, render_template, request, url_for
from werkzeug import Response

from search_app.runtime import runtime
from search_app.search.suggestions import suggest
from search_app.search.vocabulary import vocabulary_of
from search_app.web.blueprint import blueprint


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """The OpenSearch 1.1 description of this server."""
    root = url_for("web.home", _external=True)
    return Response(
        render_template("opensearch.xml", root=root),
        mimetype="application/opensearchdescription+xml",
    )


@blueprint.get("/opensearch/suggest")
def opensearch_suggest() -> Response:
    """Suggestions in the shape browsers ask for: what was typed, and what it may become."""
    typed = request.args.get("q", "")
    suggestions = suggest(typed, vocabulary_of(runtime().searcher().engine))
    response = jsonify([typed, [suggestion.text for suggestion in suggestions]])
    response.mimetype = "application/x-suggestions+json"
    return response
