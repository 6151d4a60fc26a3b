"""What all pages have in common, and the results page's controls as links."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from indexer import gazetteer
from search_app.runtime import runtime
from search_app.search.answers import answer_search
from search_app.search.facets import facet_values
from search_app.search.parameters import SearchParameters
from search_app.web.results import results_page
from tests.conftest import Workplace
from tests.search_app.test_pages import hrefs, page, token


def test_a_page_that_stands_is_not_made_again(client: FlaskClient) -> None:
    page(client, "/search?q=校车")
    for address in ("/search?q=校车", "/trends?q=校车", "/search"):
        first = client.get(address)
        tag = first.headers["ETag"]
        again = client.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        other = client.get(f"{address.split('?')[0]}?q=教师", headers={"If-None-Match": tag})
        assert other.status_code == 200


def kept(client: FlaskClient, address: str) -> Callable[[], int]:
    """Reads a page twice, as a browser that asks whether what it keeps still stands; the status of
    each further question."""
    client.get(address)  # the first visit opens the session
    answer = client.get(address)
    assert answer.status_code == 200
    return lambda: (
        client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code
    )


def test_every_page_can_be_kept_until_it_changes(client: FlaskClient) -> None:
    hit = client.get("/api/v1/search?q=校车").get_json()["hits"][0]
    report = hit["report_id"]
    addresses = (
        *("/", "/help", "/saved", "/saved/new", "/clips", "/opensearch.xml"),
        *(f"/reports/{report}", f"/reports/{report}?q=校车", f"/reports/{report}/source"),
        *(f"/sections/{hit['id']}/{part}" for part in ("similar", "copies", "explain?q=校车")),
    )
    for address in addresses:
        stands = kept(client, address)
        assert stands() == 304, address
        assert client.get(address).vary.as_set() >= {"accept-language", "cookie"}, address
        english = client.get(address, headers={"Accept-Language": "en"})
        assert english.headers["ETag"] != client.get(address).headers["ETag"], address


def test_a_page_with_forms_is_another_in_another_session(client: FlaskClient) -> None:
    client.get("/saved")
    tag = client.get("/saved").headers["ETag"]
    stranger = client.application.test_client()
    assert stranger.get("/saved", headers={"If-None-Match": tag}).status_code == 200


def test_what_a_user_made_changes_the_pages_that_show_it(client: FlaskClient) -> None:
    csrf = {"csrf_token": token(page(client, "/search?q=校车"))}
    stands = {address: kept(client, address) for address in ("/", "/saved")}
    client.post("/saved", data={"name": "接送", "parameters": "q=校车"} | csrf)
    html = page(client, "/saved")
    address = next(link for link in hrefs(html) if link.endswith(".atom"))
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="接送" href="{address}">' in html
    )
    assert [ask() for ask in stands.values()] == [200, 200]
    feed = client.get(address)
    assert kept(client, address)() == 304
    assert (
        client.get(
            address, headers={"If-Modified-Since": feed.headers["Last-Modified"]}
        ).status_code
        == 304
    )
    stands = {one: kept(client, one) for one in ("/saved", address)}
    saved = address.removesuffix("/feed.atom")
    client.post(f"{saved}/edit", data={"name": "接送", "note": "每周"} | csrf)
    assert [ask() for ask in stands.values()] == [200, 200]
    client.post(f"{saved}/remove", data=csrf)
    page(client, "/saved")


def test_a_message_is_shown_once_whatever_the_browser_kept(client: FlaskClient) -> None:
    page(client, "/search?q=校车")
    tag = client.get("/search?q=校车").headers["ETag"]
    with client.session_transaction() as session:
        session["_flashes"] = [("good", "已经保存")]
    told = client.get("/search?q=校车", headers={"If-None-Match": tag})
    assert "已经保存" in told.text
    assert "ETag" not in told.headers
    assert client.get("/search?q=校车", headers={"If-None-Match": tag}).status_code == 304


def test_a_page_knows_at_once_what_was_clipped(client: FlaskClient) -> None:
    html = page(client, "/search?q=校车")
    tag = client.get("/search?q=校车").headers["ETag"]
    section = re.search('name="section" value="([0-9a-f]+)"', html)
    assert section is not None
    form = {"csrf_token": token(html), "section": section[1], "back": "/help"}
    client.post("/clips", data=form, follow_redirects=True)
    again = client.get("/search?q=校车", headers={"If-None-Match": tag})
    assert "已在素材夹" in again.text
    client.post("/clips/clear", data={"csrf_token": token(html)}, follow_redirects=True)


def test_gzip_for_those_who_accept_it(client: FlaskClient) -> None:
    for address in ("/help", "/api/v1/search?size=50", "/static/style.css"):
        with client.get(address) as plain:
            assert "Content-Encoding" not in plain.headers
            assert "Accept-Encoding" in plain.headers["Vary"]
            body = plain.data
        with client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.5"}) as packed:
            assert packed.headers["Content-Encoding"] == "gzip"
            assert len(packed.data) == int(packed.headers["Content-Length"]) < len(body) / 2
            unpacked = gzip.decompress(packed.data)
            if "api" not in address:  # which says how long it took
                assert unpacked == body
    with client.get("/help", headers={"Accept-Encoding": "gzip;q=0"}) as refused:
        assert "Content-Encoding" not in refused.headers


def test_a_browser_can_add_it_as_a_search_engine(client: FlaskClient) -> None:
    link = re.search(r'<link rel="search"[^>]* href="([^"]+)"', page(client, "/"))
    assert link is not None
    answer = client.get(link[1])
    assert answer.mimetype == "application/opensearchdescription+xml"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = {
        url.get("type"): url.get("template", "")
        for url in ElementTree.fromstring(answer.data).findall(f"{space}Url")
    }
    results = urls["text/html"].replace("{searchTerms}", "%E6%A0%A1%E8%BD%A6")
    assert results.startswith("http://localhost/")
    assert "校车" in client.get(results).text
    suggestions = urls["application/x-suggestions+json"].replace("{searchTerms}", "校")
    typed, offered = client.get(suggestions).get_json()
    assert typed == "校"
    assert offered and all("校" in text for text in offered)


def test_equal_searches_have_one_canonical_address(client: FlaskClient) -> None:
    found = {
        re.search(r'<link rel="canonical" href="([^"]+)"', page(client, address))[1]  # type: ignore[index]
        for address in ("/search?q=校车&year=2012", "/search?year=2012&page=1&q=+校车&open=330000")
    }
    assert found == {"http://localhost/search?q=%E6%A0%A1%E8%BD%A6&amp;year=2012"}


def test_the_title_names_the_search(client: FlaskClient) -> None:
    html = page(client, "/search?q=学校&role=review&page=2")
    assert "<title>学校 · 成绩，第 2 页 - 寻章</title>" in html


@pytest.mark.parametrize(
    ("span", "years"),
    [
        ("from=2010&to=2012", ["2010", "2011", "2012"]),
        ("from=2012&to=2010", ["2010", "2011", "2012"]),
        ("from=2011&to=2011&year=2014", ["2011"]),
        ("from=1901&to=2006", ["2005", "2006"]),
    ],
)
def test_a_span_of_years_becomes_those_years(
    client: FlaskClient, span: str, years: list[str]
) -> None:
    answer = client.get(f"/search?q=学校&{span}")
    assert answer.status_code == 302
    assert re.findall("year=([0-9]{4})", answer.headers["Location"]) == years


def test_a_bad_end_of_a_span_is_explained(client: FlaskClient) -> None:
    assert "截止年份：“明年”" in page(client, "/search?from=2010&to=明年", 400)


def test_a_bar_is_a_link_to_its_year_alone(client: FlaskClient) -> None:
    html = page(client, "/search?q=学校&year=2014&year=2010")
    svg = html[html.index('<svg class="years"') : html.index("</svg>")]
    address = re.search(r'<a href="([^"]+)"[^>]*data-year="2010"', svg)
    assert address is not None
    assert re.findall("year=([0-9]{4})", address[1]) == ["2010"]
    alone = page(client, unescape(address[1]))
    svg = alone[alone.index('<svg class="years"') : alone.index("</svg>")]
    address = re.search(r'<a href="([^"]+)"[^>]*data-year="2010"', svg)
    assert address is not None
    assert "year=" not in address[1]


def test_a_branch_of_the_region_tree_is_sent_when_it_is_opened(client: FlaskClient) -> None:
    closed = page(client, "/search")
    assert "安吉县" not in closed[closed.index('id="facets"') :]
    province = page(client, "/search?open=330000")
    assert "湖州市" in province[province.index('id="facets"') :]
    city = page(client, "/search?open=330500")
    facets = city[city.index('id="facets"') :]
    assert "安吉县" in facets
    chosen = page(client, "/search?region=330523")
    assert "安吉县" in chosen[chosen.index('id="facets"') :]
    page(client, "/search?open=nonsense&open=999999")
    toggle = re.search(r'href="([^"]+)"[^>]*aria-label="浙江省的下级"', city)
    assert toggle is not None
    assert "湖州市" not in page(client, unescape(toggle[1]).split("#")[0]).split('id="facets"')[1]


def test_a_long_facet_is_unfolded_by_a_link(client: FlaskClient) -> None:
    html = page(client, "/search")
    more = re.search(r'<a class="more"[^>]* href="([^"]+)"[^>]*>显示更多', html)
    assert more is not None
    unfolded = page(client, unescape(more[1]).split("#")[0])
    assert unfolded.count('class="value') > html.count('class="value')
    assert "收起" in unfolded


def test_copies_of_a_passage_are_listed_on_demand(client: FlaskClient) -> None:
    html = page(client, "/search?size=50")
    address = next(address for address in hrefs(html) if "/copies" in address)
    listed = page(client, address)
    assert listed.count("<li>") >= 1
    assert "/reports/" in listed[listed.index('class="copies"') :]
    page(client, "/sections/0000000000000000/copies", 404)


def test_synonyms_can_be_switched_off_and_on(client: FlaskClient) -> None:
    html = page(client, "/search?q=校车")
    assert "同时搜了" in html
    off = next(address for address in hrefs(html) if "synonyms=0" in address)
    html = page(client, off)
    assert "同时搜了" not in html
    assert "/search?q=%E6%A0%A1%E8%BD%A6" in hrefs(html)


def test_a_results_page_is_light(client: FlaskClient) -> None:
    for address in (
        "/search",
        "/search?q=学校",
        "/search?q=学校&year=2014&role=review&period=全年",
    ):
        assert len(client.get(address).data) < 60_000
    packed = client.get("/search?size=50", headers={"Accept-Encoding": "gzip"})
    assert len(packed.data) < 60_000


def test_home_says_how_much_there_is(client: FlaskClient, sample: Workplace) -> None:
    files = sum(path.is_file() and path.name != "README.md" for path in sample.corpus.rglob("*"))
    sections = client.get("/api/v1/search?duplicates=show").json
    assert sections is not None
    size = re.search(r'<p class="size">(.*?)</p>', page(client, "/"))
    assert size is not None
    counts = [int(number.replace(",", "")) for number in re.findall("[0-9,]+", size[1])]
    assert (counts[0], counts[2]) == (files, sections["total"])


def test_an_error_page_leads_on(client: FlaskClient) -> None:
    html = page(client, "/nowhere", 404)
    assert {"/", "/search"} <= set(hrefs(html))
    assert 'role="search"' in html


def test_a_results_page_stays_light_whatever_the_corpus_holds(client: FlaskClient) -> None:
    """Every county of the country, forty years, a long query and several filters."""
    counts = {
        "region": {
            code: 12_345
            for one in gazetteer.provinces()
            for unit in (one, *gazetteer.children(one.code))
            for code in (unit.code, *(child.code for child in gazetteer.children(unit.code)))
        },
        "year": {str(year): 12_345 for year in range(1985, 2025)},
        "topic": {f"第{number}类工作": 12_345 for number in range(20)},
        "role": dict.fromkeys(("review", "problem", "plan", "preface", "other"), 12_345),
        "period": dict.fromkeys(("上半年", "下半年", "全年", "季度", "学期", "专项"), 12_345),
    }
    search = SearchParameters(
        "农村义务教育 留守儿童",
        {"role": ("plan", "review"), "year": ("2011", "2012"), "region": ("330000",)},
    )
    app = client.application
    with app.test_request_context("/search"):
        plain = answer_search(runtime().searcher(), replace(search, filters={}))
        facets = facet_values(counts, search.filters, {})  # type: ignore[arg-type]
        found = replace(plain, facets=facets, total=1_234_567, parameters=search)
        html = results_page(found, frozenset())
    assert "杭州市" in html and "安吉县" not in html[html.index('id="facets"') :]
    assert len(html.encode()) < 60_000
