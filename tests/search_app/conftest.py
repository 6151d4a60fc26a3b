from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from indexer.settings import Settings
from search_app.app import create_app
from tests.conftest import Workplace


@pytest.fixture(scope="session")
def client(sample: Workplace, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The application over the sample index, called in process."""
    data = tmp_path_factory.mktemp("data")
    app = create_app(Settings(sample.corpus, sample.index, data))
    app.testing = True
    return app.test_client()
