"""Titles that a site wrote over several reports weigh least."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.attribution.site_titles import mark_shared_titles
from indexer.model import Report
from tests.indexer.attribution.year.year_scorer import period_of, report_of, year_of


def shared(*titles: str) -> list[bool]:
    return [report.shared_title for report in mark_shared_titles([_titled(one) for one in titles])]


def _titled(title: str) -> Report:
    return report_of(title, ["正文。"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2021年教育局工作总结（一）", "2021年教育局工作总结（二）"),
        ("第1篇 县卫生局半年总结", "第2篇 县卫生局半年总结"),
        ("民政局工作总结篇一", "民政局工作总結 篇二"),
        ("民政局工作总结", "民政局工作总结"),
        ("教育局总结范文3", "教育局总结范文12"),
    ],
)
def test_titles_that_differ_by_numbering_are_shared(first: str, second: str) -> None:
    assert shared(first, "安全工作总结", second) == [True, False, True]


def test_titles_of_different_years_offices_or_none_are_not_shared() -> None:
    assert shared("教育局2011年工作总结", "教育局2012年工作总结") == [False, False]
    assert shared("教育局工作总结", "民政局工作总结") == [False, False]
    assert shared("", "") == [False, False]


def test_a_copy_shares_its_title_with_no_other_report() -> None:
    first = _titled("教育局工作总结")
    copy = replace(first, id="s", duplicate_of=first.id)
    assert [report.shared_title for report in mark_shared_titles([first, copy])] == [False, False]


def test_the_year_of_a_shared_title_is_at_most_possible() -> None:
    report = report_of("2021年县教育局工作总结（二）", ["今年完成校舍改造三处，成效较好。"])
    alone = year_of(report)
    among = year_of(replace(report, shared_title=True))
    assert alone is not None
    assert among is None or among.status == "possible"


def test_the_body_decides_on_the_period_under_a_shared_title() -> None:
    report = report_of("县教育局年度工作总结", ["今年上半年，我局各项工作进展顺利。"])
    assert period_of(report) == "全年"
    assert period_of(replace(report, shared_title=True)) == "上半年"
