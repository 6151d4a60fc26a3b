"""Threads that take turns at listening, over real connections."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Semaphore, Thread
from typing import Any

import pytest
from flask import Flask

from indexer.errors import XunzhangError
from search_app import listening
from search_app.listening import Listening

_LARGE = 32 * 1024 * 1024  # more than a system takes for a client that does not read


class Served:
    """A server in threads of its own. `/slow` is answered when `free` lets it, `/large` with much,
    `/NAME` with the name."""

    def __init__(self, threads: int, host: str = "127.0.0.1") -> None:
        self.begun, self.free = Semaphore(0), Event()
        app = Flask(__name__)
        app.add_url_rule("/slow", view_func=self._slow)
        app.add_url_rule("/large", view_func=lambda: b"x" * _LARGE, endpoint="large")
        app.add_url_rule("/<name>", view_func=lambda name: name, endpoint="name")
        self.listening = Listening(app, host, 0, threads)

    def _slow(self) -> str:
        self.begun.release()
        assert self.free.wait(20)
        return "slow"

    def asked(self, path: str, at: int = 0) -> socket.socket:
        """A connection over which `path` has been asked for."""
        connection = socket.create_connection(("127.0.0.1", self.listening.ports[at]), timeout=20)
        connection.sendall(f"GET /{path} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
        return connection


@contextmanager
def served(threads: int, host: str = "127.0.0.1") -> Iterator[Served]:
    server = Served(threads, host)
    running = Thread(target=server.listening.run)
    running.start()
    try:
        yield server
    finally:
        server.free.set()
        server.listening.close()
        running.join(20)
        assert not running.is_alive()


def body(connection: socket.socket) -> bytes:
    with connection, connection.makefile("rb") as stream:
        head, _, found = stream.read().partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK")
        return found


def test_a_request_that_takes_long_holds_up_no_other() -> None:
    with served(threads=3) as server:
        slow = [server.asked("slow"), server.asked("slow")]
        for _ in slow:
            assert server.begun.acquire(timeout=20)
        for number in range(10):
            assert body(server.asked(f"{number}")) == f"{number}".encode()
        server.free.set()
        assert [body(connection) for connection in slow] == [b"slow", b"slow"]


def test_no_more_are_answered_at_once_than_may_be_and_none_is_forgotten() -> None:
    with served(threads=2) as server:
        many = [server.asked("slow") for _ in range(7)]
        late = server.asked("late")
        for _ in range(2):
            assert server.begun.acquire(timeout=20)
        assert not server.begun.acquire(timeout=0.3)
        server.free.set()
        assert [body(connection) for connection in many] == 7 * [b"slow"]
        assert body(late) == b"late"


def test_an_answer_goes_on_to_who_reads_it_late_while_every_thread_is_busy() -> None:
    with served(threads=1) as server:
        large = server.asked("large")
        assert large.recv(1) == b"H"  # it is answered, and most of the answer is not sent
        slow = server.asked("slow")
        assert server.begun.acquire(timeout=20)
        with large, large.makefile("rb") as stream:
            assert stream.read().endswith(b"\r\n\r\n" + b"x" * _LARGE)
        server.free.set()
        assert body(slow) == b"slow"


def test_requests_of_one_connection_are_answered_in_their_order() -> None:
    with served(threads=4) as server:
        address = ("127.0.0.1", server.listening.ports[0])
        names = [f"n{number}" for number in range(50)]
        with socket.create_connection(address, timeout=20) as connection:
            for name in names:
                connection.sendall(f"GET /{name} HTTP/1.1\r\n\r\n".encode())
            connection.sendall(b"GET /end HTTP/1.1\r\nConnection: close\r\n\r\n")
            with connection.makefile("rb") as stream:
                answers = stream.read().split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert [answer.partition(b"\r\n\r\n")[2].decode() for answer in answers] == [*names, "end"]


def test_a_name_of_several_addresses_is_served_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    found = socket.getaddrinfo

    def twice(host: str, *arguments: Any, **options: Any) -> list[Any]:
        if host == "localhost":  # one address, since not every system has two that are its own
            return 2 * found("127.0.0.1", *arguments, **options)
        return found(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", twice)
    with served(threads=2, host="localhost") as server:
        first, second = server.listening.ports
        assert first != second
        for at in (0, 1):
            assert body(server.asked("校车", at)) == "校车".encode()


def test_what_fails_on_one_connection_leaves_the_others_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = listening._Channel.service
    failed: list[Any] = []

    def service(channel: Any) -> None:
        if len(failed) < 3:
            failed.append(channel)
            raise OSError("no route to host")
        answer(channel)

    monkeypatch.setattr(listening._Channel, "service", service)
    with served(threads=1) as server:
        broken = [server.asked("broken") for _ in range(3)]
        assert body(server.asked("whole")) == b"whole"
        assert len(failed) == 3
        for connection in broken:
            connection.close()


def test_what_waitress_cannot_go_on_with_ends_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no more polling")

    monkeypatch.setattr(listening, "loop", broken)
    server = Served(threads=2).listening
    with pytest.raises(OSError, match="no more polling"):
        server.run()
    server.close()
    server.close()  # once more does no harm


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(XunzhangError):
        Listening(Flask(__name__), "127.0.0.1", taken.getsockname()[1], 1)
