"""The table of how often the indexer is right, by how sure it says it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.calibration import (
    Judged,
    judge_folder,
    judge_region,
    judge_topic,
    judge_year,
    tabulate,
    write_tables,
)
from indexer.model import Region, Year, YearStatus

REPORT = (
    "新化县水利局2013年工作总结\n2013年，新化县水利局完成渠道三十公里，加固水库四座。\n"
    "一、存在的问题\n资金缺口较大，专业人员不足。\n"
)
PLACE = {"province": "湖南省", "city": "娄底市", "county": "新化县"}


def region(city: str | None, county: str | None) -> Region:
    return Region("431322", "湖南省", city, county, "stated", 9.0, 1.0, ())


def year(value: int, low: int, status: YearStatus) -> Year:
    return Year(value, low, value, status, value, ())


@pytest.mark.parametrize(
    ("said", "right", "verdict"),
    [
        (region("娄底市", "新化县"), PLACE, "right"),
        (region("娄底市", None), PLACE, "coarser"),
        (region("娄底市", "涟源市"), PLACE, "wrong"),
        (region("娄底市", "新化县"), PLACE | {"county": None}, "wrong"),
        (None, PLACE, "missed"),
        (None, None, "right"),
        (region("娄底市", None), None, "wrong"),
    ],
)
def test_a_region_is_compared_level_by_level(
    said: Region | None, right: Mapping[str, str | None] | None, verdict: str
) -> None:
    assert judge_region(said, dict(right) if right else None) == verdict


@pytest.mark.parametrize(
    ("said", "right", "verdict"),
    [
        (year(2013, 2013, "stated"), 2013, "right"),
        (year(2013, 2012, "stated"), 2012, "right"),
        (year(2013, 2012, "inferred"), 2012, "wrong"),
        (None, 2012, "missed"),
        (None, None, "right"),
        (year(2013, 2013, "possible"), None, "wrong"),
    ],
)
def test_a_year_is_right_within_a_stated_span(
    said: Year | None, right: int | None, verdict: str
) -> None:
    assert judge_year(said, right) == verdict


@pytest.mark.parametrize(
    ("said", "verdict"),
    [("教师队伍", "right"), ("教育", "coarser"), ("卫生健康", "wrong"), (None, "missed")],
)
def test_the_field_above_a_topic_is_coarser(said: str | None, verdict: str) -> None:
    assert judge_topic(said, "教师队伍") == verdict


def test_both_forms_of_labels_are_read(tmp_path: Path) -> None:
    for name in ("corpus", "labels", "lines/hunan"):
        (tmp_path / name).mkdir(parents=True)
    for file in ("corpus/water.txt", "lines/hunan/water.txt"):
        (tmp_path / file).write_text(REPORT, encoding="utf-8")
    sections = [
        {"start": 1, "path": [], "role": "review"},
        {"start": 3, "path": ["一、存在的问题"], "role": "problem"},
    ]
    label = {"id": "water-1", "region": PLACE, "year": 2013, "sections": sections}
    labels = {"file": "water.txt", "reports": [label]}
    (tmp_path / "labels/water.json").write_text(json.dumps(labels), encoding="utf-8")
    lines = [
        {"file": "hunan/water.txt", "year": 2012} | PLACE,
        {"file": "elsewhere/unseen.txt", "year": 2012},
    ]
    (tmp_path / "lines/labels.jsonl").write_text(
        "\n".join(map(json.dumps, lines)), encoding="utf-8"
    )
    assert [(one.aspect, one.status, one.verdict) for one in judge_folder(tmp_path)] == [
        ("region", "stated", "right"),
        ("year", "stated", "right"),
        ("role", "said", "right"),
        ("role", "said", "right"),
    ]
    assert [(one.aspect, one.verdict) for one in judge_folder(tmp_path / "lines/hunan")] == [
        ("region", "right"),
        ("year", "wrong"),
    ]


def test_a_folder_without_labels_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="labels"):
        list(judge_folder(tmp_path))


def test_a_table_has_a_row_for_each_status_and_all_of_them() -> None:
    judged = [
        Judged("year", "stated", "right", "a", 2012, 2012),
        Judged("year", "stated", "wrong", "b", 2012, 2013),
        Judged("year", "none", "missed", "c", 2012, None),
        Judged("role", "said", "right", "d", "plan", "plan"),
    ]
    assert tabulate(judged).splitlines()[2:] == [
        "| year | stated | 2 | 1 | 0 | 1 | 0 | 50 % |",
        "| year | none | 1 | 0 | 0 | 0 | 1 | 0 % |",
        "| year | all | 3 | 1 | 0 | 1 | 1 | 33 % |",
        "| role | said | 1 | 1 | 0 | 0 | 0 | 100 % |",
    ]


def test_tables_replace_those_of_before(tmp_path: Path) -> None:
    page = tmp_path / "quality.md"
    page.write_text("above\n<!-- tables -->\nold\n<!-- end of the tables -->\nbelow\n")
    write_tables([("Mine", "| a |\n"), ("Yours", "| b |\n")], page)
    written = page.read_text(encoding="utf-8")
    assert "old" not in written
    assert written.startswith("above\n<!-- tables -->\n\n### Mine\n\n| a |\n\n### Yours\n\n| b |\n")
    assert written.endswith("<!-- end of the tables -->\nbelow\n")
