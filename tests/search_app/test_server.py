"""The production server as other programs talk to it."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from tests.conftest import Server


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
