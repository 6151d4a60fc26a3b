"""A worker process of the server: generations made ready and followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import cast

import pytest

from indexer.settings import Settings
from indexer.store import write_generation
from search_app.engine.protocol import Engine
from search_app.query.nodes import Node
from search_app.runtime import Runtime
from search_app.server import worker
from tests.corpora import made_corpus


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

    monkeypatch.setattr(worker, "warm", warm)
    monkeypatch.setattr(worker, "FOLLOW_SECONDS", 0.01)
    following = Thread(target=worker.follow, args=(held, old, closing))
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


class Reading:
    """An engine that is asked to read ahead, and has no answers."""

    def __init__(self) -> None:
        self.read: list[Node] = []

    def common_words(self, most: int) -> list[tuple[str, int]]:
        return [("的", 9), ("学校", 7), ("教师", 5)][:most]

    def read_ahead(self, nodes: Iterable[Node]) -> Iterator[None]:
        for node in nodes:
            self.read.append(node)
            yield


def read_ahead(tmp_path: Path, closing: Event) -> list[str]:
    """What is read ahead, in the words of the query language."""
    engine = Reading()
    held = Runtime(Settings(tmp_path, tmp_path, tmp_path))
    worker.read_ahead(held, cast(Engine, engine), closing)
    return [str(node) for node in engine.read]


def test_common_words_are_read_before_anybody_asks(tmp_path: Path) -> None:
    first, second = read_ahead(tmp_path, Event())
    assert "学校" in first
    assert "教师" in second


def test_a_server_that_closes_reads_nothing_more(tmp_path: Path) -> None:
    closing = Event()
    closing.set()
    assert len(read_ahead(tmp_path, closing)) == 1
