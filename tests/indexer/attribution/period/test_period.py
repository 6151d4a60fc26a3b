"""The stretch of time a report covers."""

from __future__ import annotations

import pytest

from tests.indexer.attribution.year.year_scorer import (
    period_misses,
    period_of,
    read_cases,
    report_of,
)


def test_labelled_cases() -> None:
    assert period_misses(read_cases()) == []


@pytest.mark.parametrize(
    ("title", "body", "period"),
    [
        ("文教局半年工作总结", "半年来，工作有序。", "上半年"),
        ("文教局上半年总结及下半年思路", "工作有序。", "上半年"),
        ("民政局2015年下半年工作总结", "工作有序。", "下半年"),
        ("卫生局2012年工作总结及2013年工作计划", "工作有序。", "全年"),
        ("农业局第三季度工作总结", "工作有序。", "季度"),
        ("第一小学2013年春季学期工作总结", "工作有序。", "学期"),
        ("教育局校园安全工作总结", "各校开展演练。", "专项"),
        ("", "一年来，我局扎实工作。", "全年"),
        ("", "本学期，我校扎实工作。", "学期"),
        ("教育局工作汇报", "各校开展演练。", None),
        ("民政局2019年工作总结", "2019年上半年，全局干部扎实工作。", "上半年"),
        ("民政局2019年工作总结", "今年1-6月，全局干部扎实工作。", "上半年"),
        (
            "政府工作报告",
            "各位代表：过去五年，城乡面貌一新，上半年新开工项目也全部建成。",
            "上半年",
        ),
        ("政府工作报告", "各位代表：过去五年，城乡面貌一新。", "全年"),
        ("白马镇水利工作汇报", "各位领导：我把2009年的水利工作向大家作个汇报。", "全年"),
        ("", "各位代表：现在，我代表县政府作报告，请予审议。城乡面貌一新。", "全年"),
        ("县法院工作报告", "各位委员：半年来，我院受理案件三千件。", "上半年"),
        ("民政局2019年度工作总结", "2019年上半年，全局干部忙于救灾。", "全年"),
        ("民政局2019年工作总结", "今年以来，上半年忙于救灾，下半年重建。", "全年"),
    ],
)
def test_the_title_and_then_the_text_say_the_period(
    title: str, body: str, period: str | None
) -> None:
    assert period_of(report_of(title, [body])) == period
