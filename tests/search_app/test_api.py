"""The JSON interface keeps its contract, over the sample corpus."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from indexer.text import fold


def search(client: FlaskClient, **parameters: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/search", query_string=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.get_json()
    return body


def flat(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for value in values:
        found.append(value)
        found.extend(flat(value.get("children", [])))
    return found


def test_an_answer_has_every_field_of_the_contract(client: FlaskClient) -> None:
    body = search(client, q="校车")
    assert body.keys() >= {
        "query", "total", "took_ms", "page", "pages", "did_you_mean", "hits", "facets",
    }  # fmt: skip
    assert body["query"].keys() >= {"q", "understood", "corrected_from"}
    assert body["facets"].keys() == {"region", "year", "topic", "role", "period"}
    hit = body["hits"][0]
    assert hit.keys() >= {
        "id", "report_id", "title", "path", "snippet_html", "score", "region", "year", "period",
        "topics", "role", "source", "duplicates", "url",
    }  # fmt: skip
    assert hit["source"].keys() == {"file", "start_line", "end_line"}
    assert hit["url"] == f"/reports/{hit['report_id']}?q=%E6%A0%A1%E8%BD%A6#{hit['id']}"
    assert "<mark>校车</mark>" in hit["snippet_html"]
    assert "evidence" not in (hit["region"] or {})


def test_a_hit_says_of_its_section_what_the_section_says_whatever_the_query(
    client: FlaskClient,
) -> None:
    for parameters in ({"q": "校车"}, {"q": '"校车"', "size": 50}, {"size": 50}):
        for hit in search(client, **parameters)["hits"]:
            section = client.get(f"/api/v1/sections/{hit['id']}").get_json()
            for name in ("report_id", "title", "path", "part", "topics", "role", "period"):
                assert hit[name] == section[name], name
            assert hit["source"] == section["source"]
            for name in ("region", "year"):
                assert hit[name] is None or hit[name].items() <= section[name].items()


def test_every_facet_count_is_what_choosing_the_value_gives(client: FlaskClient) -> None:
    chosen = {"q": "教师", "role": ["review", "plan"], "topic": ["教师队伍"]}
    facets = search(client, **chosen)["facets"]
    checked = 0
    for facet, values in facets.items():
        for value in flat(values):
            alone = search(client, **(chosen | {facet: [value["value"]]}))
            assert alone["total"] == value["count"], (facet, value)
            assert value["selected"] == (value["value"] in chosen.get(facet, []))
            checked += 1
    assert checked > 20


def test_values_of_one_facet_are_or_ed_and_facets_and_ed(client: FlaskClient) -> None:
    years = [value["value"] for value in search(client)["facets"]["year"]][:2]
    singly = [search(client, year=[year])["total"] for year in years]
    both = search(client, year=years)
    assert both["total"] == sum(singly) > max(singly) > 0
    narrowed = search(client, year=years, role=["plan"])
    assert 0 < narrowed["total"] < both["total"]
    assert all(str(hit["year"]["value"]) in years for hit in narrowed["hits"])
    assert {hit["role"] for hit in narrowed["hits"]} == {"plan"}


def test_pages_hold_every_hit_once(client: FlaskClient) -> None:
    first = search(client, q="学校", size=7)
    ids = [
        hit["id"]
        for page in range(1, first["pages"] + 1)
        for hit in search(client, q="学校", size=7, page=page)["hits"]
    ]
    assert len(ids) == len(set(ids)) == first["total"] > 14
    assert search(client, q="学校", size=7, page=first["pages"] + 1)["hits"] == []


def test_newest_and_oldest_order_by_year(client: FlaskClient) -> None:
    for sort, backwards in (("newest", True), ("oldest", False)):
        hits = search(client, q="学校", sort=sort, size=100)["hits"]
        years = [hit["year"]["value"] for hit in hits if hit["year"]]
        assert years == sorted(years, reverse=backwards)
        assert len(set(years)) > 3


@pytest.mark.parametrize(
    "query", ["学籍管理", "學籍管理", '"学前教育三年行动计划"', "“營養餐”", '"%"', '"《"', "ＱＱ群"]
)
def test_a_quoted_string_is_found_where_it_stands_and_nowhere_else(
    client: FlaskClient, query: str
) -> None:
    literal = fold(query.strip('"“”'))
    everything = all_sections(client)
    holding = {
        section["id"]
        for section in everything
        if any(
            literal in fold(text) for text in (section["text"], section["title"], *section["path"])
        )
    }
    found = {
        hit["id"] for hit in search(client, q=f'"{literal}"', size=100, duplicates="show")["hits"]
    }
    assert found == holding
    unquoted = search(client, q=query.strip('"“”'), size=100, duplicates="show")
    if unquoted["total"] <= 100:
        assert holding <= {hit["id"] for hit in unquoted["hits"]}


def all_sections(client: FlaskClient) -> list[dict[str, Any]]:
    pages = search(client, size=100, duplicates="show")["pages"]
    return [
        client.get(f"/api/v1/sections/{hit['id']}").get_json()
        for page in range(1, pages + 1)
        for hit in search(client, size=100, page=page, duplicates="show")["hits"]
    ]


def test_a_section_is_given_whole_with_its_evidence(client: FlaskClient) -> None:
    hit = next(hit for hit in search(client, q="校车")["hits"] if hit["region"])
    section = client.get(f"/api/v1/sections/{hit['id']}").get_json()
    assert section["region"]["evidence"]
    assert section["source"] == hit["source"]
    assert section["path"] == hit["path"]


def test_suggestions_complete_what_is_typed(client: FlaskClient) -> None:
    body = client.get("/api/v1/suggest?q=校车").get_json()
    assert body["suggestions"]
    assert all("校车" in suggestion["text"] for suggestion in body["suggestions"])
    assert client.get("/api/v1/suggest").get_json() == {"suggestions": []}


def test_a_misspelling_is_pointed_out_never_changed(client: FlaskClient) -> None:
    body = search(client, q="学藉管理")
    assert body["did_you_mean"] == "学籍管理"
    assert body["query"]["q"] == "学藉管理"


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_only_the_head_of_an_answer_may_be_asked_for(client: FlaskClient, coding: str) -> None:
    asked = {"path": "/api/v1/search?size=1&q=无此词句", "headers": {"Accept-Encoding": coding}}
    whole, head = client.get(**asked), client.head(**asked)
    assert whole.data
    assert not head.data
    assert head.status == whole.status
    assert list(head.headers.keys()) == list(whole.headers.keys())
    assert int(whole.headers["Content-Length"]) == len(whole.data)
    assert head.headers["Vary"] == whole.headers["Vary"] == "Accept-Encoding"


def test_errors_are_json_with_their_status(client: FlaskClient) -> None:
    bad = client.get("/api/v1/search?year=12")
    assert bad.status_code == 400
    assert bad.get_json()["error"]["parameter"] == "year"
    assert bad.get_json()["error"]["message"]
    missing = client.get("/api/v1/sections/0123456789abcdef")
    assert missing.status_code == 404
    assert missing.get_json()["error"]["message"]
    assert client.get("/api/v1/nothing").status_code == 404
    english = client.get("/api/v1/search?year=12", headers={"Accept-Language": "en"})
    assert english.get_json()["error"] == {
        "parameter": "year",
        "message": "“12” is not a year of four digits",
    }
    assert client.get("/healthz").get_json()["status"] == "ok"


@pytest.mark.parametrize(
    "query", ['"', "(", "a OR", "-", "年份:", "\x00", "😀", "x" * 5000, '"""', "）（", "~5", "*"]
)
def test_no_query_is_an_error(client: FlaskClient, query: str) -> None:
    search(client, q=query)
    assert client.get("/search", query_string={"q": query}).status_code == 200
