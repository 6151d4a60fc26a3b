"""HTTP by waitress, with what it leaves to be wished for."""

from __future__ import annotations

import logging
from collections import deque
from threading import Lock, Thread
from time import monotonic
from typing import Any

from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask
from waitress.wasyncore import close_all, loop

from indexer.errors import XunzhangError, explain_os_error


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


class Listening:
    """A server at every address that `host` stands for, which answers up to `threads` requests at
    once.

    Threads take turns at listening: the one that has read a request answers it, while another one
    listens on (leader and followers, as the pattern is called). In waitress a thread of its own
    listens and hands requests over; waiting till another thread is awake, answers took 3 to 4 %
    longer (queries of bench/serve.py, both servers asked in turn). There is one thread more than
    may answer at once, so that one listens always: it also sends what clients were not ready to
    take.

    Raises XunzhangError when there is no such address or the port is taken.
    """

    def __init__(self, app: Flask, host: str, port: int, threads: int) -> None:
        self._polled: dict[int, Any] = {}
        self._turn = Lock()
        self._lock = Lock()  # of the next two
        self._waiting: deque[HTTPChannel] = deque()
        self._free = threads
        self._closing = False
        self._fault: OSError | None = None
        try:
            create_server(
                app, map=self._polled, _dispatcher=self, host=host, port=port, ident="xunzhang"
            )
        except ValueError:  # waitress's word for a name it cannot look up
            raise XunzhangError(f"没有叫 {host} 的地址，--host 应是本机的地址或名字") from None
        except OSError as error:
            close_all(self._polled)
            raise XunzhangError(
                f"不能在 {host}:{port} 上监听：{explain_os_error(error)}（换一个 --port 试试）"
            ) from error
        # localhost is mostly two addresses, and waitress serves each by a server of its own.
        servers = [one for one in self._polled.values() if isinstance(one, BaseWSGIServer)]
        for server in servers:
            server.channel_class = _Channel
        self._wake = servers[0].pull_trigger
        self.ports: list[int] = [server.effective_port for server in servers]
        self._threads = [
            Thread(target=self._work, name=f"xunzhang-{number}", daemon=True)
            for number in range(threads + 1)
        ]

    def run(self) -> None:
        """Serves until interrupted or closed."""
        for thread in self._threads:
            thread.start()
        try:
            for thread in self._threads:
                while thread.is_alive():
                    thread.join(_PATIENCE)  # without an end it could not be interrupted everywhere
        except (KeyboardInterrupt, SystemExit):
            return
        if self._fault is not None:
            raise self._fault

    def close(self) -> None:
        """Waits a little for what is being answered, then closes every connection."""
        if not self._polled:
            return
        self._closing = True
        self._wake()
        until = monotonic() + _LAST
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until - monotonic()))
        close_all(self._polled)

    def add_task(self, channel: HTTPChannel) -> None:
        """Called by waitress where a request has been read: by the thread that listens, or by one
        that has answered another request of this connection. Either looks for it next."""
        with self._lock:
            self._waiting.append(channel)

    def _next(self) -> HTTPChannel | None:
        """The next request, if there is one and it may be answered now."""
        with self._lock:
            if not self._waiting or not self._free:
                return None
            self._free -= 1
            return self._waiting.popleft()

    def _work(self) -> None:
        try:
            while (channel := self._next()) is not None or (channel := self._listen()) is not None:
                self._answer(channel)
        except OSError as error:  # it cannot listen any more
            self._fault = error
            self._closing = True

    def _answer(self, channel: HTTPChannel) -> None:
        try:
            channel.service()
        except Exception:  # of one connection; all others are served on
            logging.exception("%r", channel)
        finally:
            with self._lock:
                self._free += 1

    def _listen(self) -> HTTPChannel | None:
        """Listens, when it is this thread's turn, until there is a request for it; None when the
        server closes."""
        with self._turn:
            while not self._closing:
                loop(_PATIENCE, map=self._polled, count=1)
                channel = self._next()
                if channel is not None:
                    return channel
        return None


_PATIENCE = 1.0
"""Seconds until whoever waits looks whether the server closes."""
_LAST = 5.0
"""Seconds in which what is being answered when the server closes may be answered."""


def _escaped(line: bytes) -> bytes:
    """`line` with every byte beyond ASCII as %XX."""
    return b"".join(b"%%%02X" % byte if byte > 127 else bytes([byte]) for byte in line)
