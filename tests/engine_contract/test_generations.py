"""A rebuild makes a new generation beside the one that answers; threads share an engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer.model import AnalysedFile
from search_app.engine.protocol import Engine
from tests.corpora import made_corpus
from tests.engine_contract.engines import MakeEngine
from tests.engine_contract.files import section_ids
from tests.engine_contract.queries import RandomQueries


def ask(engine: Engine, files: list[AnalysedFile]) -> list[object]:
    queries = RandomQueries(5, files)
    requests = [queries.request() for _ in range(10)]
    ids = section_ids(files)
    return [
        *(engine.search(request) for request in requests),
        *(list(engine.scan(request)) for request in requests),
        *engine.sections(ids),
        *(engine.related(section_id, "similar", 5) for section_id in ids[:5]),
        *(engine.report(report.id) for report in files[0].reports),
    ]


def test_an_engine_goes_on_answering_after_a_rebuild(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    before, after = made_corpus(1, 4), made_corpus(2, 6)
    old = make_engine(before, tmp_path)
    name, answers = old.generation, ask(old, before)
    scan = old.scan(RandomQueries(6, before).request())
    new = make_engine(after, tmp_path)
    assert new.generation != old.generation == name
    assert ask(old, before) == answers
    assert ask(new, after) != answers
    only_before = sorted(set(section_ids(before)) - set(section_ids(after)))
    assert set(scan) <= set(section_ids(before))
    assert only_before
    assert new.sections(only_before) == [None] * len(only_before)
    old.close()
    new.close()


def test_the_same_files_again_are_another_generation_with_the_same_answers(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    files = made_corpus(3, 4)
    one = make_engine(files, tmp_path)
    other = make_engine(files, tmp_path)
    assert one.generation != other.generation
    assert ask(one, files) == ask(other, files)
    one.close()
    other.close()


def test_threads_share_an_engine(make_engine: MakeEngine, tmp_path: Path) -> None:
    files = made_corpus(71, 8)
    expected = ask(make_engine(files, tmp_path), files)
    shared = make_engine(files, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(lambda _: ask(shared, files), range(16)):
            assert answers == expected
    shared.close()
