"""Reports, headings and leaves come out where a person would put them, and no text is lost."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.cleaning import clean
from indexer.duplicates import mark_copies
from indexer.model import Line
from indexer.segmentation import segment
from tests.indexer.segmentation.scoring import (
    SHARED,
    Labels,
    Scores,
    all_cases,
    as_lines,
    differences,
    labelled_files,
)


@pytest.mark.parametrize("labels", all_cases(), ids=lambda labels: labels.name)
def test_case_is_segmented_as_labelled(labels: Labels) -> None:
    reports, _ = segment(as_lines(labels.lines), labels.name)
    assert differences(labels, reports) == []


def test_cleaned_cases_are_segmented_as_labelled() -> None:
    for labels in all_cases():
        lines, _ = clean(as_lines(labels.lines))
        assert differences(labels, segment(lines, labels.name)[0]) == []


@pytest.mark.parametrize("cleaned", [False, True], ids=["as found", "cleaned"])
def test_shared_files_score_above_the_bars(cleaned: bool) -> None:
    files = labelled_files(SHARED)
    if not files:
        pytest.skip("no shared labels here")
    scores = Scores()
    for labels in files:
        lines: Sequence[Line] = as_lines(labels.lines)
        scores.add(labels, segment(clean(lines)[0] if cleaned else lines, labels.name)[0])
    assert scores.reports.f1 >= 0.99
    assert scores.headings.f1 >= 0.99
    assert scores.levels.recall >= 0.99
    assert scores.leaves.f1 >= 0.99


def test_a_compilation_given_twice_is_flagged_from_its_second_copy_on() -> None:
    corpus = sorted((SHARED / "corpus").glob("001_*.txt"))
    if not corpus:
        pytest.skip("no shared corpus here")
    lines, _ = clean(as_lines(corpus[0].read_text(encoding="utf-8").split("\n")))
    reports = mark_copies(segment(lines, "001")[0])
    assert len(reports) == 36
    assert all(report.duplicate_of for report in reports[18:])
    # The fifteenth stands whole in the ninth.
    assert [n for n, report in enumerate(reports[:18]) if report.duplicate_of] == [14]


def test_a_title_is_clean_and_one_made_from_first_words_is_short() -> None:
    texts = [
        "## 篇1：某县水利局2015年工作总结",
        "一、抓好防汛。落实责任，备足物资，安全度汛。",
        "第二篇 某县气象局工作总结 1850字",
        "一、抓好预报。提高准确率，服务农业生产。",
    ]
    first, second = segment(as_lines(texts), "x")[0]
    assert (first.title, second.title) == ("某县水利局2015年工作总结", "某县气象局工作总结")
    opening = "2013年，在县委、政府的正确领导下，全县水利系统团结拼搏，完成了各项任务。"
    (made,) = segment(as_lines([opening, texts[1]]), "x")[0]
    assert made.untitled
    assert opening.startswith(made.title)
    assert 4 <= len(made.title) <= 30


def test_an_issuer_on_a_line_of_its_own_is_part_of_the_title() -> None:
    texts = ["某县水利局", "2015年工作总结", "一、抓好防汛。落实责任，备足物资，安全度汛。"]
    (report,) = segment(as_lines(texts), "x")[0]
    assert report.title == "某县水利局2015年工作总结"


def test_what_belongs_to_no_report_is_recorded() -> None:
    texts = [
        "水利局工作总结（合集2篇）",
        "以下是小编为大家整理的水利局工作总结，仅供参考。",
        "水利局工作总结 篇1",
        "水利局工作总结",
        "一、抓好防汛。落实责任，备足物资，安全度汛。",
        "水利局工作总结 篇2",
        "一、抓好抗旱。抽水保苗，群众满意，粮食丰收。",
    ]
    _, repairs = segment(as_lines(texts), "x")
    assert [(repair.line, repair.kind) for repair in repairs] == [
        (1, "chrome"),
        (2, "site-preamble"),
        (4, "repeated-title"),
    ]


_SUBJECTS = (
    "水利局年度工作总结",
    "一、工程建设。加固堤防十二公里，新建水窖三百眼，完成了两座水库的除险，工程质量全部合格。",
    "二、防汛抗旱。汛前检查河道四十公里，储备沙袋二万条，抗旱浇灌农田六万亩，没有一人伤亡。",
)


def test_what_turns_away_at_the_end_is_below_no_heading() -> None:
    shortcomings = (
        "总的来看，全年工作取得了较好成绩，但工程欠账多、技术力量弱、水费收缴难等问题依然突出，"
        "离群众的期盼还有不小的差距，需要下大力气解决。"
    )
    (report,), _ = segment(as_lines([*_SUBJECTS, shortcomings]), "a.txt")
    assert report.sections[-1].path == ()
    assert report.sections[-1].text == shortcomings
    assert [section.path for section in report.sections[:-1]] == [
        ("一、工程建设",),
        ("二、防汛抗旱",),
    ]


def test_what_turns_away_within_a_report_is_below_the_heading_of_the_whole_part() -> None:
    thanks = (
        "这些成绩来之不易，离不开上级部门的大力支持，离不开全系统干部职工的辛勤付出，"
        "在此我代表局党组向大家表示衷心的感谢。"
    )
    texts = [
        *("粮食局工作报告", "一、去年的工作", "（一）收购", "收购小麦四万吨，农户没有一张白条。"),
        *("（二）仓储", "新建平房仓六座，储粮损失率降低。", thanks, "二、今年的安排", "抓好夏粮。"),
    ]
    (report,), _ = segment(as_lines(texts), "a.txt")
    assert [section.path for section in report.sections] == [
        ("一、去年的工作", "（一）收购"),
        ("一、去年的工作", "（二）仓储"),
        ("一、去年的工作",),
        ("二、今年的安排",),
    ]


_TURNS = {
    "shortcomings after a review": "回顾一年来的工作，成绩是主要的，但也存在基础薄弱、"
    "作风不实、项目储备不足等问题，必须引起全局上下的高度重视。",
    "shortcomings by name": "存在的主要问题：一是资金缺口大，二是人员编制紧，三是个别乡镇推诿扯皮，"
    "群众意见较大，整改效果不够理想。",
    "shortcomings besides": "同时，我们也清醒地看到，工程管护跟不上、水费收缴难、技术人员少的问题"
    "没有根本解决，需要今后逐项研究。",
    "a plan": "下一步，我局将继续围绕年初确定的目标任务，查漏补缺，强化督查，"
    "确保全面完成全年各项工作。",
    "what was learned": "几年来的实践使我们体会到，只有坚持党的领导、坚持群众路线、坚持改革创新，"
    "水利事业才能不断向前发展。",
    "a summary": "总之，一年来的工作有声有色，水利面貌发生了较大变化，为全县经济社会发展作出了"
    "应有的贡献，受到了各界好评。",
    "thanks": "成绩的取得，得益于上级的正确领导，得益于各乡镇的密切配合，得益于全体职工的辛勤付出，"
    "借此机会一并致谢。",
}


@pytest.mark.parametrize("turn", _TURNS.values(), ids=_TURNS)
def test_a_report_turns_away_from_its_last_heading_in_many_words(turn: str) -> None:
    (report,), _ = segment(as_lines([*_SUBJECTS, turn]), "a.txt")
    assert [(leaf.start_line, leaf.path) for leaf in report.sections[-2:]] == [
        (3, ("二、防汛抗旱",)),
        (4, ()),
    ]


@pytest.mark.parametrize(
    "title",
    [
        *("名词解释：", "【名词解释】", "附：有关名词解释", "附件：《水利工作报告》名词解释"),
        *("名词解释（按出现顺序排列）", "有关用语说明", "注释：", "附注"),
    ],
)
def test_notes_on_terms_are_one_leaf_below_no_heading(title: str) -> None:
    notes = [title, "1．“两手发力”：是指政府和市场共同出力。", "2．四水：指江河湖库。"]
    (report,), _ = segment(as_lines([*_SUBJECTS, *notes]), "a.txt")
    assert report.sections[-1].path == ()
    assert report.sections[-1].text == "\n".join(notes)
    assert len(report.outline) == 2


def test_what_turns_away_changes_no_id_of_the_sections_before() -> None:
    vow = (
        "新的一年，我们将咬定目标、真抓实干，把水利欠账一项一项补上，"
        "把惠民工程一件一件办好，让全县群众喝上放心水。"
    )
    (before,), _ = segment(as_lines(_SUBJECTS), "a.txt")
    (after,), _ = segment(as_lines([*_SUBJECTS, vow]), "a.txt")
    assert [s.id for s in after.sections[:-1]] == [s.id for s in before.sections]
