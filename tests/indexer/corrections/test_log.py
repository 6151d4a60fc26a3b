"""The file of corrections: nothing that was said is lost."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from indexer.corrections.log import CorrectionLog, make_correction
from indexer.corrections.values import (
    Correction,
    CorrectionError,
    Place,
    correction_json,
    parse_topics,
    parse_value,
    read_entry,
)


def place(text: str = "今年以来我局认真履职") -> Place:
    return Place("a.txt", 3, "今年以来，", "", text, 200, "0" * 16, "我局认真履职")


def correction(value: str = "330522", by: str = "小李", text: str = "今年以来") -> Correction:
    return make_correction(by, "report", "region", value, place(text))


def add_some(folder: Path, by: str) -> None:
    log = CorrectionLog(folder)
    for number in range(20):
        log.add([correction(by=by, text=f"{by}{number}")])


def test_two_people_who_correct_at_once_lose_nothing(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3) as pool:
        for done in [pool.submit(add_some, tmp_path, by) for by in ("甲", "乙", "丙")]:
            done.result()
    held = CorrectionLog(tmp_path).corrections()
    assert len(held) == 60
    assert {known.by for known in held} == {"甲", "乙", "丙"}


def test_a_correction_is_read_as_it_was_written() -> None:
    for made in (
        correction(),
        make_correction("李", "report", "region", None, place()),
        make_correction("李", "section", "topics", ("德育", "校园安全"), place()),
        make_correction("李", "line", "beginning", False, place()),
    ):
        assert read_entry(correction_json(made)) == made


def test_an_export_is_imported_once(tmp_path: Path) -> None:
    here, there = CorrectionLog(tmp_path / "here"), CorrectionLog(tmp_path / "there")
    here.add([correction(), correction("330523", text="其他")])
    document = here.path.read_bytes()
    assert there.import_lines(b"\xef\xbb\xbf" + document.rstrip(b"\n")) == (2, 0)
    assert there.import_lines(document) == (0, 2)
    assert there.corrections() == here.corrections()


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        "不是",
        correction_json(correction()).replace("330522", "长兴"),
        correction_json(correction()).replace('"region"', '"title"'),
        correction_json(correction()).replace('"report"', '"section"'),
        correction_json(correction()).replace('"line":3', '"line":"3"'),
        correction_json(correction()).replace("小李", "\\ud800"),
    ],
)
def test_a_line_that_is_no_correction_imports_nothing(tmp_path: Path, line: str) -> None:
    log = CorrectionLog(tmp_path)
    with pytest.raises(CorrectionError, match="第 2 行"):
        log.import_lines(f"{correction_json(correction())}\n{line}\n".encode())
    assert log.entries() == []


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    log = CorrectionLog(tmp_path)
    log.add([correction(), correction(text="其他")])
    log.path.write_bytes(log.path.read_bytes().replace(b'"region"', b'"', 1))
    with pytest.raises(CorrectionError, match=r"corrections\.jsonl 第 1 行"):
        log.corrections()


def test_a_line_that_was_not_written_to_its_end_is_none(tmp_path: Path) -> None:
    log = CorrectionLog(tmp_path)
    first, second = correction(), correction(text="其他")
    log.add([first])
    with log.path.open("ab") as file:
        file.write(correction_json(second).encode()[:50])
    assert log.corrections() == (first,)
    log.add([second])
    assert log.corrections() == (first, second)


def test_a_file_edited_by_hand_may_lack_its_last_line_end(tmp_path: Path) -> None:
    log = CorrectionLog(tmp_path)
    first, second = correction(), correction(text="其他")
    log.add([first])
    log.path.write_bytes(log.path.read_bytes().rstrip())
    log.add([second])
    assert log.corrections() == (first, second)


def test_what_is_not_there_cannot_be_withdrawn(tmp_path: Path) -> None:
    log = CorrectionLog(tmp_path)
    made = correction()
    log.add([made])
    log.withdraw(made.id, "小王")
    assert log.corrections() == ()
    with pytest.raises(CorrectionError, match=made.id):
        log.withdraw(made.id, "小王")


def test_whoever_corrects_has_a_name() -> None:
    for name in ("", " \n ", "名" * 41):
        with pytest.raises(CorrectionError):
            correction(by=name)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("region", "330522", "330522"),
        ("region", " 长兴县 ", "330522"),
        ("region", "長興", "330522"),
        ("region", "乾安县", "220723"),
        ("year", "2012", "2012"),
        ("year", "２０１２年", "2012"),
        ("year", "2012—2013学年", "2012-2013"),
        ("year", "2012/2013", "2012-2013"),
        ("year", "2012-2012", "2012"),
        ("period", "上半年", "上半年"),
        ("topics", "德育、校园安全", ("德育", "校园安全")),
    ],
)
def test_values_are_read_as_people_write_them(field: str, typed: str, value: object) -> None:
    assert parse_value(field, typed, ("德育", "校园安全")) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("region", "乌有县", "乌有县"),
        ("region", "朝阳", "110105 北京市"),
        ("region", "", "名称或六位代码"),
        ("year", "去年", "去年"),
        ("year", "2013-2012", "晚于"),
        ("period", "半年", "上半年"),
        ("topics", "德育、无此", "无此"),
        ("topics", "", "一到3个"),
    ],
)
def test_what_cannot_be_meant_is_told(field: str, typed: str, told: str) -> None:
    with pytest.raises(CorrectionError, match=told):
        parse_value(field, typed, ("德育",))  # type: ignore[arg-type]


def test_no_more_than_three_topics() -> None:
    with pytest.raises(CorrectionError):
        parse_topics(list("一二三四"), list("一二三四"))
