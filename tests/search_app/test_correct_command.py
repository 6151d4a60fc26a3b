"""`xunzhang correct` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workplace
from tests.indexer.corrections.office import CULTURE, Office


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    office = Office(tmp_path)
    office.rebuild()
    return Workplace(office.corpus, office.index, tmp_path / "data")


def inspected(workplace: Workplace, name: str) -> list[dict[str, Any]]:
    done = workplace.run("inspect", str(workplace.corpus / name), "--json")
    reports: list[dict[str, Any]] = json.loads(done.stdout)["reports"]
    return reports


def test_a_correction_is_made_applied_listed_and_taken_back(workplace: Workplace) -> None:
    options = ["--region", "长兴县", "--year", "2012-2013", "--topic", "德育", "--clear", "period"]
    done = workplace.run("correct", "水务.txt", *options, "--by", "小李")
    assert "长兴县" in done.stdout and "小李" in done.stdout
    assert workplace.run("correct", "--list").stdout.count("待更新") == 4
    assert "4 项待生效" in workplace.run("doctor").stdout
    done = workplace.run("update")
    assert "读取 1 个文件" in done.stdout and "人工核定 4 项" in done.stdout
    (report,) = inspected(workplace, "水务.txt")
    assert report["region"]["status"] == report["year"]["status"] == "confirmed"
    assert report["period"] is None and report["period_status"] == "confirmed"
    assert all(section["topics"] == ["德育"] for section in report["sections"])
    assert "人工核定" in workplace.run("inspect", str(workplace.corpus / "水务.txt")).stdout
    found = workplace.run("search", "水库", "--region", "330522", "--json").stdout
    assert json.loads(found)["total"] > 0
    listed = workplace.run("correct", "--list").stdout
    (line,) = [line for line in listed.splitlines() if "地区" in line]
    assert line.startswith("相符")
    workplace.run("correct", "--undo", line.split()[1], "--by", "小王")
    workplace.run("update")
    (report,) = inspected(workplace, "水务.txt")
    assert report["region"] is None and report["year"]["status"] == "confirmed"


def test_deleting_the_index_loses_nothing(workplace: Workplace) -> None:
    workplace.run("correct", str(workplace.corpus / "水务.txt"), "--region", "330522")
    for path in workplace.index.rglob("*"):
        if path.is_file():
            path.unlink()
    workplace.run("rebuild")
    assert json.loads(workplace.run("search", "", "--region", "330522", "--json").stdout)["total"]


def test_what_no_longer_fits_is_told_by_every_command(workplace: Workplace) -> None:
    workplace.run("correct", "水务.txt", "--region", "330522", "--by", "小李")
    (workplace.corpus / "水务.txt").write_text(CULTURE, encoding="utf-8")
    for command in ("update", "update", "rebuild"):
        done = workplace.run(command)
        assert "1 项更正与现在的文字不符" in done.stdout and "小李" in done.stdout
    listed = workplace.run("correct", "--list")
    assert listed.stdout.startswith("不符") and "--undo" in listed.stderr
    assert "1 项与现在的文字不符" in workplace.run("doctor").stdout


def test_beginnings_and_topics_of_a_section(workplace: Workplace) -> None:
    workplace.run("correct", "水务.txt", "--begin", "5")
    workplace.run("correct", "水务.txt", "--line", "6", "--section", "--topic", "德育")
    first, second = inspected(workplace, "水务.txt")
    assert (first["start_line"], second["start_line"]) == (1, 5)
    assert second["sections"][-1]["topics"] == ["德育"]
    second_line = inspected(workplace, "合编.txt")[1]["start_line"]
    workplace.run("correct", "合编.txt", "--no-begin", str(second_line))
    assert len(inspected(workplace, "合编.txt")) == 1


def test_corrections_are_carried_as_json_lines(workplace: Workplace, tmp_path: Path) -> None:
    workplace.run("correct", "水务.txt", "--region", "330522", "--year", "2012")
    exported = tmp_path / "out.jsonl"
    exported.write_text(workplace.run("correct", "--export").stdout, encoding="utf-8")
    assert all(json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines())
    other = Workplace(workplace.corpus, tmp_path / "other", tmp_path / "other-data")
    assert "并入 2 条，0 条已有" in other.run("correct", "--import", str(exported)).stdout
    assert "并入 0 条，2 条已有" in other.run("correct", "--import", str(exported)).stdout
    assert other.run("correct", "--export").stdout == exported.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "请写要更正的文件"),
        (("--list", "--export"), 2, "之一"),
        (("水务.txt", "--list"), 2, "之一"),
        (("--list", "--region", "长兴"), 2, "请写要更正的文件"),
        (("水务.txt",), 2, "更正什么"),
        (("水务.txt", "--region", "朝阳"), 2, "不止一个"),
        (("水务.txt", "--region", "长兴", "--clear", "region"), 2, "矛盾"),
        (("水务.txt", "--topic", "无此"), 2, "无此"),
        (("水务.txt", "--section", "--topic", "德育"), 2, "--line"),
        (("水务.txt", "--period", "半年"), 2, "--period"),
        (("合编.txt", "--region", "长兴"), 1, "2 篇报告"),
        (("水务.txt", "--begin", "1"), 1, "起点"),
        (("没有.txt", "--region", "长兴"), 1, "没有这个文件"),
        (("--undo", "x"), 1, "没有编号"),
        (("--import", "README.md"), 1, "第 1 行"),
        (("--import", "没有.jsonl"), 1, "没有"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    workplace: Workplace, arguments: tuple[str, ...], code: int, told: str
) -> None:
    done = workplace.run("correct", *arguments, check=False)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (workplace.data / "corrections.jsonl").exists()
