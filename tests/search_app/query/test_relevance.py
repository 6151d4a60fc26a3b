"""Ranking must not get worse: the judged queries and questions of bench/relevance.py.

The floors are what was measured there, less what one query in a set may lose.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import relevance
from search_app.engine.whoosh import WhooshEngine


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    engine = relevance.sample_engine(tmp_path_factory.mktemp("sample"))
    yield engine
    engine.close()


def test_judged_queries(sample: WhooshEngine) -> None:
    scores = [relevance.score(sample, judged) for judged in relevance.judged_queries()]
    assert len(scores) >= 40
    assert relevance.mean([score.ndcg for score in scores]) >= 0.875
    assert relevance.mean([score.reciprocal_rank for score in scores]) >= 0.96


def test_questions_over_the_sample(sample: WhooshEngine) -> None:
    scores = relevance.answered(sample, relevance.asked_of_sample(sample))
    assert len(scores) >= 30
    assert relevance.mean([score.reciprocal_rank for score in scores]) >= 0.90
    assert all(score.reciprocal_rank > 0 for score in scores)


def test_questions_over_passages(tmp_path: Path) -> None:
    engine = relevance.passage_engine(tmp_path, [text for text, _ in relevance.passages()])
    scores = relevance.answered(engine, relevance.asked_of_passages())
    assert len(scores) >= 30
    assert relevance.mean([score.reciprocal_rank for score in scores]) == 1.0
