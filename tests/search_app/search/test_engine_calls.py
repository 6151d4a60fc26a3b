"""How often a searcher asks its engine, and for how much: an engine may be another machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest

from indexer.model import AnalysedFile, Line, Report, Section, SourceFile
from search_app.engine.protocol import SearchRequest, SearchResult, StoredSection
from search_app.query.synonyms import default_synonyms
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from tests.engine_contract.oracle import Oracle

MATCHES = 5000
LARGEST_PAGE = 100


class RecordingOracle(Oracle):
    """Notes what it is asked for: the member, and for a search its request."""

    def __init__(self, files: Iterable[AnalysedFile]) -> None:
        super().__init__(files)
        self.calls: list[str] = []
        self.searched: list[SearchRequest] = []

    def search(self, request: SearchRequest) -> SearchResult:
        self.calls.append("search")
        self.searched.append(request)
        return super().search(request)

    def count_many(self, requests: Sequence[SearchRequest]) -> list[int]:
        self.calls.append("count_many")
        return super().count_many(requests)

    def scan(self, request: SearchRequest) -> Iterator[str]:
        self.calls.append("scan")
        return super().scan(request)

    def sections(self, ids: Sequence[str]) -> list[StoredSection | None]:
        self.calls.append("sections")
        return super().sections(ids)

    def common_words(self, size: int) -> list[tuple[str, int]]:
        self.calls.append("common_words")
        return super().common_words(size)


def file_of(texts: Iterable[str]) -> AnalysedFile:
    sections = tuple(
        Section(f"{number:016x}", (), (Line(number, number, text),))
        for number, text in enumerate(texts, 1)
    )
    report = Report("总结", "总结", 1, len(sections), False, (), sections)
    source = SourceFile("a.txt", "text", "utf-8", ("",) * len(sections), ())
    return AnalysedFile(source, (), (report,))


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    texts = (
        "全县的校车都签了安全管理责任书。",
        "食堂卫生与校车每月检查一次。",
        "学籍管理系统已经开通。",
        "义务教育均衡发展通过督导评估。",
    )
    return Searcher(RecordingOracle([file_of(texts)]), default_synonyms())


@pytest.mark.parametrize(
    ("query", "spelling"),
    [
        ("校东", "校车"),
        ("学藉管理", "学籍管理"),
        ("食堂 校东", "食堂 校车"),
        ("食唐 校东 学藉 卫升", None),
        ("shitang", "食堂"),
        ("没有的词", None),
        ("校车", None),
    ],
)
def test_another_spelling_costs_three_calls_at_most(
    searcher: Searcher, query: str, spelling: str | None
) -> None:
    engine = searcher.engine
    assert isinstance(engine, RecordingOracle)
    searcher.search(SearchParameters(q="没有"))  # makes the vocabulary, once for an engine
    engine.calls.clear()
    assert searcher.search(SearchParameters(q=query)).did_you_mean == spelling
    searches = engine.calls.count("search")
    assert searches and engine.calls[:searches] == ["search"] * searches
    assert engine.calls[searches:] in ([], ["count_many"], ["count_many"] * 3)


def test_what_is_found_is_searched_for_once() -> None:
    engine = RecordingOracle([file_of(f"第{number}所的校车。" for number in range(10))])
    searcher = Searcher(engine, default_synonyms())
    outcome = searcher.search(SearchParameters(q="校车", duplicates="show"))
    assert (outcome.result.total, engine.calls) == (10, ["search"])


def test_all_matches_are_scanned_without_a_page_of_all() -> None:
    engine = RecordingOracle([file_of(f"第{number}所的校车。" for number in range(MATCHES))])
    searcher = Searcher(engine, default_synonyms())
    parameters = SearchParameters(q="校车", duplicates="show")
    for scan in (searcher.scan, searcher.scan_exactly):
        assert len(set(scan(parameters))) == MATCHES
    assert engine.calls.count("scan") == 2
    assert all(request.size <= LARGEST_PAGE for request in engine.searched)
