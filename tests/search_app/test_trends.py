"""Maps and trends against the searches their parts lead to."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from indexer import gazetteer
from search_app.engine.whoosh import WhooshEngine
from search_app.query.synonyms import default_synonyms
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from search_app.trends import Trends, places, trends
from tests.conftest import Workplace
from tests.search_app.test_pages import page


def total(client: FlaskClient, search: SearchParameters) -> int:
    answer = client.get(f"/api/v1/search?{search.query_string()}").get_json()
    number: int = answer["total"]
    return number


@pytest.fixture(scope="module")
def found(sample: Workplace) -> Trends:
    search = SearchParameters("学校", {"role": ("review", "plan"), "year": ("2012", "2014")})
    return trends(Searcher(WhooshEngine.open(sample.index), default_synonyms()), search)


def test_every_province_has_one_tile_of_its_own() -> None:
    assert sorted(place.code for place in places()) == sorted(
        unit.code for unit in gazetteer.provinces()
    )
    assert len({(place.column, place.row) for place in places()}) == len(places()) == 34
    for place in places():
        assert gazetteer.label(place.code).startswith(place.name)


def test_each_number_is_the_total_of_the_search_it_leads_to(
    found: Trends, client: FlaskClient
) -> None:
    tile = max(found.tiles, key=lambda tile: tile.count)
    assert tile.shade == 5
    year = max(found.years, key=lambda year: year.count)
    assert year.height == 1.0
    row = found.topics[0]
    cell = max(row.cells, key=lambda cell: cell.count)
    assert cell.search.selected("topic") == (row.topic,)
    for part in (tile, year, cell):
        assert part.count == total(client, part.search) > 0


def test_a_share_is_of_all_sections_of_its_year(found: Trends, client: FlaskClient) -> None:
    for year in found.years[:5]:
        whole = total(client, SearchParameters(filters={"year": (str(year.year),)}))
        assert year.whole == whole
        assert year.percent == pytest.approx(100 * year.count / whole if whole else 0)


def test_the_years_run_without_a_hole(found: Trends) -> None:
    years = [year.year for year in found.years]
    assert years == list(range(years[0], years[-1] + 1))
    assert {len(row.cells) for row in found.topics} == {len(found.topics[0].cells)}


def test_the_page_says_in_tables_what_it_draws(client: FlaskClient) -> None:
    html = page(client, "/trends?q=学校&role=plan")
    assert html.count("<svg") == html.count("<table") + 1 == 4
    for drawn, table in (("map", 0), ("heat", 2)):
        svg = html[html.index(f'class="{"figure map" if drawn == "map" else drawn}"') :]
        svg = svg[svg.index("<svg") if drawn == "map" else 0 : svg.index("</svg>")]
        tables = re.findall("<table>.*?</table>", html, re.DOTALL)
        in_table = set(re.findall('href="([^"]+)"', tables[table]))
        in_svg = set(re.findall('href="([^"]+)" (?:class|aria-label)', svg))
        assert in_table and in_table <= in_svg
    for address in in_table:
        assert unescape(address).startswith("/search?q=")


def test_nothing_found_draws_nothing(client: FlaskClient) -> None:
    html = page(client, "/trends?q=%22量子计算机采购%22")
    assert "没有找到" in html
    assert "<svg" not in html
