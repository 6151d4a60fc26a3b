"""A worker process of the server: generations made ready and followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from indexer.settings import Settings
from search_app.query.nodes import Node, Words
from search_app.query.synonyms import NONE
from search_app.runtime import Runtime
from search_app.search.searcher import Searcher
from search_app.server import worker
from tests.corpora import made_corpus
from tests.indexes import write_generation


def test_a_new_generation_is_made_ready_before_anybody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    write_generation(index, made_corpus(1, 2), fingerprint="", digests={})
    held = Runtime(Settings(tmp_path, index, tmp_path / "data"))
    old = held.searcher()
    warmed: list[Searcher] = []
    ready, closing = Event(), Event()

    def warm(searcher: Searcher) -> None:
        warmed.append(searcher)
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
    assert warmed == [held.searcher()]
    assert warmed[0].engine.generation != old.engine.generation


class WarmingEngine:
    """An engine that only counts what it is asked to read ahead."""

    def __init__(self) -> None:
        self.warmed: list[Node] = []

    def common_words(self, size: int) -> list[tuple[str, int]]:
        return [("校车", 9), ("的", 8), ("安全", 7)][:size]

    def warm(self, nodes: Iterable[Node]) -> Iterator[None]:
        for node in nodes:
            self.warmed.append(node)
            yield


def test_what_most_searches_need_is_read_before_anybody_asks() -> None:
    engine = WarmingEngine()
    worker.read_ahead(Searcher(engine, NONE), Event())  # type: ignore[arg-type]
    assert [node.text for node in engine.warmed if isinstance(node, Words)] == ["校车", "安全"]


def test_a_server_that_closes_reads_nothing_more() -> None:
    engine, closing = WarmingEngine(), Event()
    closing.set()
    worker.read_ahead(Searcher(engine, NONE), closing)  # type: ignore[arg-type]
    assert len(engine.warmed) == 1
