"""Latency and throughput of `/api/v1/search` under `xunzhang serve`, beside tantivy's bare search.

    python -m bench.serve INDEX… [--queries 400] [--rounds 5] [--connections 4 8] [--write]

INDEX is the folder N-xunzhang that `python -m bench.compare --scratch …` keeps, with N-tantivy
beside it. The server runs in a process of its own; each connection is kept open and asks one query
after another, the first when the server has had time to read ahead. The queries are those of
`bench.compare`, of any and of common words, in three passes: "new" to the server; "known", where it
knows the words but has kept no answer, since the second pass counts uncertain attributions in (the
made corpus has none, so the answers are the same); and "again", the second pass once more.

First there is one connection, and tantivy answers each query right after the server has, in this
process: whatever else the machine does disturbs both. "÷ bar" is the server's p95 as a share of
1.5 × tantivy's p95 + 2 ms, what HTTP and snippets are allowed to cost. It is measured in several
rounds of the same queries, each with a server that was just started. Half a second in which the
machine has something else to do is a twentieth of a round, and so its p95: therefore it is told of
the rounds, and of every query's median over the rounds, on both sides.
"""

from __future__ import annotations

import argparse
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bench.compare import QUERIES, TURNS, into_memory, write
from bench.contenders import CONTENDERS, Contender, Query
from indexer.store import current_generation, read_manifest

_AHEAD = 20.0
"""Seconds in which a server has read ahead all that it does (6 at 10,000 sections)."""

_SERVE = "from search_app.cli import main; main()"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def start(index: Path, port: int) -> subprocess.Popen[bytes]:
    """A server over `index`, ready to answer."""
    command = [sys.executable, "-c", _SERVE, "--index", str(index), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            Connection(port).status("/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.kill()
    raise SystemExit("the server does not answer")


class Connection:
    """A connection that is kept open, with as little of Python on this side as can be: what
    `http.client` does takes as long as a search, and is no part of the server."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def status(self, path: str) -> int:
        """The status of the answer to a GET, read to its end."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        held = b""
        while b"\r\n\r\n" not in held:
            held += self._received()
        head, _, body = held.partition(b"\r\n\r\n")
        (length,) = re.findall(rb"(?i)\r\ncontent-length: (\d+)", head)
        missing = int(length) - len(body)
        while missing:
            missing -= len(self._received())
        return int(head.split(b" ", 2)[1])

    def _received(self) -> bytes:
        found = self._socket.recv(2**17)
        if not found:
            raise ConnectionError("the server has closed the connection")
        return found


def run(
    port: int, turn: int, queries: list[Query], connections: int, beside: Contender | None
) -> tuple[list[float], list[float], float]:
    """Milliseconds of each query, those of `beside` for the same one, and queries a second over
    all connections."""
    taken: list[float] = []
    others: list[float] = []

    def work(own: list[Query]) -> None:
        connection = Connection(port)
        for query in own:
            path = (
                f"/api/v1/search?{urllib.parse.urlencode({'q': ' '.join(query)} | _OF_TURN[turn])}"
            )
            began = time.perf_counter()
            if connection.status(path) != 200:
                raise SystemExit(f"the server refused {path}")
            taken.append((time.perf_counter() - began) * 1000)
            if beside is not None:
                began = time.perf_counter()
                beside.search(query, 0)
                others.append((time.perf_counter() - began) * 1000)

    threads = [
        threading.Thread(target=work, args=(queries[number::connections],))
        for number in range(connections)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began - sum(others) / 1000
    return taken, others, len(queries) / seconds


_OF_TURN: tuple[dict[str, str], ...] = ({}, {"uncertain": "1"}, {"uncertain": "1"})
"""Parameters of each pass beside the query."""


Times = NDArray[np.float64]

_Answers = dict[tuple[str, int], list[tuple[list[float], list[float]]]]
"""For each kind of queries and pass, what `run` gave in each round with one connection."""


def rows_of(answers: _Answers) -> list[str]:
    rows = []
    for (kind, turn), rounds in answers.items():
        taken, others = np.array(rounds).transpose(1, 0, 2)  # a row a round
        shares = [_share_of_bar(*both) for both in zip(taken, others, strict=True)]
        usual = _share_of_bar(np.median(taken, axis=0), np.median(others, axis=0))
        rows.append(
            f"| {kind}, {TURNS[turn]} | {_shares(taken)} | {_shares(others)} "
            f"| {np.median(shares):.2f} ({min(shares):.2f}–{max(shares):.2f}) | {usual:.2f} |"
        )
    return rows


def _share_of_bar(taken: Times, others: Times) -> float:
    return float(np.percentile(taken, 95) / (1.5 * np.percentile(others, 95) + 2))


def _shares(taken: ArrayLike) -> str:
    return " / ".join(f"{np.percentile(taken, share):.1f}" for share in (50, 95, 99))


@contextmanager
def served(index: Path) -> Iterator[int]:
    """The port of a server over `index` that has read ahead."""
    port = free_port()
    server = start(index, port)
    try:
        time.sleep(_AHEAD)
        yield port
    finally:
        server.terminate()
        server.wait()


def measured(index: Path, count: int, rounds: int, several: list[int]) -> str:
    """The tables of one index: with one connection in `rounds`, then with `several`."""
    tantivy = CONTENDERS["tantivy"]()
    other = index.with_name(index.name.replace("xunzhang", "tantivy"))
    tantivy.open(other)
    into_memory(index)
    into_memory(other)
    kinds = {kind: QUERIES[kind] for kind in ("any words", "common words")}
    queries = {kind: made(count * (1 + len(several))) for kind, made in kinds.items()}
    answers: _Answers = {(kind, turn): [] for kind in kinds for turn in range(len(TURNS))}
    for _ in range(rounds):
        with served(index) as port:
            for kind, turn in answers:
                taken, others, _ = run(port, turn, queries[kind][:count], 1, tantivy)
                answers[kind, turn].append((taken, others))
    tantivy.close()
    rates = []
    with served(index) as port:
        for number, connections in enumerate(several, 1):
            for kind, turn in answers:
                asked = queries[kind][number * count : (number + 1) * count]
                taken, _, rate = run(port, turn, asked, connections, None)
                rates.append(
                    f"| {connections} | {kind}, {TURNS[turn]} | {_shares(taken)} | {rate:.0f} |"
                )
    return "\n".join(
        [
            f"### `/api/v1/search` with snippets, {sections(index):,} sections",
            "",
            f"One connection, {rounds} rounds of {count} queries; p95 ÷ bar of the rounds (median, "
            "least, greatest), and of every query's median.",
            "",
            "| queries | p50 / p95 / p99, ms | tantivy alone: p50 / p95 / p99, ms "
            "| p95 ÷ bar, rounds | of medians |",
            "| --- | --- | --- | --- | --- |",
            *rows_of(answers),
            "",
            "| connections | queries | p50 / p95 / p99, ms | queries/s |",
            "| --- | --- | --- | --- |",
            *rates,
        ]
    )


def sections(index: Path) -> int:
    return read_manifest(current_generation(index)).sections


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("indexes", type=Path, nargs="+", metavar="INDEX")
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, nargs="*", default=[4, 8])
    parser.add_argument(
        "--write", action="store_true", help="puts the tables into docs/benchmarks.*"
    )
    given = parser.parse_args()
    tables = [
        measured(index, given.queries, given.rounds, given.connections) for index in given.indexes
    ]
    print(*tables, sep="\n\n")
    if given.write:
        write(http="\n\n".join(tables))


if __name__ == "__main__":
    main()
