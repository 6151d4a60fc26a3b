from search_app.facets import facet_values

COUNTS = {
    "region": {"330000": 5, "330500": 3, "330522": 2, "429004": 1, "420000": 1},
    "year": {"2009": 4, "2012": 2},
    "topic": {"德育": 2, "校园安全": 7},
    "role": {"plan": 1, "review": 6},
    "period": {},
}


def test_regions_nest_from_province_to_county() -> None:
    zhejiang, hubei = facet_values(COUNTS, {})["region"]
    assert (zhejiang.label, zhejiang.count) == ("浙江省", 5)
    (huzhou,) = zhejiang.children
    assert (huzhou.label, huzhou.count) == ("湖州市", 3)
    assert [child.label for child in huzhou.children] == ["长兴县"]
    assert [child.label for child in hubei.children] == ["仙桃市"]


def test_order_is_what_a_reader_expects() -> None:
    values = facet_values(COUNTS, {})
    assert [value.value for value in values["year"]] == ["2012", "2009"]
    assert [value.value for value in values["topic"]] == ["校园安全", "德育"]
    assert [value.label for value in values["role"]] == ["成绩", "计划"]
    assert values["period"] == ()


def test_a_chosen_value_stays_when_nothing_is_left_of_it() -> None:
    values = facet_values({}, {"region": ("330522",), "year": ("2020",)})
    (zhejiang,) = values["region"]
    assert zhejiang.open and not zhejiang.selected
    (county,) = zhejiang.children[0].children
    assert county.selected and county.count == 0
    assert [(value.value, value.selected) for value in values["year"]] == [("2020", True)]
