"""One engine, many threads: each gets the answer it would get alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search_app.engine.whoosh import EngineHandle, WhooshEngine, engine
from tests.corpora import made_corpus
from tests.differential.oracle import Oracle
from tests.differential.test_engine import Queries
from tests.indexes import write_generation


def test_threads_share_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = made_corpus(71, 12)
    write_generation(tmp_path, files, fingerprint="", digests={})
    queries = Queries(9, Oracle(files, {}))
    requests = [queries.request() for _ in range(60)]
    alone = [WhooshEngine.open(tmp_path).search(request) for request in requests]
    # A cache of a few kilobytes is emptied all the time, under everybody's feet.
    monkeypatch.setattr(engine, "CACHE_SHARE", 0)
    monkeypatch.setattr(engine, "CACHE_LEAST", 20_000)
    shared = WhooshEngine.open(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(shared.search, requests)) == alone


def test_threads_ask_for_the_engine_while_it_is_replaced(tmp_path: Path) -> None:
    files = made_corpus(72, 4)
    write_generation(tmp_path, files, fingerprint="", digests={})
    handle = EngineHandle(tmp_path)
    request = Queries(3, Oracle(files, {})).request()
    expected = handle.engine().search(request)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(lambda: handle.engine().search(request)) for _ in range(40)]
        for _ in range(2):
            write_generation(tmp_path, files, fingerprint="", digests={})
        answers += [pool.submit(lambda: handle.engine().search(request)) for _ in range(40)]
        assert all(answer.result() == expected for answer in answers)
