"""A school year and a term of office are shown as the years that they span."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from indexer.rebuild import rebuild
from indexer.settings import Settings
from indexer.store import EmbeddedIndex
from search_app.app import create_app
from search_app.export.places import year_name
from search_app.export.writers import citation, csv_row
from tests.search_app.test_clips import held


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The application over one report on a school year."""
    folder = tmp_path_factory.mktemp("school")
    settings = Settings(folder / "corpus", folder / "index", folder / "data")
    settings.corpus.mkdir()
    (settings.corpus / "school.txt").write_text(
        "滨河小学2014/2015学年度工作总结\n本学年，学校抓课堂、抓质量，开展同课异构四十余场，"
        "组织运动会两次，新建录播教室一间，家长满意度明显提高。\n",
        encoding="utf-8",
    )
    rebuild(settings.corpus, EmbeddedIndex(settings.index))
    app = create_app(settings)
    app.testing = True
    return app.test_client()


def test_pages_and_exports_show_the_span(school: FlaskClient) -> None:
    (hit,) = school.get("/api/v1/search?q=录播教室").get_json()["hits"]
    assert (hit["year"]["value"], hit["year"]["low"], hit["year"]["high"]) == (2015, 2014, 2015)
    assert "2014–2015年" in school.get("/search?q=录播教室").text
    report = school.get(hit["url"].split("#")[0]).text
    assert "2014–2015年" in report
    assert "年份：2014–2015 年" in report


def test_a_citation_and_a_row_of_a_table_name_the_span(school: FlaskClient) -> None:
    (hit,) = school.get("/api/v1/search?q=录播教室").get_json()["hits"]
    (section,) = held(school).searcher().engine.sections([hit["id"]])
    assert section is not None
    assert "，2014–2015年，" in citation(section)
    assert "2014–2015" in csv_row(section)


@pytest.mark.parametrize(
    ("year", "name"),
    [
        ({"value": 2012, "low": 2012, "high": 2012, "status": "stated"}, "2012"),
        ({"value": 2016, "low": 2012, "high": 2016, "status": "stated"}, "2012–2016"),
        ({"value": 2013, "low": 2012, "high": 2013, "status": "confirmed"}, "2012–2013"),
        ({"value": 2012, "low": 2011, "high": 2013, "status": "inferred"}, "2012"),
    ],
)
def test_a_span_is_a_name_where_somebody_says_it(year: Mapping[str, object], name: str) -> None:
    assert year_name(year) == name
