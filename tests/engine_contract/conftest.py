from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.model import AnalysedFile
from search_app.engine.protocol import Engine
from tests.engine_contract.engines import ENGINES, MakeEngine
from tests.engine_contract.files import contract_files


@pytest.fixture(scope="session")
def files() -> list[AnalysedFile]:
    """What `engine` has indexed."""
    return contract_files()


@pytest.fixture(scope="session", params=ENGINES)
def make_engine(request: pytest.FixtureRequest) -> MakeEngine:
    """Makes an engine of one kind; a test that asks for it, or for `engine`, runs with each."""
    return ENGINES[request.param]


@pytest.fixture(scope="session")
def engine(
    make_engine: MakeEngine, files: list[AnalysedFile], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine over `files`, shared by the tests."""
    engine = make_engine(files, tmp_path_factory.mktemp("index"))
    yield engine
    engine.close()
