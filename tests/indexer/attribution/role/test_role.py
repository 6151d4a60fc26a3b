"""Roles of sections: the labelled cases, and single manners of reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.indexer.attribution.topics.topics_scorer import (
    read_cases,
    read_labels,
    report,
    roles_of,
    score,
)

LABELS = Path(__file__).resolve().parents[4] / "../shared/labels"


def test_the_labelled_cases_keep_their_score() -> None:
    result = score(read_cases())
    assert result.role >= 0.9, result.misses


@pytest.mark.skipif(not LABELS.is_dir(), reason="the files labelled by hand are not here")
def test_files_labelled_by_hand_reach_the_bar() -> None:
    result = score(list(read_labels(LABELS)))
    assert result.role >= 0.9, result.misses


def test_a_report_without_sections_has_no_roles() -> None:
    assert roles_of(report("总结", [])) == ()


def test_plans_are_found_after_their_heading_was_lost() -> None:
    half = report(
        "民政局上半年工作总结",
        [
            (("一、城乡低保",), "上半年发放低保金860万元，新增低保对象230户，核查清退41户。"),
            (("二、殡葬改革",), "完成了公墓二期建设，火化率达到82%，群众满意度明显提高。"),
            (("三、养老服务",), "建成社区日间照料中心4个，为520名老人购买了居家服务。"),
            (("一、完善低保核查",), "继续推进信息核对平台建设，力争年底前实现部门数据共享。"),
            (("二、建设福利中心",), "拟投资1200万元建设县福利中心，确保四季度开工。"),
        ],
    )
    assert roles_of(half) == ("review", "review", "review", "plan", "plan")


def test_the_title_of_a_plan_speaks_for_sections_that_say_little() -> None:
    sections = [
        (("一、落实责任制",), "各单位明确分工。"),
        (("二、开展宣传",), "利用各种形式宣传。"),
    ]
    assert roles_of(report("2015年工作计划", sections)) == ("plan", "plan")
    assert roles_of(report("2015年工作总结", sections)) == ("review", "review")


def test_text_left_out_is_neither_review_nor_plan() -> None:
    year = report("总结", [(("一、基本情况",), "（略）"), (("二、工作",), "完成了三个项目。")])
    assert roles_of(year) == ("other", "review")


def test_basic_facts_below_a_review_are_deeds() -> None:
    deeds = "一是建立健全制度，制定借阅办法；二是成立领导小组，全年召开会议四次。"
    path = ("一、2018年档案工作落实情况", "（1）基本情况")
    assert roles_of(report("年度报告", [(path, deeds)])) == ("review",)
    assert roles_of(report("年度报告", [(("一、基本情况",), deeds)])) == ("other",)


def test_a_second_half_that_is_over_is_reviewed_not_planned() -> None:
    sections = [
        (("一、校舍",), "撤并薄弱初中两所，新建食堂一处，投资340万元。"),
        (("二、师资",), "公开招聘教师60名，全员培训1200人次，评出名师8名。"),
    ]
    assert roles_of(report("2009年下半年工作小结", sections)) == ("review", "review")
    assert roles_of(report("2009年下半年工作计划", sections)) == ("plan", "plan")


@pytest.mark.parametrize(
    ("lead", "role"),
    [("主要取得以下成效：", "review"), ("下一步工作安排如下：", "plan")],
)
def test_the_end_of_an_opening_speaks_for_what_follows(lead: str, role: str) -> None:
    sections = [
        ((), f"我区历来看重教育，{lead}"),
        (("一、深化体制改革",), "继续深化体制改革，进一步完善管理体制，不断强化责任，培训300人。"),
        (("二、加强队伍建设",), "加强教师队伍建设，完善竞聘上岗制度，促进合理流动，招聘50人。"),
    ]
    assert roles_of(report("区教育局材料", sections))[1:] == (role, role)


def test_a_heading_that_says_how_it_went_is_of_a_review() -> None:
    text = "深入贯彻会议精神，加强思想建设，抓好常规工作，推动深度融合。"
    sections = [(("一、教育系统党的建设成效显著",), text)]
    aims = [(("一、进一步加强教育系统党的建设",), text)]
    assert roles_of(report("汇报", sections)) == ("review",)
    assert roles_of(report("汇报", aims)) == ("plan",)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("三、下半年工作打算", "plan"),
        ("（二）今后努力方向", "plan"),
        ("四、2016年重点工作", "plan"),
        ("二、存在的主要困难和问题", "problem"),
        ("三、短板弱项", "problem"),
        ("（一）困难学生资助", "review"),
        ("（四）破解入学难问题", "review"),
        ("一、2015年工作完成情况", "review"),
        ("三、几点做法", "review"),
        ("一、全镇学前教育基本情况", "other"),
    ],
)
def test_a_heading_decides_for_text_that_says_nothing(heading: str, role: str) -> None:
    year = report("2015年工作报告", [((heading,), "甲乙丙丁。"), (("附",), "戊己庚辛。")])
    assert roles_of(year)[0] == role
