"""What the quotes promise, from the query as typed to the hits."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import AnalysedFile, Line, Report, Section, SourceFile
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Phrase
from search_app.query.synonyms import NONE, default_synonyms
from search_app.search.answers import answer_search
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from search_app.search.snippets import snippet_html
from tests.indexes import write_generation

TEXTS = {
    1: "教育局召开校车安全会议，要求“一车一档”。",
    2: "全县的校車都要講安全。",
    3: "育局两个字不连在学校名称里，只说某育局。",
    4: "入学率98.5%，《校车条例》第3条。",
}
# A spun text: 学生 was replaced by 学员, and is searched beside it.
SPUN = Section(f"{5:016x}", (), (Line(9, 9, "学员乘车登记。"),), restored="学生乘车登记。")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    sections = tuple(
        Section(f"{number:016x}", (), (Line(number, number, text),))
        for number, text in TEXTS.items()
    )
    report = Report(f"{9:016x}", "总结", 1, 9, False, (), (*sections, SPUN), paraphrased=True)
    source = SourceFile("a.txt", "text", "utf-8", ("",) * 9, ())
    folder: Path = tmp_path_factory.mktemp("exact")
    write_generation(
        folder,
        [AnalysedFile(source, (), (report,))],
        fingerprint="",
        digests={"a.txt": ""},
    )
    return WhooshEngine.open(folder)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ('"校车"', {1, 2, 4}),
        ('"校车安全"', {1}),
        ('"，要求“一车一档”。"', {1}),
        ('"98.5%，《校"', {4}),
        ('"率９８．５％"', {4}),
        ('"育局"', {1, 3}),
        ('教育局 -"育局"', set()),
        ("教育局 -育局", {1}),
        ("-校车", {3, 5}),
        ('"学员"', {5}),
        ('"学生"', set()),
        ("学生", {5}),
        ('-"学生" 登记', {5}),
        ("校车 安全", {1, 2}),
        ("校车安全", {1, 2}),
    ],
)
def test_a_query_finds_what_it_says(engine: WhooshEngine, query: str, numbers: set[int]) -> None:
    outcome = Searcher(engine, NONE).search(SearchParameters(q=query))
    assert {int(hit.section_id, 16) for hit in outcome.result.hits} == numbers
    assert outcome.relaxed is None


def test_what_is_searched_and_not_shown_does_not_stand_there(engine: WhooshEngine) -> None:
    quoted = [SearchRequest(Phrase(text)) for text in ("學員乘車", "学生乘车")]
    assert engine.count_many(quoted) == [1, 0]


@pytest.mark.parametrize(
    ("query", "restored"), [("学生", True), ("学员", False), ("登记", False), ("", False)]
)
def test_a_hit_without_a_mark_says_what_it_was_found_by(
    engine: WhooshEngine, query: str, restored: bool
) -> None:
    found = answer_search(Searcher(engine, NONE), SearchParameters(q=query))
    (hit,) = [hit for hit in found.hits if hit.section.id == SPUN.id]
    assert hit.restored is restored


CACHED_TEXTS = [
    *'"“”「」()（-－|:：~*，？ 　\n\0',
    " OR ",
    "标题:",
    "年份:2010..",
    "部分:计划",
    '"校车 安全"~5',
]
CACHED_TEXTS += ["校车", "教育局", "学藉", "的", "什么是校车安全管理", "xuexiao", "98.5%", "育局"]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(CACHED_TEXTS), max_size=8).map("".join))
def test_any_query_is_answered(engine: WhooshEngine, query: str) -> None:
    outcome = Searcher(engine, default_synonyms()).search(SearchParameters(q=query))
    assert outcome.understood
    hits = outcome.result.hits
    for section in engine.sections([hit.section_id for hit in hits]):
        assert section is not None
        shown = str(snippet_html(section, outcome.request.node))
        assert shown.count("<mark>") == shown.count("</mark>")
