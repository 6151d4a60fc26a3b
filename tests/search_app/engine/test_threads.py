"""One embedded engine, many threads: each gets the answer it would get alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search_app.engine.whoosh import EngineHandle, WhooshEngine, engine
from tests.corpora import made_corpus
from tests.engine_contract.engines import make_embedded
from tests.engine_contract.queries import RandomQueries


def test_threads_share_a_cache_that_is_emptied_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = made_corpus(71, 12)
    make_embedded(files, tmp_path).close()
    alone = WhooshEngine.open(tmp_path)
    queries = RandomQueries(9, files)
    requests = [queries.request() for _ in range(60)]
    expected = [alone.search(request) for request in requests]
    monkeypatch.setattr(engine, "CACHE_SHARE", 0)
    monkeypatch.setattr(engine, "CACHE_LEAST", 20_000)  # bytes
    shared = WhooshEngine.open(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        for _ in range(3):
            assert list(pool.map(shared.search, requests)) == expected


def test_threads_ask_for_the_engine_while_it_is_replaced(tmp_path: Path) -> None:
    files = made_corpus(72, 4)
    request = RandomQueries(3, files).request()
    expected = make_embedded(files, tmp_path).search(request)
    handle = EngineHandle(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(lambda: handle.engine().search(request)) for _ in range(40)]
        for _ in range(2):
            make_embedded(files, tmp_path)
        answers += [pool.submit(lambda: handle.engine().search(request)) for _ in range(40)]
        assert all(answer.result() == expected for answer in answers)
