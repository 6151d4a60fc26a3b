"""What an engine keeps of sections and reports, and how sections are related."""

from __future__ import annotations

import json
import weakref
from pathlib import Path

import pytest

from indexer.attribution import load_attribution
from indexer.inspection import file_json
from indexer.model import AnalysedFile
from indexer.pipeline import analyse_file
from search_app.engine.protocol import Engine, KnowsWords
from search_app.query.nodes import Phrase
from tests.engine_contract.engines import MakeEngine
from tests.engine_contract.files import SPUN, all_sections, find, identifier, section_ids

UNKNOWN = ("0123456789abcdef", "nonsense", "", "校车", "0" * 17)


def test_sections_come_back_as_they_were(engine: Engine, files: list[AnalysedFile]) -> None:
    stored = engine.sections(section_ids(files))
    for (file, report, section), kept in zip(all_sections(files), stored, strict=True):
        assert kept is not None
        assert kept.id == section.id
        assert kept.report_id == report.id
        assert kept.title == report.title
        assert kept.path == section.path
        assert kept.lines == tuple((line.start, line.end, line.text) for line in section.lines)
        assert kept.text == section.text
        assert kept.part == section.part
        assert kept.topics == section.topics
        assert kept.role == section.role
        inspected = file_json(file)["reports"][file.reports.index(report)]
        for name, fact in (("region", kept.region), ("year", kept.year)):
            shown = inspected[name]
            assert fact == (shown and {key: shown[key] for key in shown if key != "evidence"})
        assert kept.period == report.period
        assert kept.file == file.source.name
        assert (kept.start_line, kept.end_line) == (section.start_line, section.end_line)
        assert kept.spun == report.paraphrased


def test_sections_come_in_the_order_of_the_ids(engine: Engine, files: list[AnalysedFile]) -> None:
    first, second, *_ = section_ids(files)
    kept = engine.sections([second, "nonsense", first, second])
    assert [one and one.id for one in kept] == [second, None, first, second]
    assert engine.sections([]) == []


def test_unknown_ids_are_answered_with_nothing(engine: Engine) -> None:
    assert engine.sections(UNKNOWN) == [None] * len(UNKNOWN)
    for unknown in UNKNOWN:
        assert engine.report(unknown) is None
        assert engine.related(unknown, "copies") == []
        assert engine.related(unknown, "similar") == []


def test_a_report_comes_back_as_inspect_gives_it(engine: Engine, files: list[AnalysedFile]) -> None:
    for file in files:
        inspected = file_json(file)
        reports = [report for report in inspected["reports"] if report["sections"]]
        for report in reports:
            start, end = report["start_line"], report["end_line"]
            kept = engine.report(report["id"])
            assert kept is not None
            expected = (
                report
                | {
                    "duplicate_of": kept["duplicate_of"],  # stated below
                    "file": inspected["file"],
                    "format": inspected["format"],
                    "encoding": inspected["encoding"],
                    "repairs": [one for one in inspected["repairs"] if start <= one["line"] <= end],
                    "source_lines": file.source.source[start - 1 : end],
                    "beside": [{"id": one["id"], "title": one["title"]} for one in reports],
                }
            )
            assert json.loads(json.dumps(kept)) == json.loads(json.dumps(expected))


def test_a_report_without_sections_is_not_kept(engine: Engine, files: list[AnalysedFile]) -> None:
    empty = [report.id for file in files for report in file.reports if not report.sections]
    assert empty
    assert [engine.report(report_id) for report_id in empty] == [None] * len(empty)


def test_of_a_paraphrased_text_only_what_stands_is_kept(engine: Engine) -> None:
    (section,) = engine.sections([identifier(SPUN)])
    assert section is not None
    assert section.text == "学员乘车登记。\n此后无事。"
    assert section.spun


# Copies


