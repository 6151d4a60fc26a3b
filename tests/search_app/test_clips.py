"""The clip folder: what was picked stays, in order, with notes, and goes out in four formats."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest
from docx import Document
from flask.testing import FlaskClient

from search_app.clips.store import MAX_CLIPS, ClipError, Clips, new_folder
from search_app.export.writers import citation, record
from search_app.runtime import Runtime

BEFORE_VERSIONS = Path(__file__).parent / "data" / "clips-before-versions.sqlite"
"""A folder of three clips, written when files had no version."""


@pytest.fixture
def browser(client: FlaskClient) -> FlaskClient:
    """A browser of its own, without cookies."""
    return client.application.test_client()


def held(client: FlaskClient) -> Runtime:
    runtime: Runtime = client.application.extensions["xunzhang"]
    return runtime


def token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def pick(browser: FlaskClient, query: str, count: int) -> list[str]:
    """Ticks the first hits of a query and puts them into the folder."""
    html = browser.get("/search", query_string={"q": query}).text
    ids = re.findall(r'name="section" value="([0-9a-f]{16})"', html)[:count]
    assert len(ids) == count
    form = {"section": ids, "csrf_token": token(html), "back": "/search?q=x"}
    answer = browser.post("/clips", data=form)
    assert answer.headers["Location"] == "/search?q=x"
    return ids


def change(browser: FlaskClient, section_id: str, **form: str) -> None:
    form["csrf_token"] = token(browser.get("/clips").text)
    browser.post(f"/clips/{section_id}", data=form)


def order(browser: FlaskClient) -> list[str]:
    return [clip["id"] for clip in browser.get("/clips/export.json").get_json()]


def test_ticked_sections_stay_in_order_and_can_be_moved_and_taken_out(
    browser: FlaskClient,
) -> None:
    first, second, third = pick(browser, "学校", 3)
    pick(browser, "学校 教师", 1)
    assert order(browser)[:3] == [first, second, third]
    change(browser, third, do="up")
    change(browser, first, do="up")
    assert order(browser)[:3] == [first, third, second]
    change(browser, first, do="remove")
    assert order(browser)[:2] == [third, second]


def test_folders_belong_to_one_browser(browser: FlaskClient, client: FlaskClient) -> None:
    pick(browser, "学校", 2)
    assert order(client.application.test_client()) == []
    cookie = browser.get_cookie("clips")
    assert cookie is not None and cookie.http_only and len(cookie.value) >= 24
    assert new_folder() != new_folder()


def test_clips_go_out_with_source_and_note(browser: FlaskClient) -> None:
    (picked,) = pick(browser, "校车", 1)
    change(browser, picked, do="note", note="=HYPERLINK() 例会*要用*")
    (known,) = browser.get("/clips/export.json").get_json()
    passage = known["text"].split("\n")[0]
    assert known["note"] == "=HYPERLINK() 例会*要用*"
    word = Document(io.BytesIO(browser.get("/clips/export.docx").data))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert passage in text and known["source"]["file"] in text and "例会*要用*" in text
    markdown = browser.get("/clips/export.md").text
    assert passage in markdown and "例会\\*要用\\*" in markdown
    table = csv.reader(io.StringIO(browser.get("/clips/export.csv").data.decode("utf-8-sig")))
    _, row = table
    assert passage in row[8] and row[-1].startswith("'=")
    assert browser.get("/clips/export.exe").status_code == 404


def test_a_clip_keeps_the_passage_itself(browser: FlaskClient, client: FlaskClient) -> None:
    (picked,) = pick(browser, "校车", 1)
    cookie = browser.get_cookie("clips")
    assert cookie is not None
    (clip,) = held(client).clips.all(cookie.value)
    (section,) = held(client).searcher().engine.sections([picked])
    assert section is not None
    assert record(clip.section) == record(section)
    assert (clip.section.lines, citation(clip.section)) == (section.lines, citation(section))


def test_clips_of_before_files_had_versions_are_read_on(tmp_path: Path) -> None:
    shutil.copy(BEFORE_VERSIONS, tmp_path / "clips.sqlite")
    clips = Clips(tmp_path)
    kept = clips.all("a-folder-of-before-0123456789")
    assert [(clip.section.id, clip.note) for clip in kept] == [
        ("e2d39116d082dd64", ""),
        ("44e04a5f88062a10", ""),
        ("83329150a765bdb9", "要用"),
    ]
    section = kept[1].section
    assert citation(section) == (
        "《关于全县校车安全专项整治工作情况的报告》，河南省信阳市光山县，2012年，三、取得的成效，"
        "henan-guangshan-2012-school-bus.txt 第 18 行"
    )
    assert record(section) == {
        "id": "44e04a5f88062a10",
        "report_id": "b0f747a2cbadc3d4",
        "title": "关于全县校车安全专项整治工作情况的报告",
        "path": ["三、取得的成效"],
        "part": None,
        "text": "经过整治，在册车辆减至301辆，其中办理校车使用许可的212辆，专用校车由29辆增至88辆。"
        "9月新学期开学以来，校车超员率由整治前的31%下降至不足2%，未发生一起学生伤亡事故。"
        "群众投诉由每月二十余起降到三起。",
        "region": {
            "code": "411522",
            "province": "河南省",
            "city": "信阳市",
            "county": "光山县",
            "status": "stated",
            "score": 14.49,
            "margin": 1.0,
        },
        "year": {"value": 2012, "low": 2012, "high": 2012, "status": "stated", "stated": 2012},
        "period": "专项",
        "topics": ["校园安全"],
        "role": "review",
        "source": {
            "file": "henan-guangshan-2012-school-bus.txt",
            "start_line": 18,
            "end_line": 18,
        },
    }
    assert len(kept[0].section.lines) == 2 and kept[0].section.text.count("\n") == 1


def test_going_back_never_leaves_the_site(browser: FlaskClient) -> None:
    form = {"csrf_token": token(browser.get("/search?q=学校").text)}
    for away in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"):
        answer = browser.post("/clips", data=form | {"back": away})
        assert answer.headers["Location"] == "/clips"


def test_a_folder_is_bounded(browser: FlaskClient, client: FlaskClient) -> None:
    (section,) = held(client).searcher().engine.sections(pick(browser, "学校", 1))
    assert section is not None
    with pytest.raises(ClipError, match="最多"):
        held(client).clips.add("another-browsers-folder", [section] * (MAX_CLIPS + 1))
    assert held(client).clips.all("another-browsers-folder") == []
