"""The embedded engine and a search by brute force give the same answers."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.model import AnalysedFile
from search_app.engine.protocol import FACETS, Engine, Hit, KnowsWords, SearchRequest
from tests.corpora import made_corpus
from tests.engine_contract.engines import make_embedded, make_oracle
from tests.engine_contract.files import exact_file, section_ids
from tests.engine_contract.queries import RandomQueries


@pytest.fixture(scope="module")
def files() -> list[AnalysedFile]:
    files = [*made_corpus(7, 20), exact_file()]
    assert 100 < len(section_ids(files)) <= 200, "with more, what gets a proximity bonus may differ"
    return files


@pytest.fixture(scope="module")
def embedded(files: list[AnalysedFile], tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return make_embedded(files, tmp_path_factory.mktemp("index"))


@pytest.fixture(scope="module")
def oracle(files: list[AnalysedFile]) -> Engine:
    return make_oracle(files, Path())


def assert_same_hits(hits: Sequence[Hit], expected: Sequence[Hit], request: SearchRequest) -> None:
    """Where the order differs, the two must tie but for the last bits of the floats."""
    scores = {hit.section_id: hit.score for hit in expected}
    copies = {hit.section_id: hit.duplicates for hit in expected}
    for hit, other in zip(hits, expected, strict=True):
        assert hit.score == pytest.approx(other.score, rel=1e-4, abs=1e-6), request
        own = scores.get(hit.section_id, other.score)
        assert own == pytest.approx(other.score, rel=1e-4, abs=1e-6), request
        assert hit.duplicates == copies.get(hit.section_id, hit.duplicates), request
    if request.duplicates == "show":
        assert {hit.section_id for hit in hits} == set(scores), request


@pytest.mark.parametrize("seed", range(12))
def test_searches(embedded: Engine, oracle: Engine, files: list[AnalysedFile], seed: int) -> None:
    queries = RandomQueries(seed, files)
    requests = [queries.request() for _ in range(25)]
    for request in requests:
        result, expected = embedded.search(request), oracle.search(request)
        assert result.total == expected.total, request
        assert_same_hits(result.hits, expected.hits, request)
        assert result.counts == expected.counts, request
    assert embedded.count_many(requests) == oracle.count_many(requests)


def test_crosstabs(embedded: Engine, oracle: Engine, files: list[AnalysedFile]) -> None:
    queries = RandomQueries(21, files)
    for number in range(40):
        request = queries.request()
        rows, columns = FACETS[number % 5], FACETS[number // 5 % 5]
        table = embedded.crosstab(request, rows, columns)
        assert table == oracle.crosstab(request, rows, columns), (request, rows, columns)


def test_explanations(embedded: Engine, oracle: Engine, files: list[AnalysedFile]) -> None:
    queries = RandomQueries(22, files)
    explained = 0
    for request in [queries.request() for _ in range(60)]:
        for section_id in queries.draw.sample(section_ids(files), 6):
            one, other = (each.explain(request, section_id) for each in (embedded, oracle))
            assert (one is None) == (other is None), (request, section_id)
            if one is not None and other is not None:
                assert one.score == pytest.approx(other.score, rel=1e-4, abs=1e-6), request
                explained += bool(one.parts)
    assert explained > 20


def test_what_is_kept_of_sections_and_reports(
    embedded: Engine, oracle: Engine, files: list[AnalysedFile]
) -> None:
    ids = section_ids(files)
    assert embedded.sections(ids) == oracle.sections(ids)
    for report in [report for file in files for report in file.reports]:
        kept, expected = (each.report(report.id) for each in (embedded, oracle))
        assert json.dumps(kept, sort_keys=True) == json.dumps(expected, sort_keys=True)


def test_related_sections(embedded: Engine, oracle: Engine, files: list[AnalysedFile]) -> None:
    copied = 0
    for section_id in section_ids(files):
        copies = embedded.related(section_id, "copies")
        assert copies == oracle.related(section_id, "copies")
        copied += bool(copies)
        similar, expected = (each.related(section_id, "similar", 10) for each in (embedded, oracle))
        assert similar == expected
    assert copied


def test_common_words(embedded: Engine, oracle: Engine) -> None:
    assert isinstance(embedded, KnowsWords) and isinstance(oracle, KnowsWords)
    assert embedded.common_words(50) == oracle.common_words(50)
