"""What happens around saved queries when the index changes: counts, feed, webhook, transfer."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from indexer.rebuild import rebuild, update
from indexer.settings import Settings
from indexer.store import EmbeddedIndex
from search_app.app import create_app
from search_app.engine.whoosh import WhooshEngine
from search_app.query.synonyms import NONE
from search_app.saved.after_build import find_what_is_new, tell_what_is_new
from search_app.saved.feed import feed
from search_app.saved.news import save
from search_app.saved.store import SavedQueries, SavedQuery, SavedQueryError
from search_app.saved.transfer import export_queries, import_queries
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from tests.conftest import ROOT, Server, Workplace
from tests.search_app.test_saved import BEFORE_VERSIONS

REPORT = """{place}教育局2012年工作总结
一、校车安全得到加强
全县新购校车{count}辆，逐校签订责任书，{place}境内线路全部核定。
二、师资队伍不断壮大
公开招聘新教师三十名。
"""
ATOM = "{http://www.w3.org/2005/Atom}"


def write(corpus: Path, place: str, count: str) -> None:
    text = REPORT.format(place=place, count=count)
    (corpus / f"{place}.txt").write_text(text, encoding="utf-8")


def add_huize(settings: Settings) -> None:
    write(settings.corpus, "会泽县", "五")
    update(settings.corpus, EmbeddedIndex(settings.index))


def searcher_over(settings: Settings) -> Searcher:
    return Searcher(WhooshEngine.open(settings.index), NONE)


def save_bus(settings: Settings, name: str = "校车") -> SavedQuery:
    parameters = SearchParameters(q="校车")
    return save(SavedQueries(settings.data), searcher_over(settings), name, parameters)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "corpus", tmp_path / "index", tmp_path / "data")
    settings.corpus.mkdir()
    write(settings.corpus, "安吉县", "二十")
    rebuild(settings.corpus, EmbeddedIndex(settings.index))
    return settings


def test_an_update_brings_news_until_it_is_marked_as_seen(settings: Settings) -> None:
    saved = SavedQueries(settings.data)
    query = save_bus(settings)
    assert (query.total, query.new) == (1, 0)
    add_huize(settings)
    assert tell_what_is_new(settings) == ["“校车”有 1 条新"]
    assert tell_what_is_new(settings) == []
    query = saved.get(query.id)
    assert (query.total, query.new) == (2, 1)
    (section,) = searcher_over(settings).engine.sections(saved.new_sections(query.id))
    assert section is not None and section.file == "会泽县.txt"
    saved.mark_seen(query.id, query.last_batch)
    assert saved.get(query.id).new == 0


def test_what_matches_no_longer_is_not_shown_as_new(settings: Settings) -> None:
    saved = SavedQueries(settings.data)
    query = save_bus(settings)
    add_huize(settings)
    tell_what_is_new(settings)
    (settings.corpus / "会泽县.txt").unlink()
    update(settings.corpus, settings.index)
    assert tell_what_is_new(settings) == []
    query = saved.get(query.id)
    assert (query.total, query.new) == (1, 0)
    assert saved.new_sections(query.id) == []
    assert len(saved.latest(query.id, 50)) == 1


def test_a_command_and_a_server_may_find_the_same_news_at_once(settings: Settings) -> None:
    names = [f"校车{number}" for number in range(6)]
    for name in names:
        save_bus(settings, name)
    add_huize(settings)
    together = threading.Barrier(3)

    def find(searcher: Searcher) -> list[str]:
        together.wait()
        return find_what_is_new(settings, searcher)

    with ThreadPoolExecutor(3) as pool:
        told = pool.map(find, [searcher_over(settings) for _ in range(3)])
        lines = [line for one in told for line in one]
    assert sorted(lines) == [f"“{name}”有 1 条新" for name in names]
    assert [query.new for query in SavedQueries(settings.data).all()] == [1] * 6


def test_who_is_late_with_an_old_generation_does_not_replace_the_new(settings: Settings) -> None:
    query = save_bus(settings)
    add_huize(settings)
    late = searcher_over(settings)
    write(settings.corpus, "宁远县", "九")
    update(settings.corpus, settings.index)
    tell_what_is_new(settings)
    assert find_what_is_new(settings, late) == []
    query = SavedQueries(settings.data).get(query.id)
    assert (query.total, query.new) == (3, 2)
    assert query.generation == searcher_over(settings).engine.generation


def test_a_query_of_another_version_keeps_no_other_from_its_news(settings: Settings) -> None:
    SavedQueries(settings.data).add("看不懂", "role=unheard-of", "", [])
    save_bus(settings)
    add_huize(settings)
    assert tell_what_is_new(settings) == ["“校车”有 1 条新"]


def test_what_was_saved_before_files_had_versions_is_not_new_again(tmp_path: Path) -> None:
    """The file knows three of the reports as the program found them then."""
    settings = Settings(tmp_path / "corpus", tmp_path / "index", tmp_path)
    settings.corpus.mkdir()
    for start in ("gansu-huining-2016-annual", "guizhou-tongzi-2014", "henan-guangshan"):
        (report,) = (ROOT / "corpus").glob(f"{start}*")
        shutil.copy(report, settings.corpus)
    shutil.copy(BEFORE_VERSIONS, tmp_path / "saved.sqlite")
    rebuild(settings.corpus, settings.index)
    assert tell_what_is_new(settings) == []
    saved = SavedQueries(tmp_path)
    assert [(query.name, query.total, query.new) for query in saved.all()] == [
        ("不用同义词", 13, 3),
        ("明年打算", 2, 0),
        ("校车", 13, 13),
    ]
    assert saved.new_sections(saved.named("不用同义词").id) == [
        "0f9585f969cd269a",
        "ba6b7aac4eb70ec6",
        "e6e2023ccdd577cb",
    ]


@pytest.fixture
def browser(settings: Settings) -> FlaskClient:
    """A browser with the query “校车” saved by its form, and news of it since."""
    app = create_app(settings)
    app.testing = True
    browser = app.test_client()
    post(browser, "/saved", name="校车", parameters="q=校车")
    add_huize(settings)
    tell_what_is_new(settings)
    return browser


def post(browser: FlaskClient, address: str, **form: str) -> str:
    """Sends a form as a page would; returns the page it leads to."""
    html = browser.get("/saved").text
    (token,) = set(re.findall(r'name="csrf_token" value="([^"]+)"', html))
    answer = browser.post(address, data=form | {"csrf_token": token}, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def form_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent to `action`."""
    (form,) = re.findall(rf'<form method="post" action="{action}">(.*?)</form>', html, re.DOTALL)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


