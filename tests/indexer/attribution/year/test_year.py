"""The year of a report: labelled cases, and what must hold of any text."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.attribution.year.dated_phrases import load_rules, parse_numeral
from indexer.attribution.year.year_axis import FIRST_YEAR, LAST_YEAR
from indexer.errors import DataFileError
from indexer.text import fold
from tests.indexer.attribution.year.year_scorer import read_cases, report_of, score, year_of


def test_labelled_cases_do_not_get_worse() -> None:
    counts, misses = score(read_cases())
    assert counts["wrong"] == 0, misses
    assert counts["conflict missed"] == 0, misses
    assert counts["abstained"] + counts["span"] == 0, misses
    assert counts["other status"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "全区共有教师2012人，校舍1995平方米，咨询电话01082012013。",
        "20xx年，我局按照xxxx年部署，完成各项任务；20××年更进一步。",
        "学校始建于1956年。",
        "年，我区教育事业取得新的进展。",
    ],
)
def test_numbers_that_are_no_years_of_the_report_support_none(text: str) -> None:
    assert year_of(report_of("教育局工作总结", [text])) is None


def test_evidence_shows_the_text_as_it_stands_with_its_lines() -> None:
    year = year_of(report_of("教育局總結", ["開頭。", "籌備第34個教師節慶祝活動。"]))
    assert year is not None
    first = year.evidence[0]
    assert (first.text, first.lines, first.says) == ("第34個教師節", (3,), "2018")


def test_a_conflict_keeps_both_what_is_written_and_what_the_evidence_says() -> None:
    body = ["2020年春季，推进“两学一做”常态化制度化。", "庆祝第34个教师节。"]
    year = year_of(report_of("教育局2020年工作总结", body))
    assert year is not None
    assert (year.status, year.value, year.stated) == ("conflict", 2018, 2020)


@pytest.mark.parametrize(
    ("sentence", "times", "silent"),
    [
        ("各校抓好常规管理，教学秩序良好。", 150, True),
        ("各校抓好常规管理和疫情排查。", 150, False),
        ("各校抓好常规管理，教学秩序良好。", 10, False),  # too short for its silence to say much
    ],
)
def test_a_long_report_of_2020_speaks_of_the_epidemic(
    sentence: str, times: int, silent: bool
) -> None:
    body = ["2020年上半年，我局开展大学习、大讨论、大调研，面向新时代。", *[sentence] * times]
    report = report_of("县教育局2020年上半年工作总结", body)
    year = year_of(report, ("review",))
    assert year is not None
    assert ("未提疫情" in {evidence.text for evidence in year.evidence}) == silent
    assert (year.status, year.value) == (("conflict", 2018) if silent else ("stated", 2020))


def test_a_long_report_without_any_word_of_the_last_years_is_older() -> None:
    body = ["2021年，我局实施校舍安全工程。", *["各校抓好常规管理，教学秩序良好。"] * 150]
    year = year_of(report_of("教育局2021年工作总结", body), ("review",))
    assert year is not None
    assert (year.status, year.stated) == ("conflict", 2021)
    assert 2009 <= year.value <= 2012
    assert {evidence.says for evidence in year.evidence if not evidence.lines} == {
        "不像2020",
        "不像2015–2026",
    }


@given(
    st.text(
        alphabet="二〇一零年月第个届教师节周至到自与比-—〔〕号xX*20195 建党十八大迎接五规划，\n"
    )
)
def test_any_text_is_judged_within_the_axis(text: str) -> None:
    year = year_of(report_of("总结", text.split("\n")))
    if year is not None:
        assert FIRST_YEAR <= year.low <= year.value <= year.high <= LAST_YEAR
        assert year.evidence
        assert (year.status in {"stated", "conflict"}) <= (year.stated is not None)
        assert year.status != "conflict" or year.stated != year.value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("34", 34),
        ("三十四", 34),
        ("十", 10),
        ("二十", 20),
        ("一百零一", 101),
        ("九十", 90),
        ("几", None),
    ],
)
def test_ordinals_are_read_in_digits_and_in_chinese(text: str, number: int | None) -> None:
    assert parse_numeral(text) == number


def test_every_rule_has_a_source_and_a_trigger_its_pattern_can_hold() -> None:
    rules = load_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(re.compile(rule.pattern) for rule in rules)
    table = files("indexer.attribution.year") / "phrase_rules.tsv"
    rows = [row.split("\t") for row in table.read_text(encoding="utf-8").splitlines()[1:]]
    for row in rows:
        assert row[6].strip(), row[0]
        assert (fold(row[2]), fold(row[3])) == (row[2], row[3]), row[0]
        assert not row[3] or all(set(trigger) <= set(row[3]) for trigger in row[2].split("|")), row


def test_a_rule_that_makes_no_sense_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rules.tsv"
    path.write_text(
        "id\tkind\ttrigger\tpattern\tyears\tweight\tsource\tnote\n"
        "a\tyears\t奥运\t\t2008:1\t2\tpublic\t\n"
        "b\tyears\t世博\t\ttwenty\t2\tpublic\t\n",
        encoding="utf-8",
    )
    with pytest.raises(DataFileError, match=r"rules\.tsv, line 3"):
        load_rules(path)


_FACTS = Path(__file__).resolve().parents[4] / "../shared/facts/year_evidence.csv"


@pytest.mark.skipif(not _FACTS.exists(), reason="the table of facts is not at hand")
def test_ordinals_count_from_the_years_of_the_table_of_facts() -> None:
    rules = load_rules()
    ours = {(rule.triggers[0], rule.base) for rule in rules if rule.kind == "ordinal"}
    with _FACTS.open(encoding="utf-8", newline="") as table:
        facts = [row for row in csv.DictReader(table) if row["kind"] == "ordinal"]
    checked = 0
    for fact in facts:
        for trigger, base in ours:
            if trigger != "周年" and fact["pattern"].endswith(trigger):
                assert base == int(fact["base"]), fact["id"]
                checked += 1
    assert checked >= 10
