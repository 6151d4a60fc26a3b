import json
from collections.abc import Mapping
from typing import cast

from search_app.api import answer_json
from search_app.engine.protocol import Counts, SearchRequest
from search_app.query.nodes import Everything, Facet
from search_app.search.answers import Answer
from search_app.search.facets import BranchValue, facet_values, holds_selected
from search_app.search.parameters import SearchParameters

COUNTS: Mapping[Facet, Mapping[str, int]] = {
    "region": {"330000": 5, "330500": 3, "330522": 2, "429004": 1, "420000": 1},
    "year": {"2009": 4, "2012": 2},
    "topic": {"德育": 2, "校园安全": 7},
    "role": {"plan": 1, "review": 6},
    "period": {},
}


def regions(
    counts: Mapping[Facet, Mapping[str, int]], filters: Mapping[Facet, tuple[str, ...]]
) -> list[BranchValue]:
    values = facet_values(counts, filters, {})["region"]
    return cast(list[BranchValue], values)


def test_regions_nest_from_province_to_county() -> None:
    zhejiang, hubei = regions(COUNTS, {})
    assert (zhejiang["label"], zhejiang["count"]) == ("浙江省", 5)
    (huzhou,) = zhejiang["children"]
    assert (huzhou["label"], huzhou["count"]) == ("湖州市", 3)
    assert [child["label"] for child in huzhou["children"]] == ["长兴县"]
    assert [child["label"] for child in hubei["children"]] == ["仙桃市"]


def test_order_is_what_a_reader_expects() -> None:
    values = facet_values(COUNTS, {}, {})
    assert [value["value"] for value in values["year"]] == ["2012", "2009"]
    assert [value["value"] for value in values["topic"]] == ["校园安全", "德育"]
    assert [value["label"] for value in values["role"]] == ["成绩", "计划"]
    assert not values["period"]


def test_a_chosen_value_stays_when_nothing_is_left_of_it() -> None:
    values = facet_values({}, {"region": ("330522",), "year": ("2020",)}, {})
    (zhejiang,) = cast(list[BranchValue], values["region"])
    assert holds_selected(zhejiang) and not zhejiang["selected"]
    (county,) = zhejiang["children"][0]["children"]
    assert county["selected"] and county["count"] == 0
    assert [(value["value"], value["selected"]) for value in values["year"]] == [("2020", True)]


def test_a_chosen_region_that_the_index_knows_stays_when_nothing_is_left_of_it() -> None:
    counts = {"330000": 5, "330500": 3, "330522": 3}
    (zhejiang,) = regions({"region": counts}, {"region": ("330523",)})
    (huzhou,) = zhejiang["children"]
    told = [(value["value"], value["count"], value["selected"]) for value in huzhou["children"]]
    assert told == [("330522", 3, False), ("330523", 0, True)]
    assert (zhejiang["count"], huzhou["count"], holds_selected(huzhou)) == (5, 3, True)


def test_the_greatest_stand_first_equals_by_their_code_whatever_their_level() -> None:
    counts = {"420000": 3, "420100": 1, "429004": 2, "420500": 1}
    (hubei,) = regions({"region": counts}, {})
    assert [child["value"] for child in hubei["children"]] == ["429004", "420100", "420500"]
    assert [child["value"] for child in hubei["children"][1:]] == ["420100", "420500"]
    assert hubei["children"][-1]["value"] == "420500"
    assert not hubei["children"][0]["children"]


def test_the_json_says_of_every_facet_what_the_page_says() -> None:
    filters: Mapping[Facet, tuple[str, ...]] = {"region": ("330522", "110101"), "year": ("2020",)}
    many = {**COUNTS["region"], "420000": 54321, "429004": 1000, "330000": 999}
    facets = facet_values({**COUNTS, "region": many, "topic": {'"德育"\n%d': 1}}, filters, {})
    found = Answer(
        SearchParameters(q="校车", filters=filters),
        "校车",
        (),
        (),
        None,
        SearchRequest(Everything()),
        0,
        0.0,
        (),
        facets,
    )
    shown = json.loads(answer_json(found))["facets"]
    assert shown == facets
    assert [value["value"] for value in shown["region"]] == ["420000", "330000", "110000"]
    assert shown["region"][2]["children"][0]["selected"]


FIELDS = {"德育": "教育", "校园安全": "教育", "中医药": "卫生健康"}


def test_topics_stand_below_their_fields() -> None:
    counts: Mapping[Facet, Counts] = {
        "topic": {"教育": 8, "德育": 2, "校园安全": 7, "工业交通": 9, "从前的主题": 1}
    }
    values = cast(list[BranchValue], facet_values(counts, {"topic": ("德育",)}, FIELDS)["topic"])
    assert [value["value"] for value in values] == ["工业交通", "教育", "从前的主题"]
    told = [(child["value"], child["count"], child["selected"]) for child in values[1]["children"]]
    assert told == [("校园安全", 7, False), ("德育", 2, True)]
    assert [holds_selected(value) for value in values] == [False, True, False]


def test_the_field_of_a_chosen_topic_is_shown_even_when_nothing_is_left_of_it() -> None:
    (health,) = cast(list[BranchValue], facet_values({}, {"topic": ("中医药",)}, FIELDS)["topic"])
    assert (health["value"], health["count"]) == ("卫生健康", 0)
    assert [child["value"] for child in health["children"]] == ["中医药"]
