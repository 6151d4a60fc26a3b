"""Regions on the labelled cases, and what must hold for any text."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import gazetteer
from indexer.attribution.literals import Literals
from indexer.attribution.region.place_mentions import find_mentions
from indexer.attribution.region.place_words import load_place_words
from indexer.gazetteer import TOWN_KINDS
from indexer.gazetteer.names import stem
from indexer.model import Report
from indexer.text import fold
from tests.indexer.attribution.region.region_scorer import (
    Case,
    guess_misleads,
    judge,
    make_report,
    read_cases,
    region_of,
)

CASES = read_cases()
PLACES = Literals(load_place_words())
TOWNS = gazetteer.read_towns()
COUNTIES = [code for code, towns in TOWNS.items() if not code.endswith("00") and len(towns) >= 5]


def test_most_cases_are_exact_and_none_is_wrong() -> None:
    outcomes = Counter(judge(case.expected, region_of(case.report)) for case in CASES)
    assert outcomes["wrong"] == 0
    assert outcomes["exact"] >= 0.95 * len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"line{case.line}")
def test_no_guess_misleads(case: Case) -> None:
    assert not guess_misleads(case.expected, region_of(case.report))


def test_evidence_names_the_lines_it_was_read_on() -> None:
    report = make_report(
        "长兴县教育局工作总结", ["上半年，长兴县成绩显著。", "县委重视。", "长兴县再创佳绩。"]
    )
    region = region_of(report)
    assert region is not None
    assert (region.code, region.status) == ("330522", "stated")
    assert [(one.text, one.lines, one.says) for one in region.evidence] == [
        ("长兴县", (1, 2, 4), "长兴县")
    ]


def test_traditional_and_simplified_text_are_read_alike_and_shown_as_they_are() -> None:
    simple = make_report("龙泉驿区教育局总结", ["我区洛带镇、黄土镇、柏合镇新建学校。"])
    traditional = make_report("龍泉驛區教育局總結", ["我區洛帶鎮、黃土鎮、柏合鎮新建學校。"])
    first, second = (
        region_of(simple),
        region_of(traditional),
    )
    assert first is not None
    assert second is not None
    assert first.county == second.county == "龙泉驿区"
    assert (first.score, first.margin) == (second.score, second.margin)
    assert [one.says for one in first.evidence] == [one.says for one in second.evidence]
    assert second.evidence[0].text == "龍泉驛區"


def test_more_of_the_same_place_never_makes_it_another() -> None:
    lines = ["我县夹浦镇、泗安镇、李家巷镇的学校完成改造。"]
    once = region_of(make_report("", lines))
    twice = region_of(make_report("", lines * 2))
    assert once is not None
    assert twice is not None
    assert once.code == twice.code == "330522"
    assert twice.score >= once.score


def _mask(text: str, code: str) -> str:
    """`text` as a site leaves it that masks every name of the unit's prefecture and its own."""
    folded = fold(text)
    for mention in reversed(find_mentions(folded, PLACES.find(folded))):
        if any(near[:4] == code[:4] for near in mention.codes):
            folded = folded[: mention.start] + "xx" + folded[mention.end :]
    for unit in (code, *gazetteer.ancestors(code)):
        for name in gazetteer.unit(unit).names:
            folded = folded.replace(stem(name) if len(stem(name)) > 1 else name, "xx")
    return folded


def test_a_report_whose_own_names_are_masked_is_placed_nowhere_else() -> None:
    for case in CASES:
        region = region_of(case.report)
        if region is None:
            continue
        lines = [line.text for section in case.report.sections for line in section.lines]
        masked = make_report(
            _mask(case.report.title, region.code), [_mask(line, region.code) for line in lines]
        )
        found = region_of(masked)
        units = (region.code, *gazetteer.ancestors(region.code))
        assert found is None or found.status == "possible" or found.code in units, case.line


_PIECES = [
    "长兴县",
    "朝阳",
    "和",
    "全市",
    "镇",
    "城关",
    "夹浦",
    "中心小学",
    "、",
    "。",
    "赴",
    "省",
    "x区",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_any_text_gives_nothing_or_a_place_with_witnesses(text: str) -> None:
    region = region_of(make_report("", [text]))
    if region is not None:
        assert gazetteer.chain(region.code) == (region.province, region.city, region.county)
        assert region.evidence
        assert region.score > 0
        assert 0 <= region.margin <= 1
        assert all(one.text in text and one.lines == (2,) for one in region.evidence)


def test_a_title_that_names_no_place_after_all_is_no_error() -> None:
    title = "湖州市大学后勤办公室2012年工作总结"  # its 湖州市大学 is taken for a university
    assert region_of(make_report(title, ["完成了各项工作。"])) is None


def test_the_students_of_a_city_are_no_university() -> None:
    title = "湖州市大学生就业办公室2012年工作总结"
    region = region_of(make_report(title, ["完成了各项工作。"]))
    assert region is not None
    assert (region.code, region.status) == ("330500", "stated")


def _random_report(random: Random, code: str, own_towns: int, strangers: int) -> Report:
    """A report of the county `code` that names `own_towns` of its towns, `strangers` of towns
    anywhere, and a visit somewhere."""
    kind = gazetteer.label(code)[-1]
    lines = [f"全{kind}各项工作扎实推进，{kind}委、{kind}政府高度重视，我{kind}成绩显著。"]
    for town in random.sample(TOWNS[code], own_towns):
        bare = town.rstrip("".join(TOWN_KINDS))
        suffix = TOWN_KINDS[town[len(bare)]]
        lines.append(f"新建{bare}{suffix}综合楼。")
    for _ in range(strangers):
        town = random.choice(TOWNS[random.choice(COUNTIES)])
        school = random.choice(["小学", "中学", "中心幼儿园", "卫生院"])
        lines.append(f"在{town.rstrip(''.join(TOWN_KINDS))}{school}召开现场会。")
    lines.append(f"组织干部赴{gazetteer.label(random.choice(COUNTIES))}学习。")
    random.shuffle(lines)
    return make_report("工作总结", lines)


@pytest.mark.parametrize("strangers", [5, 15])
def test_names_from_all_over_the_country_place_a_report_nowhere(strangers: int) -> None:
    random = Random(strangers)
    found = [region_of(_random_report(random, "330522", 0, strangers)) for _ in range(150)]
    accepted = [region for region in found if region is not None and region.status != "possible"]
    assert len(accepted) <= 1
    assert sum(region is not None for region in found) <= 0.05 * len(found)


def test_three_towns_place_a_report_in_their_county() -> None:
    random = Random(3)
    outcomes: Counter[str] = Counter()
    for code in random.sample(COUNTIES, 150):
        report = _random_report(random, code, 3, 3)
        outcomes[judge(gazetteer.chain(code), region_of(report))] += 1
    assert outcomes["wrong"] <= 1
    assert outcomes["exact"] >= 0.9 * 150
