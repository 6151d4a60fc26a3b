"""What the engine promises to whoever calls it, on a small generation."""

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import IndexUnavailable
from indexer.model import AnalysedFile
from search_app.engine.protocol import Duplicates, SearchRequest
from search_app.engine.whoosh import EngineHandle, WhooshEngine, open_engine
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
    return open_engine(index)


def test_without_an_index_the_error_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="xunzhang rebuild"):
        open_engine(tmp_path)


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
    assert engine.copies("0123456789abcdef") == ()
    assert engine.similar("nonsense") == ()


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
    assert copy.id in engine.copies(original.id)
    assert original.id in engine.copies(copy.id)
    assert all(copy.id != hit.section_id for hit in engine.similar(original.id, 50))


def test_terms_are_listed_by_their_number_of_sections(engine: WhooshEngine) -> None:
    listed = engine.terms("教", 10)
    counts = [count for _, count in listed]
    assert counts == sorted(counts, reverse=True)
    for word, count in listed:
        assert word.startswith("教")
        found = engine.search(SearchRequest(Phrase(word), duplicates="show")).total
        assert count <= found


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


def test_what_was_read_ahead_need_not_be_read_again(index: Path, files: list[AnalysedFile]) -> None:
    engine = open_engine(index)
    common = [Words(word) for word, _ in engine.common_words(30)]
    for _ in engine.read_ahead(common):
        pass
    held = engine._cache.held
    everything = [section.id for file in files for r in file.reports for section in r.sections]
    assert None not in engine.sections(everything)
    fresh = open_engine(index)
    for node in common:
        asked = SearchRequest(node)
        assert engine.total(asked) == fresh.total(asked) > 0
    assert engine._cache.held == held  # nothing was put there, so nothing was read


def test_reading_ahead_leaves_room_for_what_is_asked_for(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(production, "CACHE_SHARE", 0)
    monkeypatch.setattr(production, "CACHE_LEAST", 60_000)  # bytes, less than all sections take
    engine = open_engine(index)
    common = [Words(word) for word, _ in engine.common_words(1000)]
    steps = sum(1 for _ in engine.read_ahead(common))
    assert 0 < steps < len(common)
    assert 45_000 < engine._cache.held < 60_000  # so nothing of it was driven out again
