"""Noise goes, each repair is recorded, and nothing else moves."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import clean
from indexer.model import Line
from indexer.reading import read_file
from tests.indexer.cleaning.cases import REPAIRED, UNCHANGED, Case

CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus"
KINDS = frozenset(
    """site-preamble duplicate-summary page-number link-word pinyin mojibake damaged split-number
    broken-paragraph markdown entity indent chrome""".split()  # noqa: SIM905
)


def lines_of(text: str) -> list[Line]:
    return [Line(number, number, row) for number, row in enumerate(text.split("\n"), 1)]


@pytest.mark.parametrize("case", REPAIRED, ids=lambda case: case.name)
def test_repaired(case: Case) -> None:
    lines, repairs = clean(lines_of(case.before))
    assert "\n".join(line.text for line in lines) == case.after
    assert {repair.kind for repair in repairs} == case.kinds


@pytest.mark.parametrize("text", UNCHANGED)
def test_left_alone(text: str) -> None:
    lines, repairs = clean(lines_of(text))
    assert not repairs
    assert [line.text for line in lines] == [row for row in text.split("\n") if row]


def test_a_rejoined_line_covers_its_source_lines() -> None:
    lines, _ = clean(lines_of("共培训村医。\n\n186。\n名。\n\n二、下一步打算"))
    assert [(line.start, line.end) for line in lines] == [(1, 1), (3, 4), (6, 6)]


def test_indents_go_unrecorded_but_a_lone_space_stays() -> None:
    lines, repairs = clean(lines_of("　　甲乡　\n 乙乡\n   丙乡"))
    assert [line.text for line in lines] == ["甲乡", " 乙乡", "丙乡"]
    assert not repairs


# Pieces that touch every rule, so that random texts are damaged in unexpected ways.
PIECES = st.sampled_from(
    [
        "", "　　", "一、", "（一）", "共", "3", "页,当前第", "页", "1", "2", "64000。", "余份",
        "调查报告", "。", "签订了", "全县卫生系统认真落实，成效明显", "第", ">", "##", "第1页共3页",
        "結(jié)", "?zhèn)", "O(shè)", "以下是小编为您整理的范文。", "95 %", "\\*\\*", "&nbsp;",
        "...", "月", "x", "20xx年", "名", "D", "级危房", "学?！钡", "；I", "幼儿", "园", "，", "“",
        "《关于", "【打印】", "<br>",
    ]
)  # fmt: skip
TEXTS = st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=14).map("\n".join)


@given(TEXTS | st.text(max_size=60))
def test_every_line_is_covered_once_or_recorded_as_removed(text: str) -> None:
    source = lines_of(text)
    lines, repairs = clean(source)
    covered = Counter(n for line in lines for n in range(line.start, line.end + 1))
    assert all(count == 1 for count in covered.values())
    removed = {repair.line for repair in repairs if not repair.after}
    assert all(
        line.start in covered or line.start in removed
        for line in source
        if any(unicodedata.category(c) != "Cf" and not c.isspace() for c in line.text)
    )
    assert [line.start for line in lines] == sorted(line.start for line in lines)


@given(TEXTS)
def test_text_that_no_repair_names_is_unchanged(text: str) -> None:
    source = lines_of(text)
    lines, repairs = clean(source)
    touched = {repair.line for repair in repairs}
    for line in lines:
        if line.start == line.end and line.start not in touched:
            assert line.text.strip() == source[line.start - 1].text.strip()


@given(TEXTS)
def test_cleaning_the_clean_changes_no_line_count(text: str) -> None:
    once, _ = clean(lines_of(text))
    assert all(line.text.strip() for line in once)
    assert {repair.kind for repair in clean(lines_of(text))[1]} <= KINDS


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no shared corpus here")
@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_real_files_lose_nothing_but_noise(path: Path) -> None:
    source = read_file(path, path.name).lines
    lines, repairs = clean(source)
    covered = {n for line in lines for n in range(line.start, line.end + 1)}
    removed = {repair.line for repair in repairs if not repair.after}
    assert all(line.start in covered | removed for line in source if line.text.strip())
    kept = sum(len(line.text) for line in lines)
    named = sum(len(r.before) - len(r.after) for r in repairs if r.after != r.before)
    assert kept + named >= sum(len(line.text.strip()) for line in source) - 2 * len(repairs)
