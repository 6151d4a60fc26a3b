"""Reports of one file that share the names of schools are of one place."""

from __future__ import annotations

import pytest

from indexer.attribution.region.linked_reports import link_reports
from indexer.model import Report
from tests.indexer.attribution.region.region_scorer import attribute_region, make_report

TELLS = attribute_region(
    make_report(
        "长兴县教育局工作总结",
        ["我县夹浦中心小学、新塘小学、太湖图影学校完成扩建，县委、县政府重视教育。"],
    )
)
ELSEWHERE = attribute_region(
    make_report("安溪县教育局工作总结", ["我县湖头镇、感德镇学校食堂达标，红星小学开园。"])
)


def _fragment(text: str) -> Report:
    return attribute_region(make_report("", [text]))


def test_a_report_that_shares_two_schools_with_another_is_of_its_place() -> None:
    fragment = _fragment("全县教研活动四十次，夹浦幼儿园、新塘幼儿园通过等级评定。")
    assert fragment.region is None or fragment.region.status == "possible"
    *_, linked = link_reports([TELLS, ELSEWHERE, fragment])
    assert linked.region is not None
    assert (linked.region.county, linked.region.status) == ("长兴县", "inferred")
    assert {one.text for one in linked.region.evidence} == {"夹浦", "新塘"}
    assert {one.lines for one in linked.region.evidence} == {(2,)}


@pytest.mark.parametrize(
    "text",
    [
        "全县教研活动四十次，夹浦幼儿园通过等级评定。",  # one name
        "全区教研活动四十次，我区夹浦幼儿园、新塘幼儿园通过等级评定。",  # of another kind
        "全县红星小学、光明小学、实验小学、育才小学通过验收。",  # schools of everywhere
        "改造薄弱学校和农村小学，办好实验小学和中心小学。",
    ],
)
def test_less_than_that_links_nothing(text: str) -> None:
    fragment = _fragment(text)
    assert link_reports([TELLS, ELSEWHERE, fragment]) == [TELLS, ELSEWHERE, fragment]


def test_names_that_reports_of_two_places_have_link_nothing() -> None:
    other = attribute_region(
        make_report("安吉县教育局总结", ["我县向夹浦小学、新塘小学学习。递铺镇学校扩建。"])
    )
    fragment = _fragment("全县教研活动四十次，夹浦幼儿园、新塘幼儿园通过等级评定。")
    assert link_reports([TELLS, other, fragment]) == [TELLS, other, fragment]


def test_a_place_that_a_report_tells_itself_stays() -> None:
    assert link_reports([TELLS, ELSEWHERE]) == [TELLS, ELSEWHERE]
