"""The pages as a browser without JavaScript gets them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def hrefs(html: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="([^"]+)"', html)]


def token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def test_every_link_of_a_results_page_leads_somewhere(client: FlaskClient) -> None:
    client = client.application.test_client()  # a link to another language stays
    html = page(client, "/search?q=校车&role=review")
    for address in {address for address in hrefs(html) if address.startswith("/")}:
        with client.get(address.split("#")[0], follow_redirects=True) as answer:
            assert answer.status_code == 200, address


def test_a_chip_takes_its_filter_back(client: FlaskClient) -> None:
    html = page(client, "/search?q=校车&role=review&year=2012")
    chips = re.findall(r'<a class="chip" href="([^"]+)"', html)
    assert len(chips) == 2
    for chip in map(unescape, chips):
        assert ("role=review" in chip) != ("year=2012" in chip)


def test_nothing_found_offers_a_way_out(client: FlaskClient) -> None:
    html = page(client, "/search?q=%22量子计算机采购%22&year=2012")
    assert "没有找到" in html
    ways = [address for address in hrefs(html) if address.startswith("/search?q=")]
    assert any("year" not in way for way in ways)


def test_the_reader_marks_the_hits_and_names_the_source(client: FlaskClient) -> None:
    body = client.get("/api/v1/search?q=校车").get_json()
    hit = body["hits"][0]
    html = page(client, hit["url"].split("#")[0])
    assert f'id="{hit["id"]}"' in html
    assert "<mark>校车</mark>" in html
    assert hit["source"]["file"] in html
    for heading in hit["path"]:
        assert heading in re.sub(r"</?mark>", "", unescape(html))


def test_the_lasting_address_of_a_section_leads_to_it(client: FlaskClient) -> None:
    hit = client.get("/api/v1/search?q=校车").get_json()["hits"][0]
    answer = client.get(f"/sections/{hit['id']}")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"#{hit['id']}")
    page(client, "/sections/0000000000000000", 404)


def test_a_hit_says_why_it_ranks_where_it_does(client: FlaskClient) -> None:
    body = client.get("/api/v1/search?q=校车&role=review").get_json()
    html = page(client, "/search?q=校车&role=review")
    addresses = [address for address in hrefs(html) if "/explain?" in address]
    assert len(addresses) == len(body["hits"])
    for address, hit in zip(addresses, body["hits"], strict=True):
        assert hit["id"] in address and "role=review" in address
        scores = re.findall(r"\d+\.\d{3}", page(client, address))
        assert float(scores[0]) == pytest.approx(hit["score"], abs=0.001)
    page(client, addresses[0].replace("%A0%A1%E8%BD%A6", "%A0%A1%E8%BD%A7"), 404)


def test_what_was_typed_is_shown_never_run(client: FlaskClient) -> None:
    html = page(client, "/search?q=<script>alert(1)</script>&topic=<b>x")
    assert "<script>alert" not in html
    assert "<b>x" not in html
    assert "default-src 'self'" in client.get("/").headers["Content-Security-Policy"]


def test_a_bad_address_is_explained(client: FlaskClient) -> None:
    assert "年份：“12”不是四位年份" in page(client, "/search?year=12", 400)
    assert "没有这一页" in page(client, "/nowhere", 404)
    assert "没有这一页" in page(client, "/reports/0000000000000000", 404)


def test_saving_running_renaming_and_deleting_a_query(client: FlaskClient) -> None:
    csrf = {"csrf_token": token(page(client, "/search?q=校车"))}
    form = {"name": "校车安全", "parameters": "q=校车&role=review"}
    assert client.post("/saved", data=form).status_code == 400
    html = client.post("/saved", data=form | csrf, follow_redirects=True).text
    assert "已保存“校车安全”" in html
    again = client.post("/saved", data=form | csrf, follow_redirects=True).text
    assert "已经有名为“校车安全”的查询" in again
    address = next(address for address in hrefs(html) if re.fullmatch(r"/saved/\d+", address))
    ran = client.get(address)
    assert ran.headers["Location"] == "/search?q=%E6%A0%A1%E8%BD%A6&role=review"
    edited = csrf | {"name": "接送", "note": "<b>季度例会用</b>"}
    html = client.post(f"{address}/edit", data=edited, follow_redirects=True).text
    assert "接送" in html and "&lt;b&gt;季度例会用" in html
    html = client.post(f"{address}/remove", data=csrf, follow_redirects=True).text
    assert "已删除“接送”" in html
    page(client, address, 404)
