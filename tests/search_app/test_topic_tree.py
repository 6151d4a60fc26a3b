"""Topics below their fields, from the address to the page: counted, chosen and unfolded like
regions."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from indexer.topic_files import read_fields
from search_app.engine.whoosh import WhooshEngine
from search_app.query.synonyms import NONE
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from search_app.trends import trends
from tests.conftest import Workplace

FIELDS = read_fields()


def search(client: FlaskClient, **parameters: Any) -> dict[str, Any]:
    body = client.get("/api/v1/search", query_string=parameters).get_json()
    assert isinstance(body, dict)
    return body


def field_of(body: dict[str, Any], name: str) -> dict[str, Any]:
    (field,) = [value for value in body["facets"]["topic"] if value["value"] == name]
    assert isinstance(field, dict)
    return field


def test_a_field_chooses_and_counts_every_topic_below_it(client: FlaskClient) -> None:
    everything = search(client)
    education = field_of(everything, "教育")
    assert {child["value"] for child in education["children"]} <= FIELDS.keys()
    assert not FIELDS.keys() & {value["value"] for value in everything["facets"]["topic"]}
    chosen = search(client, topic="教育", size=100)
    assert (
        chosen["total"]
        == education["count"]
        >= max(child["count"] for child in education["children"])
    )
    assert education["count"] <= sum(child["count"] for child in education["children"])
    for hit in chosen["hits"]:
        assert "教育" in {FIELDS.get(topic, topic) for topic in hit["topics"]}
    assert field_of(chosen, "教育")["selected"]


def test_a_topic_is_named_without_its_field(client: FlaskClient) -> None:
    education = field_of(search(client, topic="校园安全"), "教育")
    assert not education["selected"]
    (safety,) = [child for child in education["children"] if child["selected"]]
    assert safety["value"] == "校园安全"
    asked = search(client, q="主题:校园安全")
    assert asked["total"] == safety["count"] == search(client, topic="校园安全")["total"]


def test_the_branch_of_a_chosen_topic_stands_open(client: FlaskClient) -> None:
    html = client.get("/search?topic=校园安全").get_data(as_text=True)
    facet = html[html.index('id="facet-topic"') :]
    assert facet.index(">教育<") < facet.index(">校园安全<")


def test_trends_show_the_topics_of_a_divided_field(sample: Workplace) -> None:
    searcher = Searcher(WhooshEngine.open(sample.index, FIELDS), NONE, FIELDS)
    rows = [row.topic for row in trends(searcher, SearchParameters()).topics]
    assert "教育" not in rows
    assert "校园安全" in rows
