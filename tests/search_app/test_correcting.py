"""Corrections by hand on the reader's page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from indexer.settings import Settings
from search_app.app import create_app
from tests.indexer.corrections.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.rebuild()
    return office


@pytest.fixture
def browser(office: Office) -> FlaskClient:
    app = create_app(Settings(office.corpus, office.index, office.log.path.parent))
    app.testing = True
    return app.test_client()


def token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def post(browser: FlaskClient, page: str, address: str, **form: object) -> TestResponse:
    form = {"csrf_token": token(browser.get(f"/reports/{page}").text), "by": "小李"} | form
    return browser.post(address, data=form, follow_redirects=True)


def correct(browser: FlaskClient, report: str, **form: object) -> TestResponse:
    return post(browser, report, f"/reports/{report}/correct", **form)


def test_a_report_is_corrected_on_its_page_and_counts_after_an_update(
    office: Office, browser: FlaskClient
) -> None:
    report = office.report("水务.txt")["id"]
    page = correct(browser, report, region="长兴", year="2012-2013", period="全年", topics="德育")
    assert "已记下 4 项更正" in page.text
    assert page.text.count("待更新") >= 4
    assert "浙江省湖州市长兴县" in page.text
    office.update()
    page = browser.get(f"/reports/{report}")
    assert "待更新" not in page.text
    assert 'class="badge region confirmed"' in page.text
    assert "人工核定" in page.text
    assert "小李" in page.text
    assert "2012–2013年" in page.text
    stored = office.report("水务.txt")
    assert (stored["region"]["code"], stored["year"]["low"]) == ("330522", 2012)
    answer = browser.get(f"/api/v1/sections/{stored['sections'][0]['id']}").get_json()
    assert answer["region"]["status"] == answer["year"]["status"] == "confirmed"
    assert answer["period_status"] == answer["topics_status"] == "confirmed"
    hit = browser.get("/api/v1/search?q=水库&region=330522&year=2013").get_json()["hits"][0]
    assert hit["region"]["status"] == hit["year"]["status"] == "confirmed"


def test_a_fact_is_cleared_and_the_correction_withdrawn(
    office: Office, browser: FlaskClient
) -> None:
    report = office.report("水务.txt")["id"]
    correct(browser, report, region="长兴县")
    office.update()
    page = correct(browser, report, clear=["region"])
    assert "已记下 1 项更正" in page.text
    office.update()
    assert office.report("水务.txt")["region"] is None
    (last,) = office.report("水务.txt")["confirmed"]
    page = post(browser, report, f"/corrections/{last['id']}/withdraw", report=report)
    assert "已撤销，待更新" in page.text
    office.update()
    assert office.report("水务.txt")["region"]["code"] == "330522"


def test_a_section_gets_topics_and_a_report_begins_at_it(
    office: Office, browser: FlaskClient
) -> None:
    report = office.report("水务.txt")
    last = report["sections"][-1]
    assert "<select" not in browser.get(f"/reports/{report['id']}").text.split("<section", 1)[1]
    page = browser.get(f"/reports/{report['id']}?correct={last['id']}").text
    assert '<option value="5">' in page
    address = f"/sections/{last['id']}/correct"
    page = post(browser, report["id"], address, topics="校园安全、德育", line="5").text
    assert "已记下 2 项更正" in page
    office.update()
    first, second = office.reports()["水务.txt"]
    assert (first["end_line"], second["start_line"]) == (4, 5)
    assert second["sections"][-1]["topics"] == ["校园安全", "德育"]
    page = browser.get(f"/reports/{second['id']}").text
    assert "从第 5 行开始" in page


def test_a_report_is_joined_to_the_one_before(office: Office, browser: FlaskClient) -> None:
    first, second = office.reports()["合编.txt"]
    assert 'name="join"' not in browser.get(f"/reports/{first['id']}").text
    assert 'name="join"' in browser.get(f"/reports/{second['id']}").text
    correct(browser, second["id"], join="1")
    office.update()
    assert len(office.reports()["合编.txt"]) == 1


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "没有写更正什么"),
        ({"region": "乌有县"}, "没有叫“乌有县”的地方"),
        ({"region": "朝阳"}, "不止一个"),
        ({"year": "去年"}, "看不懂"),
        ({"topics": "无此主题"}, "没有“无此主题”这个主题"),
        ({"region": "长兴", "clear": ["region"]}, "既写了值"),
        ({"region": "长兴", "by": " "}, "谁更正"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_kept(
    office: Office, browser: FlaskClient, form: dict[str, object], told: str
) -> None:
    page = correct(browser, office.report("水务.txt")["id"], **form)
    assert told in page.text
    assert office.log.entries() == []


def test_a_file_that_changed_since_is_told(office: Office, browser: FlaskClient) -> None:
    report = office.report("水务.txt")["id"]
    office.write("水务.txt", "另一份完全不同的工作总结，今年我局做了许多工作，成绩明显。\n")
    assert "请先更新索引" in correct(browser, report, region="长兴").text
    (office.corpus / "水务.txt").unlink()
    assert "读不了原文件" in correct(browser, report, region="长兴").text
    assert office.log.entries() == []


def test_a_form_of_another_site_corrects_nothing(office: Office, browser: FlaskClient) -> None:
    report = office.report("水务.txt")["id"]
    answer = browser.post(f"/reports/{report}/correct", data={"region": "长兴", "by": "x"})
    assert answer.status_code == 400
    assert office.log.entries() == []


def test_unknown_reports_and_sections_are_not_found(office: Office, browser: FlaskClient) -> None:
    report = office.report("水务.txt")["id"]
    for address in ("/reports/nonsense/correct", "/sections/nonsense/correct"):
        assert post(browser, report, address, region="长兴").status_code == 404


def test_names_are_escaped_and_remembered(office: Office, browser: FlaskClient) -> None:
    report = office.report("水务.txt")["id"]
    page = correct(browser, report, region="长兴", by="<b>李</b>")
    assert "<b>李</b>" not in page.text
    assert 'value="&lt;b&gt;李&lt;/b&gt;"' in page.text


def test_a_damaged_file_of_corrections_is_told_and_the_report_shown(
    office: Office, browser: FlaskClient
) -> None:
    office.log.path.parent.mkdir(exist_ok=True)
    office.log.path.write_text("不是更正\n", encoding="utf-8")
    page = browser.get(f"/reports/{office.report('水务.txt')['id']}")
    assert page.status_code == 200
    assert "corrections.jsonl" in page.text
