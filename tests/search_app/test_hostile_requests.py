"""Requests that no page of ours makes: each gets a clear answer, none an error of the program."""

from __future__ import annotations

import io
import json
import re
import socket
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indexer.settings import Settings
from search_app.app import create_app
from search_app.query.synonyms import Synonyms, replace_by_synonyms
from search_app.saved.store import SavedQueries, SavedQueryError
from search_app.saved.webhook import send
from search_app.search.parameters import MAX_VALUES
from tests.conftest import Workplace


@pytest.fixture
def browser(client: FlaskClient) -> FlaskClient:
    return client.application.test_client()


def token(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/saved").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "back",
    ["//other.example", "/\\other.example", "/\t/other.example", "/\r\nX-Own: 1", "/a\nb", "x"],
)
def test_ticking_sections_leads_back_to_this_site_only(browser: FlaskClient, back: str) -> None:
    answer = browser.post("/clips", data={"csrf_token": token(browser), "back": back})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/clips")


def test_a_saved_query_of_any_number_is_there_or_not(browser: FlaskClient) -> None:
    for number in ("0", "999", "9" * 30):
        for page in (f"/saved/{number}", f"/saved/{number}/feed.atom"):
            assert browser.get(page).status_code == 404
        answer = browser.post(f"/saved/{number}/remove", data={"csrf_token": token(browser)})
        assert answer.status_code == 404


def test_a_place_code_that_is_none_finds_nothing(client: FlaskClient) -> None:
    assert client.get("/search?region=100000").status_code == 200
    found = client.get("/api/v1/search?region=100000").get_json()
    assert found["total"] == 0
    assert [value["label"] for value in found["facets"]["region"] if value["selected"]] == [
        "100000"
    ]


def test_a_facet_takes_a_bounded_number_of_values(client: FlaskClient) -> None:
    most = "&".join(f"topic=t{number}" for number in range(MAX_VALUES))
    assert client.get(f"/api/v1/search?{most}").status_code == 200
    answer = client.get(f"/api/v1/search?{most}&topic=more")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["parameter"] == "topic"


@pytest.mark.parametrize("raw", ["%00", "%ff%fe", "%ed%a0%80", "%", "%zz", "%F0%9F"])
def test_bytes_that_are_no_text_are_searched_as_something_else(
    client: FlaskClient, raw: str
) -> None:
    for page in ("/search?q=", "/api/v1/search?q=", "/api/v1/suggest?q=", "/search?topic="):
        assert client.get(page + raw).status_code == 200
    for page in ("/sections/", "/reports/", "/api/v1/sections/", "/clips/export."):
        assert client.get(page + raw).status_code == 404


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"version": 1, "queries": [{"name": "\\ud800", "parameters": "q=1"}]}',
        b'{"version": 1, "queries": [{"name": "a", "parameters": "q=\\ud800"}]}',
    ],
)
def test_an_import_that_is_none_adds_nothing(browser: FlaskClient, document: bytes) -> None:
    form = {"csrf_token": token(browser), "file": (io.BytesIO(document), "x.json")}
    answer = browser.post("/saved/import", data=form, follow_redirects=True)
    assert answer.status_code == 200
    assert "不是寻章导出的查询文件" in answer.text


def test_an_import_with_one_bad_name_adds_none_of_its_queries(browser: FlaskClient) -> None:
    queries = [{"name": "好名字", "parameters": "q=1"}, {"name": "  ", "parameters": "q=2"}]
    document = json.dumps({"version": 1, "queries": queries}).encode()
    form = {"csrf_token": token(browser), "file": (io.BytesIO(document), "x.json")}
    answer = browser.post("/saved/import", data=form, follow_redirects=True)
    assert "请给查询起一个名字" in answer.text
    assert "好名字" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "http://mail.example@127.0.0.1/",
        "http://user:word@mail.example/",
        "http://127.0.0.1\\@mail.example/",
        "http://mail.example/a b",
        "http://mail.example/a\r\nX-Own: 1",
        "http://mail.example/通知",
        "http://[::1",
        "file:///etc/hosts",
        "http://127.0.0.1/",
    ],
)
def test_a_webhook_is_an_address_on_an_allowed_host(tmp_path: Path, address: str) -> None:
    saved = SavedQueries(tmp_path)
    query = saved.add("校车", "q=校车", "", [])
    with pytest.raises(SavedQueryError):
        saved.edit(query.id, name="校车", note="", webhook=address, allowed=("mail.example",))
    assert saved.get(query.id).webhook == ""


def test_a_webhook_that_does_not_speak_http_was_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search_app.saved.webhook.PAUSES_SECONDS", ())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"

        def babble() -> None:
            caller, _ = listener.accept()
            with caller:
                caller.recv(65536)
                caller.sendall(b"220 mail ready\r\n\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        saved = SavedQueries(tmp_path)
        query = saved.add("校车", "q=校车", "", [])
        saved.edit(query.id, name="校车", note="", webhook=f"http://{host}/", allowed=(host,))
        assert send(saved.get(query.id), {}, (host,)) is False
        thread.join()


def test_synonyms_of_a_very_long_word_are_looked_for_in_its_words() -> None:
    synonyms = Synonyms({"幼教": ("学前教育",)})
    assert replace_by_synonyms("幼教" + "中" * 3000, synonyms) == ("学前教育" + "中" * 3000,)
    assert replace_by_synonyms("老幼教育", synonyms) == ()


def test_damaged_files_of_users_are_told_of_and_searching_goes_on(
    sample: Workplace, tmp_path: Path
) -> None:
    for name in ("saved.sqlite", "clips.sqlite"):
        (tmp_path / name).write_bytes(b"no database " * 1000)
    browser = create_app(Settings(sample.corpus, sample.index, tmp_path)).test_client()
    browser.set_cookie("clips", "x" * 24)
    for page in ("/", "/search?q=校车"):
        assert browser.get(page).status_code == 200
    for page, name in (("/saved", "saved"), ("/saved/1", "saved"), ("/clips", "clips")):
        answer = browser.get(page)
        assert answer.status_code == 503
        assert f"{name}.sqlite：文件已损坏" in answer.text
