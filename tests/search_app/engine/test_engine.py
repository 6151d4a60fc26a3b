"""What the engine promises to whoever calls it, on a small generation."""

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import IndexUnavailable
from indexer.model import AnalysedFile
from search_app.engine.protocol import Duplicates, SearchRequest
from search_app.engine.whoosh import EngineHandle, WhooshEngine
from search_app.engine.whoosh import engine as production
from search_app.query.nodes import And, Node, Not, Or, Phrase, Prefix, Question, Words
from tests.corpora import made_corpus
from tests.indexes import write_generation


@pytest.fixture(scope="module")
def files() -> list[AnalysedFile]:
    return made_corpus(3, 20)


@pytest.fixture(scope="module")
def index(files: list[AnalysedFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    write_generation(folder, files, fingerprint="rules", digests={})
    return folder


@pytest.fixture(scope="module")
def engine(index: Path) -> WhooshEngine:
    return WhooshEngine.open(index)


def test_without_an_index_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="xunzhang rebuild"):
        WhooshEngine.open(tmp_path)


def test_sections_come_back_as_they_were(engine: WhooshEngine, files: list[AnalysedFile]) -> None:
    for file in files:
        for report in file.reports:
            ids = [section.id for section in report.sections]
            for section, stored in zip(report.sections, engine.sections(ids), strict=True):
                assert stored is not None
                assert stored.id == section.id
                assert stored.report_id == report.id
                assert stored.title == report.title
                assert stored.path == section.path
                assert stored.text == section.text
                assert stored.topics == section.topics
                assert (stored.start_line, stored.end_line) == (
                    section.start_line,
                    section.end_line,
                )
                assert stored.file == file.source.name


def test_unknown_ids_are_answered_with_none(engine: WhooshEngine) -> None:
    assert engine.sections(["0123456789abcdef", "nonsense", ""]) == [None, None, None]
    assert engine.report("nonsense") is None
    assert engine.related("0123456789abcdef", "copies") == []
    assert engine.related("nonsense", "similar") == []


def test_a_report_comes_back_with_its_source(
    engine: WhooshEngine, files: list[AnalysedFile]
) -> None:
    file = files[0]
    report = file.reports[0]
    kept = engine.report(report.id)
    assert kept is not None
    assert kept["title"] == report.title
    assert kept["file"] == file.source.name
    assert [section["id"] for section in kept["sections"]] == [
        section.id for section in report.sections
    ]
    assert [section["text"] for section in kept["sections"]] == [
        section.text for section in report.sections
    ]
    assert tuple(kept["source_lines"]) == file.source.source[: report.end_line]


def test_copies_know_each_other(engine: WhooshEngine, files: list[AnalysedFile]) -> None:
    original = max(files[3].reports[0].sections, key=lambda section: len(section.text))
    number = files[3].reports[0].sections.index(original)
    copy = files[4].reports[-1].sections[number]
    assert copy.text == original.text
    assert copy.id in engine.related(original.id, "copies")
    assert original.id in engine.related(copy.id, "copies")
    assert copy.id not in engine.related(original.id, "similar", 50)


@pytest.mark.parametrize("duplicates", ["collapse", "show"])
def test_a_cell_of_a_crosstab_is_the_search_for_both_values(
    engine: WhooshEngine, duplicates: Duplicates
) -> None:
    request = SearchRequest(Words("教育"), {"role": ("review", "plan")}, duplicates=duplicates)
    table = engine.crosstab(request, "topic", "year")
    assert table
    counts = engine.search(request).counts
    for topic in counts["topic"]:
        for year in counts["year"]:
            filters = request.filters | {"topic": (topic,), "year": (year,)}
            both = engine.search(replace(request, filters=filters)).total
            assert table.get((topic, year), 0) == both
    narrowed = replace(request, filters=request.filters | {"year": ("2012",)})
    assert engine.crosstab(narrowed, "topic", "year") == table


@pytest.mark.parametrize(
    "node",
    [
        Words("校车安全"),
        Words("没有的词", alternatives=("校车", "教师")),
        Words("校车", alternatives=("教师队伍", "学校")),
        And((Words("学校"), Not(Words("校车")))),
        Question(("哪些学校", "教师队伍")),
        Or((Phrase("教师"), Prefix("学"))),
        Or((Words("学校"), Words("校车安全"))),  # the second adds nothing where it does not match
    ],
)
def test_the_parts_of_a_score_add_up_to_it(engine: WhooshEngine, node: Node) -> None:
    request = SearchRequest(node)
    hits = engine.search(request).hits
    assert hits
    for hit in hits:
        explained = engine.explain(request, hit.section_id)
        assert explained is not None
        assert explained.score == pytest.approx(hit.score)
        assert sum(worth for _, _, worth in explained.parts) == pytest.approx(hit.score, rel=1e-5)


def test_the_handle_follows_a_rebuild(tmp_path: Path) -> None:
    handle = EngineHandle(tmp_path)
    with pytest.raises(IndexUnavailable):
        handle.engine()
    write_generation(tmp_path, made_corpus(1, 2), fingerprint="", digests={})
    old = handle.engine()
    assert handle.engine() is old
    write_generation(tmp_path, made_corpus(2, 3), fingerprint="", digests={})
    new = handle.engine()
    assert new.generation != old.generation
    assert old.search(SearchRequest(Phrase("教育局"))).total  # what still uses it is not disturbed


def test_warming_changes_no_answer(index: Path, files: list[AnalysedFile]) -> None:
    engine, fresh = WhooshEngine.open(index), WhooshEngine.open(index)
    common = [Words(word) for word, _ in engine.common_words(30)]
    assert sum(1 for _ in engine.warm(common)) > len(common)
    ids = [section.id for file in files for r in file.reports for section in r.sections]
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
