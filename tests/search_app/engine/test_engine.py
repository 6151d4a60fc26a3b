"""What the embedded engine promises besides the contract, on a small generation."""

from pathlib import Path

import pytest

from indexer.errors import IndexUnavailable
from indexer.model import AnalysedFile
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import EngineHandle, WhooshEngine
from search_app.engine.whoosh import engine as production
from search_app.query.nodes import Phrase, Words
from tests.corpora import made_corpus
from tests.engine_contract.engines import make_embedded
from tests.engine_contract.files import section_ids


@pytest.fixture(scope="module")
def files() -> list[AnalysedFile]:
    return made_corpus(3, 20)


@pytest.fixture(scope="module")
def index(files: list[AnalysedFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    make_embedded(files, folder)
    return folder


def test_without_an_index_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="xunzhang rebuild"):
        WhooshEngine.open(tmp_path)


def test_the_handle_follows_a_rebuild(tmp_path: Path) -> None:
    handle = EngineHandle(tmp_path)
    with pytest.raises(IndexUnavailable):
        handle.engine()
    make_embedded(made_corpus(1, 2), tmp_path)
    old = handle.engine()
    assert handle.engine() is old
    make_embedded(made_corpus(2, 3), tmp_path)
    new = handle.engine()
    assert new.generation != old.generation
    assert old.search(SearchRequest(Phrase("教育局"))).total  # what still uses it is not disturbed


def test_warming_changes_no_answer(index: Path, files: list[AnalysedFile]) -> None:
    engine, fresh = WhooshEngine.open(index), WhooshEngine.open(index)
    common = [Words(word) for word, _ in engine.common_words(30)]
    assert sum(1 for _ in engine.warm(common)) > len(common)
    ids = section_ids(files)
    assert engine.sections(ids) == fresh.sections(ids)
    for node in common:
        assert engine.search(SearchRequest(node)) == fresh.search(SearchRequest(node))


def test_warming_stops_when_little_room_is_left(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(production, "CACHE_SHARE", 0)
    monkeypatch.setattr(production, "CACHE_LEAST", 60_000)  # bytes, less than all sections take
    engine = WhooshEngine.open(index)
    common = [Words(word) for word, _ in engine.common_words(1000)]
    assert 0 < sum(1 for _ in engine.warm(common)) < len(common)
