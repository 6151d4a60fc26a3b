"""What happens around saved queries when the index changes: counts, feed, webhook, transfer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from indexer.rebuild import rebuild, update
from indexer.settings import Settings
from indexer.store import EmbeddedIndex
from search_app.engine.whoosh import open_engine
from search_app.parameters import SearchParameters
from search_app.query.synonyms import NONE
from search_app.saved.after_build import tell_what_is_new
from search_app.saved.feed import feed
from search_app.saved.news import news, save
from search_app.saved.store import SavedQueries, SavedQuery, SavedQueryError
from search_app.saved.transfer import export_queries, import_queries

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


def save_bus(settings: Settings, name: str = "校车") -> SavedQuery:
    engine = open_engine(settings.index)
    return save(SavedQueries(settings.data), engine, NONE, name, SearchParameters(q="校车"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "corpus", tmp_path / "index", tmp_path / "data")
    settings.corpus.mkdir()
    write(settings.corpus, "安吉县", "二十")
    rebuild(settings.corpus, EmbeddedIndex(settings.index))
    return settings


def test_an_update_brings_news_until_somebody_looks(settings: Settings) -> None:
    saved = SavedQueries(settings.data)
    query = save_bus(settings)
    assert news(saved, open_engine(settings.index), NONE, query).new == ()
    add_huize(settings)
    assert tell_what_is_new(settings) == ["“校车”有 1 条新"]
    assert tell_what_is_new(settings) == []
    engine = open_engine(settings.index)
    found = news(saved, engine, NONE, saved.get(query.id))
    assert found.total == 2
    (section,) = engine.sections(found.new)
    assert section is not None and section.file == "会泽县.txt"
    saved.look(query.id)
    assert news(saved, engine, NONE, saved.get(query.id)).new == ()


def test_a_feed_lists_what_arrived_newest_first(settings: Settings) -> None:
    saved = SavedQueries(settings.data)
    query = save_bus(settings, "校车 & <安全>\x08\ufffe")
    add_huize(settings)
    engine = open_engine(settings.index)
    root = ElementTree.fromstring(feed(saved, engine, NONE, query, "http://host:5000/").document)
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
    engine = open_engine(settings.index)
    parameters = SearchParameters(q="校车", filters={"role": ("plan",)}, sort="newest")
    save(saved, engine, NONE, "校车", parameters, note="例会用")
    document = json.dumps(export_queries(saved)).encode()
    other = SavedQueries(tmp_path / "other")
    assert import_queries(other, engine, NONE, document) == (1, 0)
    assert import_queries(other, engine, NONE, document) == (0, 1)
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
        import_queries(saved, open_engine(settings.index), NONE, document)
    assert saved.all() == []
