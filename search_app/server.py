"""The production server: waitress over the application."""

from __future__ import annotations

import gc
import logging
from threading import Event, Lock, Thread
from typing import Any

import click
from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

from indexer.console import reason
from indexer.errors import IndexUnavailable, XunzhangError
from indexer.settings import Settings
from indexer.store import current_generation
from search_app.answers import answer
from search_app.api import answer_json
from search_app.app import create_app
from search_app.engine.protocol import Engine
from search_app.parameters import SearchParameters
from search_app.query.interpret import interpret
from search_app.query.nodes import Words
from search_app.runtime import Runtime, runtime
from search_app.suggest import vocabulary_of


class _Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Reads an address typed with Chinese characters, as scripts and old clients send it, like one
    with its bytes escaped; waitress calls it a bad request."""

    def parse_header(self, header_plus: bytes) -> None:
        first, line_end, rest = header_plus.partition(b"\r\n")
        if not first.isascii():
            header_plus = _escaped(first) + line_end + rest
        super().parse_header(header_plus)


class _Task(WSGITask):  # type: ignore[misc]
    """Sends the head of an answer with its body. By itself, as waitress sends it, it wakes a client
    that can only wait for the rest, and may take the processor from who is to send that."""

    wrote_header: bool

    def write(self, data: bytes) -> None:
        if self.wrote_header or not data or len(data) != self.content_length:
            super().write(data)
            return
        head = self.build_response_header()
        self.wrote_header = True
        self.content_bytes_written = len(data)
        self.channel.send_now(head + data)


class _Channel(HTTPChannel):  # type: ignore[misc]
    parser_class = _Parser
    task_class = _Task

    connected: bool
    total_outbufs_len: int

    def send_now(self, data: bytes) -> None:
        """Sends what the system takes at once; only the rest waits in waitress's buffers. By way
        of these an answer of 250 KB took 0.78 ms instead of 0.35 (an application that does nothing
        else, over loopback)."""
        with self.outbuf_lock:
            free = self.connected and not self.total_outbufs_len
            sent = self.send(data, do_close=False) if free else 0
            self.write_soon(data[sent:])  # which knows what to do where nobody listens any more


class _LastIn:
    """The condition on which idle threads wait: who has waited least is woken first. With
    threading's own they take turns, and no thread finds its stack in the processor's cache: answers
    took 2.5 % longer (answers of bench/serve.py, one server changing between both ways)."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._waiting: list[Lock] = []

    def wait(self) -> None:
        woken = Lock()
        woken.acquire()
        self._waiting.append(woken)
        self._lock.release()
        try:
            woken.acquire()
        finally:
            self._lock.acquire()

    def notify(self) -> None:
        if self._waiting:
            self._waiting.pop().release()

    def notify_all(self) -> None:
        while self._waiting:
            self.notify()


class _Threads(ThreadedTaskDispatcher):  # type: ignore[misc]
    def __init__(self, count: int) -> None:
        super().__init__()
        self.queue_cv = _LastIn(self.lock)
        self.set_thread_count(count)


def _escaped(line: bytes) -> bytes:
    """`line` with every byte beyond ASCII as %XX."""
    return b"".join(b"%%%02X" % byte if byte > 127 else bytes([byte]) for byte in line)


def serve(settings: Settings, host: str, port: int, threads: int) -> None:
    """Serves until interrupted. Port 0 takes a free one; the address is printed once it listens.

    Raises IndexUnavailable when there is nothing to serve, XunzhangError when the address is taken.
    """
    current_generation(settings.index)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    app = create_app(settings)
    with app.app_context():
        held = runtime()
    engine = held.engine()
    warm(held, engine)
    server, taken = listen(app, host, port, threads)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"请用浏览器打开 http://{shown}:{taken}/  （按 Ctrl+C 停止）")
    closing = Event()
    Thread(target=follow, args=(held, engine, closing), daemon=True).start()
    try:
        server.run()
    finally:
        closing.set()
        server.close()


def listen(app: Flask, host: str, port: int, threads: int) -> tuple[Any, int]:
    """A server at every address that `host` stands for, and its port at the first of them.

    Raises XunzhangError when there is no such address or the port is taken.
    """
    polled: dict[int, Any] = {}
    try:
        server = create_server(
            app,
            map=polled,
            _dispatcher=_Threads(threads),
            host=host,
            port=port,
            ident="xunzhang",
        )
    except ValueError:  # waitress's word for a name it cannot look up
        raise XunzhangError(f"没有叫 {host} 的地址，--host 应是本机的地址或名字") from None
    except OSError as error:
        raise XunzhangError(
            f"不能在 {host}:{port} 上监听：{reason(error)}（换一个 --port 试试）"
        ) from error
    # localhost is mostly two addresses, and waitress serves each by a server of its own.
    listening = [one for one in polled.values() if isinstance(one, BaseWSGIServer)]
    for one in listening:
        one.channel_class = _Channel
    return server, listening[0].effective_port


def warm(held: Runtime, engine: Engine) -> None:
    """Loads what the first search of a generation would otherwise wait for: dictionaries, folding
    tables, the vocabulary of suggestions."""
    # Two words, and one that no index has: closeness, weaker readings, other spellings.
    answer_json(answer(engine, SearchParameters(q="工作 学藉管里"), held.synonyms))
    vocabulary_of(engine)
    # All of this stays. Left to the garbage collector it would be looked through again and again,
    # for 0.1 s each time (seen at 100,000 sections of bench/made_corpus.py).
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def read_ahead(held: Runtime, engine: Engine, closing: Event) -> None:
    """Reads what most searches need while nobody waits for it: the common words, but for those of
    one character. These stand everywhere and take much, and few ask for 的 or 在."""
    words = [word for word, _ in engine.common_words(AHEAD_WORDS) if len(word) > 1]
    nodes = (interpret(Words(word), held.synonyms) for word in words)
    for _ in engine.read_ahead(nodes):
        if closing.wait(AHEAD_PAUSE):
            return
    gc.freeze()


def follow(held: Runtime, known: Engine, closing: Event) -> None:
    """Opens and warms every generation after `known` when it appears, so that no request has to."""
    read_ahead(held, known, closing)
    while not closing.wait(FOLLOW_SECONDS):
        try:
            engine = held.engine()
        except IndexUnavailable:  # whoever asks for a page is told
            continue
        if engine is not known:
            warm(held, engine)
            read_ahead(held, engine, closing)
            known = engine


FOLLOW_SECONDS = 1.0
AHEAD_WORDS = 10_000
"""Of 10,000 sections these take 5 s and 180 MB. The first answers to queries take a twentieth less
than with 3,000, and a fifth less than with none (bench/serve.py)."""
AHEAD_PAUSE = 0.0005
"""Seconds after each step of reading ahead, for whoever waits for the interpreter."""
