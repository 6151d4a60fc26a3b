"""The production server as other programs talk to it."""

from __future__ import annotations

import json
import re
import socket
import struct
from pathlib import Path
from threading import Event, Thread
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import pytest

from indexer.settings import Settings
from search_app import server as production
from search_app.engine.protocol import Engine, SearchRequest
from search_app.query.nodes import Words
from search_app.runtime import Runtime
from tests.conftest import Server
from tests.corpora import made_corpus
from tests.indexes import write_generation


def first_line_of_answer(server: Server, request_line: str) -> str:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        head = f"{request_line}\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode())
        with connection.makefile(encoding="utf-8") as answer:
            return answer.readline().strip()


def test_an_address_may_be_sent_with_its_characters_as_they_are(server: Server) -> None:
    escaped = "GET /api/v1/search?q=%E6%A0%A1%E8%BD%A6 HTTP/1.1"
    for line in (
        escaped,
        "GET /api/v1/search?q=校车 HTTP/1.1",
        "GET /search?q=校車&role=plan HTTP/1.1",
    ):
        assert first_line_of_answer(server, line) == "HTTP/1.1 200 OK"
    assert first_line_of_answer(server, "GET /没有的页 HTTP/1.1") == "HTTP/1.1 404 NOT FOUND"
    assert "400" in first_line_of_answer(server, "get / HTTP/1.1")


def test_answers_asked_for_at_once_come_whole_however_late_they_are_read(server: Server) -> None:
    address = urlsplit(server.url)
    asked = b"GET /api/v1/search?size=100 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    many = 200  # so that they fill whatever the system keeps for a client that does not read
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(10)
        connection.connect((address.hostname, address.port))
        connection.sendall(asked * many)
        with connection.makefile("rb") as stream:
            answers = [next_answer(stream) for _ in range(many)]
    assert len(answers[0]["hits"]) == 100
    for answer in answers:
        del answer["took_ms"]
        assert answer == answers[0]


def test_clients_that_leave_before_their_answer_are_no_fault(server: Server) -> None:
    address = urlsplit(server.url)
    asked = b"GET /api/v1/search?size=100 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    at_once = struct.pack("ii", 1, 0)
    for _ in range(100):
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            connection.sendall(3 * asked)
    # What they asked for waits before this, and is done when it is answered.
    assert first_line_of_answer(server, "GET /healthz HTTP/1.1") == "HTTP/1.1 200 OK"
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def next_answer(stream: BinaryIO) -> dict[str, Any]:
    head = b"".join(iter(stream.readline, b"\r\n"))
    (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
    answer: dict[str, Any] = json.loads(stream.read(int(length)))
    return answer


def test_a_new_generation_is_made_ready_before_anybody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    write_generation(index, made_corpus(1, 2), fingerprint="", digests={})
    held = Runtime(Settings(tmp_path, index, tmp_path / "data"))
    old = held.engine()
    warmed: list[Engine] = []
    ready, closing = Event(), Event()

    def warm(_: Runtime, engine: Engine) -> None:
        warmed.append(engine)
        ready.set()

    monkeypatch.setattr(production, "warm", warm)
    monkeypatch.setattr(production, "FOLLOW_SECONDS", 0.01)
    following = Thread(target=production.follow, args=(held, old, closing))
    following.start()
    try:
        (index / "CURRENT").rename(index / "away")  # no index for a while is no end of it
        write_generation(index, made_corpus(2, 3), fingerprint="", digests={})
        assert ready.wait(20)
    finally:
        closing.set()
        following.join()
    assert warmed == [held.engine()]
    assert warmed[0].generation != old.generation


def test_what_most_searches_need_is_read_before_anybody_asks(tmp_path: Path) -> None:
    index = tmp_path / "index"
    write_generation(index, made_corpus(1, 2), fingerprint="", digests={})
    held = Runtime(Settings(tmp_path, index, tmp_path / "data"))
    engine = held.engine()
    production.read_ahead(held, engine, Event())
    word = next(word for word, _ in engine.common_words(100) if len(word) > 1)
    read = engine._cache.held  # type: ignore[attr-defined]
    assert engine.total(SearchRequest(Words(word)))
    assert engine._cache.held == read > 0  # type: ignore[attr-defined]


def test_a_server_that_closes_reads_nothing_more(tmp_path: Path) -> None:
    index = tmp_path / "index"
    write_generation(index, made_corpus(1, 2), fingerprint="", digests={})
    held = Runtime(Settings(tmp_path, index, tmp_path / "data"))
    closing = Event()
    closing.set()
    production.read_ahead(held, held.engine(), closing)
    one_step = held.engine()._cache.held  # type: ignore[attr-defined]
    production.read_ahead(held, held.engine(), Event())
    assert held.engine()._cache.held > one_step  # type: ignore[attr-defined]
