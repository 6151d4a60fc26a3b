"""The production server: waitress over the application."""

from __future__ import annotations

import logging

import click
from flask import Flask
from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from indexer.console import reason
from indexer.errors import XunzhangError
from indexer.settings import Settings
from indexer.store import current_generation
from search_app.answers import answer
from search_app.app import create_app
from search_app.parameters import SearchParameters
from search_app.runtime import runtime
from search_app.suggest import vocabulary_of


class _Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """Reads an address typed with Chinese characters, as scripts and old clients send it, like one
    with its bytes escaped; waitress calls it a bad request."""

    def parse_header(self, header_plus: bytes) -> None:
        first, line_end, rest = header_plus.partition(b"\r\n")
        super().parse_header(_escaped(first) + line_end + rest)


class _Channel(HTTPChannel):  # type: ignore[misc]
    parser_class = _Parser


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
    warm(app)
    try:
        server = create_server(app, host=host, port=port, threads=threads, ident="xunzhang")
    except ValueError:  # waitress's word for a name it cannot look up
        raise XunzhangError(f"没有叫 {host} 的地址，--host 应是本机的地址或名字") from None
    except OSError as error:
        raise XunzhangError(
            f"不能在 {host}:{port} 上监听：{reason(error)}（换一个 --port 试试）"
        ) from error
    server.channel_class = _Channel
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"请用浏览器打开 http://{shown}:{server.effective_port}/  （按 Ctrl+C 停止）")
    try:
        server.run()
    finally:
        server.close()


def warm(app: Flask) -> None:
    """Loads what the first search would otherwise wait for: dictionaries, folding tables, the
    vocabulary of suggestions."""
    with app.app_context():
        held = runtime()
        engine = held.engine()
        answer(engine, SearchParameters(q="工作"), held.synonyms)
        vocabulary_of(engine)
