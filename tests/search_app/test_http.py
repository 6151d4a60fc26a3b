"""`xunzhang serve` as other programs talk to it, over real connections."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import sqlite3
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT, Server, Workplace

_posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@dataclass(frozen=True)
class Running:
    """A server that was started for one test."""

    workplace: Workplace
    process: subprocess.Popen[str]
    host: str
    port: int
    log: Path

    def connect(self, asked: bytes = b"") -> socket.socket:
        """A connection over which `asked` was sent."""
        connection = socket.create_connection((self.host, self.port), timeout=20)
        connection.sendall(asked)
        return connection

    def end(self) -> int:
        """The exit code of the server, which was told to stop."""
        return self.process.wait(20)


Start = Callable[..., Running]


@pytest.fixture
def start(sample: Workplace, tmp_path: Path) -> Iterator[Start]:
    """Starts a server over `sample`, or another workplace, with a data folder of its own."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, workplace: Workplace | None = None) -> Running:
        workplace = workplace or replace(sample, data=tmp_path / "data")
        log = tmp_path / f"log-{len(started)}"
        process = launched(workplace.command("serve", "--port", "0", *arguments), log)
        started.append(process)
        assert process.stdout is not None
        timer = threading.Timer(60, process.kill)
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        found = re.search(r"http://(?:\[([0-9a-f:]+)\]|([^:/]+)):(\d+)/", line)
        assert found is not None, (line, log.read_text(encoding="utf-8"))
        return Running(workplace, process, found[1] or found[2], int(found[3]), log)

    yield run
    for process in started:
        process.terminate()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def launched(command: list[str], log: Path) -> subprocess.Popen[str]:
    with log.open("wb") as errors:
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )


def get(path: str, *headers: str, close: bool = False) -> bytes:
    """A request, ready to be sent."""
    more = [*headers, "Connection: close"] if close else headers
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *more, "", ""]).encode()


