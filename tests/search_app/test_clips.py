"""The clip folder: what was picked stays, in order, with notes, and goes out in four formats."""

from __future__ import annotations

import csv
import io
import re

import pytest
from docx import Document
from flask.testing import FlaskClient

from search_app.clips.store import MAX_CLIPS, ClipError, new_folder
from search_app.runtime import Runtime


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
    assert clip.section == held(client).searcher().engine.sections([picked])[0]


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
