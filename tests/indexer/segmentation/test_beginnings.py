"""Where reports begin, beyond the labelled cases: what a series and a site announce, and what the
learned weights have to fit."""

from __future__ import annotations

import random

import pytest

from indexer.cleaning import clean
from indexer.pipeline import segment_file
from indexer.segmentation import segment
from indexer.segmentation.learned import load_model
from indexer.segmentation.place_features import NAMES
from tests.conftest import ROOT
from tests.indexer.segmentation.scoring import Tally, as_lines
from tools.invented_reports import invent, join, office_names

PUBLIC = ROOT.parent / "shared" / "public"

_FIRST = (
    "今年以来，我县民政局把救助放在首位，发放低保金三百万元，走访困难家庭九百户，没有漏保错保。",
    "一、社会救助",
    "临时救助四百人次，医疗救助六十人，流浪人员全部妥善安置，救助站通过省级验收。",
    "二、养老服务",
    "改造敬老院五所，护理员全部持证上岗。以上是我局今年的主要工作，我们将继续努力。",
)
_UNTITLED = (
    "镇林业站全年栽杉八百亩，护林员巡山一千余次，没有发生一起火情，苗圃出圃三十万株。",
    "病虫害方面，挂诱捕器六百个，清理枯死木两千株，疫情没有扩散。",
    "不足之处是机械太少，站房漏雨，明年要逐项解决。",
)
_LAST = (
    "半年来，我市民政系统聚焦服务质量，婚姻登记大厅搬迁，社区用房全部达标。",
    "一、基层治理",
    "村委会换届平稳，村务公开栏更新，社工站挂牌十二个。",
)


@pytest.mark.parametrize(("last", "found"), [("三", True), ("二", False), ("十", False)])
def test_a_gap_in_the_numbers_announces_a_report(last: str, found: bool) -> None:
    texts = ["民政局工作总结篇一", *_FIRST, *_UNTITLED, f"民政局工作总结篇{last}", *_LAST]
    starts = [report.start_line for report in segment(as_lines(texts), "x")[0]]
    assert starts == ([1, 7, 10] if found else [1, 10])


@pytest.mark.parametrize(
    "words",
    [
        "以下是小编为大家精心搜集的民政局工作总结，希望大家喜欢！",
        "下面是小编给大家带来的林业站总结范文，欢迎阅读！",
    ],
)
def test_a_report_begins_after_words_of_a_site(words: str) -> None:
    texts = ["民政局工作总结", *_FIRST, words, *_UNTITLED]
    lines, repairs = clean(as_lines(texts))
    reports, _ = segment(lines, "x", cleaned=repairs)
    assert [report.start_line for report in reports] == [1, len(texts) - 2]
    assert all(words not in section.text for report in reports for section in report.sections)


def test_there_is_a_weight_for_each_feature() -> None:
    assert len(load_model().weights) == len(NAMES)


def test_reports_of_every_office_are_found_in_invented_compilations() -> None:
    draw = random.Random(7)  # not the seed of the training
    tally = Tally()
    for office in office_names():
        for _ in range(4):
            texts, starts = join(draw, [invent(draw, office), invent(draw), invent(draw, office)])
            lines, repairs = clean(as_lines(texts))
            found = {report.start_line for report in segment(lines, "x", cleaned=repairs)[0]}
            tally.add(found - {1}, {start + 1 for start in starts} - {1})
    assert tally.precision >= 0.8
    assert tally.recall >= 0.5


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public reports are not here")
@pytest.mark.parametrize("kind", ["provincial-2026", "state-council"])
def test_public_reports_to_a_congress_are_whole(kind: str) -> None:
    for path in sorted((PUBLIC / kind).iterdir()):
        assert len(segment_file(path, path.name).reports) == 1, path.name
