"""Whatever instant a rebuild or an update is killed at, the index goes on answering, as it was
before or as it is after and nothing between, and the next rebuild finds nothing in its way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.rebuild import rebuild
from indexer.store import EmbeddedIndex
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Words
from tests.conftest import ROOT, Workplace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")

FILES = 6
THINGS = ("校车", "食堂")
REPORT = """{place}教育局2012年工作总结
2012年，{place}教育局扎实推进各项工作。
一、{thing}管理得到加强
全县落实{thing}管理责任制，逐校签订责任书。
二、师资队伍不断壮大
公开招聘新教师三十名，组织暑期全员培训。
"""
# As `xunzhang`, with worker processes for a corpus of any size.
RUN = """
import indexer.analysis, search_app.cli
indexer.analysis._LEAST_BYTES_FOR_PROCESSES = 0
search_app.cli.main()
"""


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    (tmp_path / "corpus").mkdir()
    return Workplace(tmp_path / "corpus", tmp_path / "index", tmp_path / "data")


def fill(workplace: Workplace, thing: str) -> None:
    """Every file speaks of `thing`."""
    places = ("安吉县", "长兴县", "德清县", "桐庐县", "淳安县", "海盐县")
    for place in places[:FILES]:
        text = REPORT.format(place=place, thing=thing)
        (workplace.corpus / f"{place}.txt").write_text(text, encoding="utf-8")


def found(workplace: Workplace) -> dict[str, int]:
    """How many sections the index in use finds for each of the things."""
    engine = WhooshEngine.open(workplace.index)
    try:
        return {
            thing: engine.search(SearchRequest(Words(thing), duplicates="show")).total
            for thing in THINGS
        }
    finally:
        engine.close()


def start(workplace: Workplace, command: str) -> subprocess.Popen[str]:
    whole = workplace.command(command, "--jobs", "2")
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *whole[whole.index("--corpus") :]],
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def until_all_is_read(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if f"{FILES}/{FILES}" in line:
            return


def killed_runs(workplace: Workplace, times: int) -> None:
    """Kills `times` runs with their workers: every other one while it reads, the rest while it
    writes."""
    fill(workplace, THINGS[0])
    began = time.perf_counter()
    with start(workplace, "rebuild") as process:
        until_all_is_read(process)
        reading = time.perf_counter() - began
    writing = time.perf_counter() - began - reading
    before = found(workplace)
    assert before == {THINGS[0]: FILES, THINGS[1]: 0}
    draw = random.Random(97)
    for number in range(times):
        thing = THINGS[(number + 1) % 2]
        after = {each: FILES * (each == thing) for each in THINGS}
        fill(workplace, thing)
        with start(workplace, draw.choice(("rebuild", "update"))) as process:
            if number % 2:
                until_all_is_read(process)
            time.sleep(draw.random() * (writing if number % 2 else reading))
            os.killpg(process.pid, signal.SIGKILL)
        assert found(workplace) in (before, after)
        rebuild(workplace.corpus, EmbeddedIndex(workplace.index))
        assert found(workplace) == after
        folders = [path for path in workplace.index.iterdir() if path.is_dir()]
        assert len(folders) <= 2, "what a killed run left is gone"
        before = after


def test_a_killed_run_leaves_the_index_answering(workplace: Workplace) -> None:
    killed_runs(workplace, 2)


def test_a_run_killed_alone_takes_its_workers_along(workplace: Workplace) -> None:
    for number in range(300):  # enough for the workers to be at it when the kill comes
        text = REPORT.format(place="安吉县", thing=number)
        (workplace.corpus / f"{number}.txt").write_text(text, encoding="utf-8")
    with start(workplace, "rebuild") as process:
        assert process.stderr is not None
        assert "/300" in process.stderr.readline()
        process.kill()
        process.communicate(timeout=60)  # ends when nobody holds the other end: no worker is left


@pytest.mark.slow
def test_two_hundred_killed_runs_leave_the_index_answering(workplace: Workplace) -> None:
    killed_runs(workplace, 200)