VIEWS = ("/", "/saved", "/saved/new", "/saved/1", "/saved/1/feed.atom")


def test_looking_at_pages_marks_nothing_as_seen(browser: FlaskClient) -> None:
    for _ in range(2):
        for address in VIEWS:
            assert browser.get(address).status_code in (200, 302)
        assert "1 条新" in browser.get("/").text
    assert browser.get("/saved/1").headers["Location"] == "/search?q=%E6%A0%A1%E8%BD%A6"


def test_pages_read_what_is_stored(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def matches_looked_for(*_: object) -> None:
        raise AssertionError("a view looked for all that matches")

    monkeypatch.setattr(Searcher, "scan_exactly", matches_looked_for)
    monkeypatch.setattr(WhooshEngine, "scan", matches_looked_for)
    for address in VIEWS:
        assert browser.get(address).status_code in (200, 302)
    assert "会泽县.txt" in browser.get("/saved/new").text
    assert browser.get("/saved/1/feed.atom").text.count("<entry>") == 2


@pytest.mark.parametrize("page", ["/saved", "/saved/new"])
def test_a_button_marks_a_query_as_seen(browser: FlaskClient, page: str) -> None:
    form = form_of(browser.get(page).text, "/saved/1/seen")
    assert browser.post("/saved/1/seen", data=form | {"csrf_token": ""}).status_code == 400
    assert "1 条新" in browser.get("/saved").text
    answer = browser.post("/saved/1/seen", data=form)
    assert answer.headers["Location"] == page
    assert "“校车”已记为看过" in browser.get(page).text
    assert "条新" not in browser.get("/saved").text


def test_what_came_after_the_page_was_shown_stays_new(
    browser: FlaskClient, settings: Settings
) -> None:
    html = browser.get("/saved/new").text
    write(settings.corpus, "宁远县", "九")
    update(settings.corpus, settings.index)
    tell_what_is_new(settings)
    assert "2 条新" in browser.get("/saved/new").text
    browser.post("/saved/new", data=form_of(html, "/saved/new"))
    after = browser.get("/saved/new").text
    assert "1 条新" in after and "宁远县.txt" in after and "会泽县.txt" not in after


@pytest.mark.parametrize("last_batch", ["", "-1", "x", str(2**63)])
def test_a_form_that_says_nothing_of_what_was_shown_is_refused(
    browser: FlaskClient, last_batch: str
) -> None:
    form = form_of(browser.get("/saved").text, "/saved/1/seen") | {"last_batch": last_batch}
    assert browser.post("/saved/1/seen", data=form).status_code == 400
    assert browser.post("/saved/new", data=form).status_code == 400
    assert "1 条新" in browser.get("/saved").text


def test_news_are_marked_as_the_query_was_saved(settings: Settings) -> None:
    app = create_app(settings)
    app.testing = True
    browser = app.test_client()
    for name, more in (("同义", ""), ("原词", "&synonyms=0")):
        post(browser, "/saved", name=name, parameters=f"q=幼教{more}")
    text = REPORT.format(place="会泽县", count="五") + "三、幼教工作\n幼教和学前教育一起抓。\n"
    (settings.corpus / "会泽县.txt").write_text(text, encoding="utf-8")
    update(settings.corpus, settings.index)
    tell_what_is_new(settings)
    html = browser.get("/saved/new").text
    marked = {
        name: set(re.findall("<mark>(.*?)</mark>", section))
        for name, section in zip(("原词", "同义"), html.split("<section")[1:], strict=True)
    }
    assert marked == {"原词": {"幼教"}, "同义": {"幼教", "学前教育"}}


def test_a_server_finds_what_is_new_in_an_index_built_elsewhere(
    settings: Settings, tmp_path: Path, serve: Callable[[Workplace], Server]
) -> None:
    save_bus(settings)
    elsewhere = Workplace(settings.corpus, settings.index, tmp_path / "elsewhere")
    write(settings.corpus, "会泽县", "五")
    elsewhere.run("update")
    server = serve(Workplace(settings.corpus, settings.index, settings.data))
    wait_for(server, "1 条新")
    write(settings.corpus, "宁远县", "九")
    elsewhere.run("update")
    wait_for(server, "2 条新")


def wait_for(server: Server, text: str) -> None:
    for _ in range(300):
        with urlopen(f"{server.url}/saved") as answer:
            if text in answer.read().decode():
                return
        time.sleep(0.1)
    raise AssertionError(f"the page never said {text}")


def test_a_feed_lists_what_arrived_newest_first(settings: Settings) -> None:
    saved = SavedQueries(settings.data)
    query = save_bus(settings, "校车 & <安全>\x08\ufffe")
    add_huize(settings)
    tell_what_is_new(settings)
    engine = searcher_over(settings).engine
    root = ElementTree.fromstring(feed(saved, engine, query, "http://host:5000/").document)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title") == "寻章：校车 & <安全>"
    entries = root.findall(f"{ATOM}entry")
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    assert ["会泽县" in title for title in titles] == [True, False]
    identities = [element.findtext(f"{ATOM}id") or "" for element in (root, *entries)]
    assert len(set(identities)) == 3
    assert all(identity.startswith("urn:uuid:") for identity in identities)
    times = [datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") for entry in entries]
    assert times == sorted(times, reverse=True)
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    own = root.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.attrib == {
        "rel": "self",
        "type": "application/atom+xml",
        "href": f"http://host:5000/saved/{query.id}/feed.atom",
    }
    for element in (root, *entries):
        link = element.find(f"{ATOM}link")
        assert link is not None and link.get("href", "").startswith("http://host:5000/")


class Receiver(HTTPServer):
    """A real web server that answers with the next of `answers` and keeps what it was sent."""

    answers: list[int]
    received: list[dict[str, Any]]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(json.loads(body))
        status = self.server.answers.pop(0)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/other")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver(("127.0.0.1", 0), _Handler)
    server.received = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("answers", "tries", "outcome"),
    [
        ([204], 1, "已通知"),
        ([503, 200], 2, "已通知"),
        ([500, 500, 500], 3, "没有送到"),
        ([404], 1, "没有送到"),
        ([302], 1, "没有送到"),
    ],
)
def test_a_webhook_is_told_and_told_again(
    settings: Settings,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    answers: list[int],
    tries: int,
    outcome: str,
) -> None:
    monkeypatch.setattr("search_app.saved.webhook.PAUSES_SECONDS", (0.0, 0.0))
    host = f"127.0.0.1:{receiver.server_port}"
    receiver.answers = answers.copy()
    allowed = Settings(settings.corpus, settings.index, settings.data, webhook_hosts=(host,))
    query = save_bus(settings)
    address = f"http://{host}/hook"
    saved = SavedQueries(settings.data)
    saved.edit(query.id, name="校车", note="", webhook=address, allowed=[host])
    add_huize(settings)
    (line,) = tell_what_is_new(allowed)
    assert outcome in line
    assert len(receiver.received) == tries
    assert receiver.received[0]["new"] == 1
    (section,) = receiver.received[0]["sections"]
    assert section["source"]["file"] == "会泽县.txt"


def test_a_host_no_longer_allowed_is_told_nothing(settings: Settings, receiver: Receiver) -> None:
    host = f"127.0.0.1:{receiver.server_port}"
    query = save_bus(settings)
    saved = SavedQueries(settings.data)
    saved.edit(query.id, name="校车", note="", webhook=f"http://{host}/", allowed=[host])
    add_huize(settings)
    (line,) = tell_what_is_new(settings)
    assert "没有送到" in line
    assert receiver.received == []


def test_queries_can_be_carried_to_another_machine(settings: Settings, tmp_path: Path) -> None:
    saved = SavedQueries(settings.data)
    searcher = searcher_over(settings)
    parameters = SearchParameters(q="校车", filters={"role": ("plan",)}, sort="newest")
    save(saved, searcher, "校车", parameters, note="例会用")
    document = json.dumps(export_queries(saved)).encode()
    other = SavedQueries(tmp_path / "other")
    assert import_queries(other, searcher, document) == (1, 0)
    assert import_queries(other, searcher, document) == (0, 1)
    (query,) = other.all()
    assert (query.name, query.note) == ("校车", "例会用")
    assert query.parameters == parameters.query_string()


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"version": 99, "queries": []}',
        b'{"version": 1, "queries": [{"name": "a"}]}',
        b'{"version": 1, "queries": [{"name": "a", "parameters": "year=12"}]}',
    ],
)
def test_a_foreign_document_is_refused_whole(settings: Settings, document: bytes) -> None:
    saved = SavedQueries(settings.data)
    with pytest.raises(SavedQueryError):
        import_queries(saved, searcher_over(settings), document)
    assert saved.all() == []
