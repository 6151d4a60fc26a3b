"""The command `serve`: checks, then granian."""

from __future__ import annotations

import multiprocessing
import signal
import socket
from functools import partial
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Event, Thread

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from indexer.errors import XunzhangError, explain_os_error
from indexer.settings import Settings
from search_app.app import create_app
from search_app.runtime import runtime
from search_app.server.process import load_application
from search_app.server.worker import log_to_stderr


def serve(settings: Settings, host: str, port: int, threads: int) -> None:
    """Serves until interrupted, `threads` requests at once. Port 0 takes a free one; the address is
    printed once the server answers.

    Raises IndexUnavailable when there is nothing to serve, XunzhangError when the address is taken
    or another folder cannot be used; SystemExit when the worker process dies.
    """
    with create_app(settings).app_context():
        runtime().searcher()  # a fault is told here, in one line, before there is another process
    address, port = free_address(host, port)
    log_to_stderr()
    # A new interpreter on every system: one that is forked would inherit the signal handlers of
    # this process and could not be stopped before it serves.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "xunzhang",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=threads,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES
        ),
        websockets=False,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig={"loggers": {}},  # granian's errors go where all others go
    )
    shown = f"[{host}]" if ":" in host else host
    said = f"请用浏览器打开 http://{shown}:{port}/  （按 Ctrl+C 停止）"
    stopping = Event()
    announcing = Thread(target=_announce, args=(address, port, said, stopping), daemon=True)
    server.on_startup(announcing.start)
    if hasattr(signal, "SIGHUP"):  # not on Windows
        # The end of the terminal ends the server, unless nohup has started it; granian would start
        # its worker anew.
        server.on_startup(partial(signal.signal, signal.SIGHUP, signal.getsignal(signal.SIGHUP)))
    try:
        server.serve(target_loader=partial(load_application, settings), wrap_loader=False)
    finally:
        stopping.set()


HEADER_SECONDS = 30
"""In which a client must have sent the head of a request."""
HEADER_BYTES = 64 * 1024
"""What the head of a request may take. A query of 2,000 Chinese characters takes 18 KB of it."""
STOP_SECONDS = 5
"""In which a request that is being answered when the server stops may be answered. The worker is
killed then: it would wait for ever for a client that sends only half of a request."""


def free_address(host: str, port: int) -> tuple[str, int]:
    """The IP address that `host` stands for, with `port`, or with a free port in the place of 0.

    Of a name with several addresses it is the first of IPv4, if there is one: granian listens at
    one, and whoever connects to the name tries all.

    Raises XunzhangError when there is no such address or the port is taken.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise XunzhangError(f"没有叫 {host} 的地址，--host 应是本机的地址或名字") from None
    family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    try:
        # Looked for here, since on Linux two servers of granian may share a port.
        with socket.create_server(address[:2], family=family) as free:
            free_at: tuple[str, int] = free.getsockname()[:2]
    except OSError as error:
        raise XunzhangError(
            f"不能在 {host}:{port} 上监听：{explain_os_error(error)}（换一个 --port 试试）"
        ) from error
    return free_at


def _announce(address: str, port: int, said: str, stopping: Event) -> None:
    """Prints `said` once the server answers. On some systems connections are taken before that."""
    if ip_address(address).is_unspecified:
        address = "::1" if ":" in address else "127.0.0.1"
    while not _answers(address, port):
        if stopping.wait(_POLL_SECONDS):
            return
    click.echo(said)


_POLL_SECONDS = 0.05


def _answers(address: str, port: int) -> bool:
    connection = HTTPConnection(address, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