def test_copies_know_each_other(engine: Engine, files: list[AnalysedFile]) -> None:
    by_text: dict[str, list[str]] = {}
    for _, _, section in all_sections(files):
        key = "\n".join((section.path[-1], section.text))
        by_text.setdefault(key, []).append(section.id)
    same = [sorted(ids) for ids in by_text.values() if len(ids) > 1]
    assert max(map(len, same)) > 3
    for ids in same:
        for section_id in ids:
            copies = engine.related(section_id, "copies", 1000)
            assert copies == sorted(copies)
            assert {section_id, *copies} >= set(ids)
            assert section_id not in copies
            assert all(section_id in engine.related(copy, "copies", 1000) for copy in copies)
            assert engine.related(section_id, "copies", 1) == copies[:1]


SHARED = "各校每天由值周教师清点乘车人数，逐一登记上车地点，放学后送到路口，由家长签字接走。"
REPORT = """{place}教育局2013年工作总结
一、学校安全
{shared}
二、教学质量
{quality}
三、校舍建设
{buildings}
"""


def test_a_copy_in_another_file_names_its_original(make_engine: MakeEngine, tmp_path: Path) -> None:
    """A report that an earlier file holds too is a copy; one that shares a passage is not."""
    ours = {
        "place": "安吉县",
        "quality": "高考本科上线九百余人，教研员下校听课六百节，青年教师赛课推出一批新人，"
        "课堂改革从初中向小学延伸，学生课外阅读量明显增加。",
        "buildings": "新建教学楼四幢，改造食堂十一处，运动场全部铺上塑胶，"
        "东片三所村小合并后迁入新校址，宿舍床位增加八百个。",
    }
    theirs = {
        "place": "会泽县",
        "quality": "小学毕业合格率保持稳定，教师全员参加普通话测试，乡镇中心校都开齐了英语课，"
        "送教下乡走遍最远的村小。",
        "buildings": "危房拆除后孩子们搬进板房过渡，秋季可以搬回，县里又筹资硬化了通往学校的道路，"
        "解决了饮水难题。",
    }
    attribute = load_attribution(None)
    files = []
    for name, parts in (("a.txt", ours), ("b.txt", ours), ("c.txt", theirs)):
        path = tmp_path / name
        path.write_text(REPORT.format(shared=SHARED, **parts), encoding="utf-8")
        files.append(analyse_file(path, name, attribute))
    engine = make_engine(files, tmp_path / "index")
    originals = {}
    for section in engine.sections(sorted(find(engine, Phrase("逐一登记上车地点")))):
        assert section is not None
        report = engine.report(section.report_id)
        assert report is not None
        originals[section.file] = report["duplicate_of"]
    (first,) = files[0].reports
    assert originals == {"a.txt": None, "b.txt": first.id, "c.txt": None}
    engine.close()


# Similar sections


def test_similar_sections_leave_the_section_and_its_copies_out(
    engine: Engine, files: list[AnalysedFile]
) -> None:
    found = 0
    for section_id in section_ids(files)[::3]:
        similar = engine.related(section_id, "similar", 50)
        copies = engine.related(section_id, "copies", 1000)
        assert not {section_id, *copies} & set(similar)
        assert len(similar) == len(set(similar))
        for other in similar:  # of copies among them there is one
            assert not set(engine.related(other, "copies", 1000)) & set(similar)
        assert engine.related(section_id, "similar", 3) == similar[:3]
        found += bool(similar)
    assert found


def test_the_most_similar_section_comes_first(engine: Engine) -> None:
    one, other = identifier(5), identifier(6)
    assert engine.related(one, "similar")[0] == other
    assert engine.related(other, "similar")[0] == one


# What the program relies on besides


def test_what_is_known_of_an_engine_can_be_kept_as_long_as_the_engine(engine: Engine) -> None:
    known: weakref.WeakKeyDictionary[Engine, int] = weakref.WeakKeyDictionary({engine: 1})
    assert known[engine] == 1


def test_the_commonest_words_come_first(engine: Engine, files: list[AnalysedFile]) -> None:
    if not isinstance(engine, KnowsWords):
        pytest.skip("this engine does not know its words")
    words = engine.common_words(40)
    assert len(words) == len({word for word, _ in words}) == 40
    counts = [count for _, count in words]
    assert counts == sorted(counts, reverse=True)
    assert engine.common_words(5) == words[:5]
    for word, count in words:
        assert 0 < count <= len(find(engine, Phrase(word)))
