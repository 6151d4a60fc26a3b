"""The command line as a user meets it: real processes, real folders."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from tests.conftest import ROOT, Workplace

REPORT = """教育局2012年上半年工作总结
2012年上半年，安吉县教育局扎实推进各项工作。
一、校车安全得到加强
全县新购校车二十辆，落实校车安全管理责任制，逐校签订责任书。
二、师资队伍不断壮大
公开招聘新教师三十名，组织暑期全员培训。
三、下半年工作打算
将继续做好控辍保学工作，确保适龄儿童全部入学。
"""


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text(REPORT, encoding="utf-8")
    return Workplace(corpus, tmp_path / "index", tmp_path / "data")


def found(workplace: Workplace, query: str, *options: str) -> list[str]:
    answer = workplace.run("search", query, "--json", *options)
    return [hit["source"]["file"] for hit in json.loads(answer.stdout)["hits"]]


def test_rebuild_tells_what_it_did_and_what_it_skipped(workplace: Workplace) -> None:
    (workplace.corpus / "empty.txt").write_bytes(b"")
    (workplace.corpus / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (workplace.corpus / "long.txt").write_bytes(b"a" * 50_000_000)
    (workplace.corpus / "folder.txt").mkdir()
    done = workplace.run("rebuild")
    assert "文件 1  报告 1" in done.stdout
    for name in ("empty.txt", "photo.txt", "long.txt", "folder.txt"):
        (line,) = [line for line in done.stdout.splitlines() if line.strip().startswith(name)]
        assert len(line.split("：", 1)[1]) > 2
    assert found(workplace, "校车安全") == ["a.txt"]


def test_an_update_reads_only_what_changed_and_gives_what_a_rebuild_gives(
    workplace: Workplace, tmp_path: Path
) -> None:
    (workplace.corpus / "b.txt").write_text(REPORT.replace("校车", "食堂"), encoding="utf-8")
    (workplace.corpus / "c.txt").write_text(REPORT.replace("校车", "宿舍"), encoding="utf-8")
    workplace.run("rebuild")
    assert "没有变化" in workplace.run("update").stdout
    (workplace.corpus / "b.txt").unlink()
    (workplace.corpus / "c.txt").write_text(REPORT.replace("校车", "操场跑道"), encoding="utf-8")
    (workplace.corpus / "d.txt").write_text(REPORT.replace("校车", "图书"), encoding="utf-8")
    done = workplace.run("update")
    assert "读取 2 个文件，沿用 1 个，移除 1 个" in done.stdout
    fresh = Workplace(workplace.corpus, tmp_path / "fresh", workplace.data)
    fresh.run("rebuild")
    query = "哪些县落实了校车安全？"
    updated, rebuilt = (
        json.loads(place.run("search", query, "--json", "--size", "100").stdout)
        for place in (workplace, fresh)
    )
    assert updated["total"] > 0
    for answer in (updated, rebuilt):
        answer.pop("took_ms")
    assert updated == rebuilt


def test_nothing_to_index_is_a_failure_and_keeps_the_old_index(workplace: Workplace) -> None:
    workplace.run("rebuild")
    (workplace.corpus / "a.txt").unlink()
    done = workplace.run("rebuild", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("错误：") and len(done.stderr.splitlines()) == 1
    assert found(workplace, "校车") == ["a.txt"]


def test_without_an_index_every_command_says_what_to_do(workplace: Workplace) -> None:
    for arguments in (["search", "校车"], ["export"], ["serve"], ["saved", "add", "a", "b"]):
        done = workplace.run(*arguments, check=False)
        assert done.returncode == 1, arguments
        assert "rebuild" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["search"],
        ["search", "a", "--size", "0"],
        ["search", "a", "--sort", "best"],
        ["search", "a", "--year", "12"],
        ["search", "a", "--role", "废话"],
        ["search", "a", "--region", "不存在的地方"],
        ["search", "a", "--period", "明年"],
        ["rebuild", "--jobs", "0"],
    ],
)
def test_wrong_usage_exits_with_two(workplace: Workplace, arguments: list[str]) -> None:
    done = workplace.run(*arguments, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("用法错误：") and len(done.stderr.splitlines()) == 1


def test_an_unknown_topic_is_a_slip_and_the_known_ones_are_named(workplace: Workplace) -> None:
    workplace.run("rebuild")
    for arguments in (["search", "a"], ["export"], ["saved", "add", "a", "b"]):
        done = workplace.run(*arguments, "--topic", "校园安权", check=False)
        assert done.returncode == 2, arguments
        assert "“校园安权”" in done.stderr and "校园安全" in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert found(workplace, "学校", "--topic", "特殊教育") == []


def test_search_in_the_terminal_filters_like_the_web(workplace: Workplace) -> None:
    workplace.run("rebuild")
    assert found(workplace, "学校", "--year", "1999") == []
    assert "控辍保学" in workplace.run("search", "控辍保学", "--role", "计划").stdout
    assert found(workplace, "控辍保学", "--role", "plan") == ["a.txt"]
    assert found(workplace, "控辍保学", "--role", "review") == []


def test_inspect_shows_what_was_understood(workplace: Workplace) -> None:
    done = workplace.run("inspect", str(workplace.corpus / "a.txt"), "--json")
    known = json.loads(done.stdout)
    (report,) = known["reports"]
    assert (report["start_line"], report["end_line"]) == (1, 8)
    assert [heading["text"] for heading in report["outline"]] == [
        "一、校车安全得到加强",
        "二、师资队伍不断壮大",
        "三、下半年工作打算",
    ]
    assert [section["role"] for section in report["sections"]][1:] == ["review", "review", "plan"]
    assert report["region"]["county"] == "安吉县"
    assert report["year"]["value"] == 2012
    assert report["period"] == "上半年"
    assert "校车安全得到加强" in workplace.run("inspect", str(workplace.corpus / "a.txt")).stdout
    missing = workplace.run("inspect", "nowhere.txt", check=False)
    assert missing.returncode == 1 and "nowhere.txt" in missing.stderr


def test_export_writes_every_matching_section(workplace: Workplace, tmp_path: Path) -> None:
    workplace.run("rebuild")
    lines = workplace.run("export").stdout.splitlines()
    sections = [json.loads(line) for line in lines]
    assert {section["text"][:4] for section in sections} >= {"全县新购", "公开招聘", "将继续做"}
    table = tmp_path / "out.csv"
    workplace.run("export", "--query", "校车", "--format", "csv", "-o", str(table))
    header, row = csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig")))
    assert "正文" in header and any("新购校车" in cell for cell in row)
    word = tmp_path / "out.docx"
    workplace.run("export", "--query", "校车", "--format", "docx", "-o", str(word))
    text = "\n".join(paragraph.text for paragraph in Document(str(word)).paragraphs)
    assert "新购校车" in text and "a.txt" in text and "公开招聘" not in text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name")
def test_export_writes_through_a_pipe_and_leaves_it_a_pipe(
    workplace: Workplace, tmp_path: Path
) -> None:
    workplace.run("rebuild")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    workplace.run("export", "-o", str(pipe))
    reader.join(10)
    assert pipe.is_fifo()
    assert len(read[0].splitlines()) == 4
    failed = workplace.run("export", "-o", str(tmp_path / "none" / "x"), check=False)
    assert (failed.returncode, failed.stderr) == (
        1,
        f"错误：{tmp_path / 'none' / 'x.part'}：没有这个文件或文件夹\n",
    )


def test_output_fits_an_encoding_that_has_not_every_character(workplace: Workplace) -> None:
    workplace.run("rebuild")
    environment = os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"}
    text, known = (
        subprocess.run(
            workplace.command("search", "校车", *options),
            capture_output=True,
            cwd=ROOT,
            env=environment,
            check=True,
        ).stdout.decode("gbk")
        for options in ([], ["--json"])
    )
    assert "新购校车" in text  # › is not in GBK
    assert json.loads(known)["hits"][0]["title"] == "教育局2012年上半年工作总结"


def test_saved_queries_survive_a_rebuild_and_say_what_is_new(workplace: Workplace) -> None:
    workplace.run("rebuild")
    workplace.run("saved", "add", "校车", "校车 安全", "--role", "成绩")
    assert "\t0 条新" in workplace.run("saved", "list").stdout
    more = REPORT.replace("安吉县", "长兴县").replace("二十", "四十五").replace("逐校", "分片逐路")
    (workplace.corpus / "b.txt").write_text(more, encoding="utf-8")
    shutil.rmtree(workplace.index)
    workplace.run("rebuild")
    assert "\t1 条新" in workplace.run("saved", "list").stdout
    assert "1 条新" in workplace.run("saved", "run", "校车").stdout
    assert "\t0 条新" in workplace.run("saved", "list").stdout
    workplace.run("saved", "rename", "校车", "接送")
    workplace.run("saved", "remove", "接送")
    assert "还没有" in workplace.run("saved", "list").stdout
    assert workplace.run("saved", "run", "接送", check=False).returncode == 1


def test_doctor_finds_what_is_wrong(workplace: Workplace) -> None:
    before = workplace.run("doctor", check=False)
    assert before.returncode == 1 and "rebuild" in before.stdout
    workplace.run("rebuild")
    assert "有误" not in workplace.run("doctor", "--deep").stdout
    (records,) = workplace.index.glob("*/*.rec")
    content = bytearray(records.read_bytes())
    content[len(content) // 2] ^= 1
    records.write_bytes(content)
    after = workplace.run("doctor", "--deep", check=False)
    assert after.returncode == 1 and records.name in after.stdout


def test_folders_come_from_the_environment_too(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = workplace.index.with_name("elsewhere")
    command: Callable[..., list[str]] = workplace.command
    monkeypatch.setenv("XUNZHANG_JOBS", "1")
    monkeypatch.setenv("XUNZHANG_INDEX", str(elsewhere))
    arguments = command("rebuild")
    at = arguments.index("--index")
    subprocess.run(arguments[:at] + arguments[at + 2 :], cwd=ROOT, check=True, capture_output=True)
    assert (elsewhere / "CURRENT").exists()