def last_answer(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of the answer after which the server closes `connection`."""
    with connection, connection.makefile("rb") as stream:
        head, _, body = stream.read().partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), body


def next_answer(stream: BinaryIO) -> dict[str, Any]:
    head = b"".join(iter(stream.readline, b"\r\n"))
    (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
    answer: dict[str, Any] = json.loads(stream.read(int(length)))
    return answer


def status(server: Server, sent: bytes) -> int:
    connection = connected(server)
    connection.sendall(sent)
    return last_answer(connection)[0]


def saving(server: Running) -> bytes:
    """A request that saves a query, ready to be sent."""
    connection = HTTPConnection(server.host, server.port, timeout=20)
    connection.request("GET", "/saved")
    answer = connection.getresponse()
    token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
    assert token is not None
    connection.close()
    form = urlencode({"csrf_token": token[1], "name": "校车", "parameters": "q=校车"})
    head = (
        "POST /saved HTTP/1.1",
        "Host: localhost",
        f"Cookie: {(answer.getheader('Set-Cookie') or '').partition(';')[0]}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(form)}",
        "Connection: close",
    )
    return ("\r\n".join([*head, "", ""]) + form).encode()


@contextmanager
def saving_waits(server: Running) -> Iterator[None]:
    """Whoever saves a query meanwhile is answered afterwards (or after ten seconds)."""
    database = sqlite3.connect(server.workplace.data / "saved.sqlite", isolation_level=None)
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
    finally:
        database.close()


def answered(connection: socket.socket) -> bool:
    """Whether there is something to read already."""
    return bool(select.select([connection], [], [], 0)[0])


def test_an_address_may_be_sent_with_its_characters_as_they_are(server: Server) -> None:
    for path in (
        "/api/v1/search?q=%E6%A0%A1%E8%BD%A6",
        "/api/v1/search?q=校车",
        "/search?q=校車&role=plan",
    ):
        assert status(server, get(path, close=True)) == 200
    assert status(server, get("/没有的页", close=True)) == 404
    with urlopen(f"{server.url}/api/v1/search?q=%E6%A0%A1%E8%BD%A6") as escaped:
        total = json.load(escaped)["total"]
    with connected(server) as connection, connection.makefile("rb") as stream:
        connection.sendall(get("/api/v1/search?q=校车"))
        assert next_answer(stream)["total"] == total > 0


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (b"no request\r\n\r\n", 400),
        (get(f"/search?q={'a' * 60_000}", close=True), 200),
        (get(f"/search?q={'a' * 100_000}", close=True), 414),
        (get("/", f"Cookie: {'a' * 200_000}", close=True), 431),
        (
            b"POST /saved HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000001\r\n\r\n",
            413,
        ),
    ],
    ids=["none", "long", "too long an address", "too much head", "too much body"],
)
def test_requests_have_limits(server: Server, sent: bytes, expected: int) -> None:
    assert status(server, sent) == expected


def test_answers_asked_for_at_once_come_whole_however_late_they_are_read(server: Server) -> None:
    many = 200  # so that they fill whatever the system keeps for a client that does not read
    with late_reader(server) as connection:
        connection.sendall(get("/api/v1/search?size=100") * many)
        with connection.makefile("rb") as stream:
            answers = [next_answer(stream) for _ in range(many)]
    assert len(answers[0]["hits"]) == 100
    for answer in answers:
        del answer["took_ms"]
        assert answer == answers[0]


def test_requests_of_one_connection_are_answered_in_their_order(server: Server) -> None:
    queries = [f"学校 {number}" for number in range(50)]
    asked = [get(f"/api/v1/search?q={quote(query)}&size=1") for query in queries]
    with connected(server) as connection, connection.makefile("rb") as stream:
        connection.sendall(b"".join(asked))
        assert [next_answer(stream)["query"]["q"] for _ in queries] == queries


def test_clients_that_leave_before_their_answer_are_no_fault(server: Server) -> None:
    at_once = struct.pack("ii", 1, 0)
    for _ in range(100):
        with connected(server) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            connection.sendall(3 * get("/api/v1/search?size=100"))
    # What they asked for waits before this, and is done when it is answered.
    assert status(server, get("/healthz", close=True)) == 200
    assert "Traceback" not in server.log.read_text(encoding="utf-8")


def test_clients_that_read_late_or_send_slowly_hold_up_nobody(start: Start) -> None:
    running = start("--threads", "1")
    server = Server(running.workplace, f"http://{running.host}:{running.port}", running.log)
    with ExitStack() as slow:
        for _ in range(5):
            reader = slow.enter_context(late_reader(server))
            reader.sendall(get("/api/v1/search?size=100") * 200)
            slow.enter_context(running.connect(b"GET /healthz HTTP/1.1\r\nHost: loc"))
            slow.enter_context(running.connect())
        for _ in range(10):
            assert status(server, get("/healthz", close=True)) == 200


def test_a_request_that_takes_long_holds_up_no_other(start: Start) -> None:
    server = start("--threads", "3")
    asked = saving(server)
    with saving_waits(server):
        slow = [server.connect(asked) for _ in range(2)]
        for _ in range(10):
            assert last_answer(server.connect(get("/healthz", close=True)))[0] == 200
        assert not any(answered(connection) for connection in slow)
    assert [last_answer(connection)[0] for connection in slow] == [302, 302]


def test_of_more_requests_than_are_answered_at_once_none_is_forgotten(start: Start) -> None:
    server = start("--threads", "2")
    asked = saving(server)
    with saving_waits(server):
        many = [server.connect(asked) for _ in range(7)]
    late = server.connect(get("/healthz", close=True))
    assert [last_answer(connection)[0] for connection in many] == 7 * [302]
    assert last_answer(late)[0] == 200


@pytest.mark.parametrize("host", ["localhost", "::1", "0.0.0.0"])
def test_it_listens_where_it_is_told_to(start: Start, host: str) -> None:
    if host == "::1" and not has_ipv6():
        pytest.skip("no IPv6 here")
    server = start("--host", host)
    assert server.host == host
    assert last_answer(server.connect(get("/healthz", close=True)))[0] == 200


def test_a_port_that_is_taken_and_a_host_that_is_none_are_told_in_one_line(
    sample: Workplace, start: Start, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(sample, "--port", str(port)).startswith(
            f"错误：不能在 127.0.0.1:{port} 上监听："
        )
    other = start()  # which might share its port, as some servers do
    assert refusal(sample, "--port", str(other.port)).startswith("错误：不能在 ")
    for host in ("no.such.host.invalid", "a" * 70):
        assert refusal(sample, "--host", host).startswith(f"错误：没有叫 {host} 的地址")
    (tmp_path / "file").touch()
    broken = replace(sample, data=tmp_path / "file" / "data")
    assert refusal(broken, "--port", "0").startswith("错误：数据文件夹 ")


def refusal(workplace: Workplace, *arguments: str) -> str:
    """The one line of a server that does not start."""
    done = workplace.run("serve", *arguments, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    return line


@_posix
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_to(start: Start, sent: signal.Signals) -> None:
    server = start()
    with server.connect(get("/healthz")) as kept, server.connect():
        kept.recv(1)
        if sent == signal.SIGINT:
            os.killpg(server.process.pid, sent)  # as Ctrl+C in a terminal does
        else:
            server.process.send_signal(sent)
        assert server.end() == 0
    assert server.log.read_text(encoding="utf-8") == ""


@_posix
def test_what_is_being_answered_when_it_stops_is_answered(start: Start) -> None:
    server = start()
    asked = saving(server)
    with saving_waits(server):
        slow = server.connect(asked)
        # Answered after the other has been begun: it came later, by a thread that was free.
        assert last_answer(server.connect(get("/healthz", close=True)))[0] == 200
        server.process.terminate()
    assert last_answer(slow)[0] == 302
    assert server.end() == 0


@_posix
def test_half_a_request_does_not_keep_it_from_stopping(start: Start) -> None:
    server = start()
    with server.connect(b"GET /healthz HT"):
        assert last_answer(server.connect(get("/healthz", close=True)))[0] == 200
        server.process.terminate()
        assert server.end() == 0


@_posix
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGHUP])
def test_nothing_is_left_of_a_server_that_was_killed(start: Start, sent: signal.Signals) -> None:
    server = start()
    server.process.send_signal(sent)
    assert server.end() == -sent
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            server.connect().close()
        except ConnectionRefusedError:
            return
        time.sleep(0.05)
    pytest.fail("its worker still listens")


def test_a_new_index_is_answered_from_without_a_restart(start: Start, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.txt").write_text(REPORT, encoding="utf-8")
    workplace = Workplace(corpus, tmp_path / "index", tmp_path / "data")
    workplace.run("rebuild")
    server = start(workplace=workplace)
    asked = get(f"/api/v1/search?q={quote('校车')}", close=True)

    def total() -> int:
        found: int = json.loads(last_answer(server.connect(asked))[1])["total"]
        return found

    assert total() == 0
    (corpus / "two.txt").write_text(REPORT.replace("幼儿园", "校车"), encoding="utf-8")
    workplace.run("update")
    until = time.monotonic() + 20
    while not total() and time.monotonic() < until:
        time.sleep(0.05)
    assert total()


REPORT = """长兴县2012年教育工作总结

一、学前教育
新建幼儿园三所，全部按标准配齐了教师和设备。
二、义务教育
改造薄弱学校五所，建成了录播教室和实验室。
"""


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def connected(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=20)


def late_reader(server: Server) -> socket.socket:
    """A connection for which the system keeps as little as can be."""
    address = urlsplit(server.url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect((address.hostname, address.port))
    return connection
