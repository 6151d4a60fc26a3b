"""Names and codes: what people type, and what is shown."""

from __future__ import annotations

import pytest

from indexer import gazetteer
from indexer.gazetteer import TOWN_KINDS
from indexer.gazetteer.names import short_forms, stem


def codes(name: str) -> list[str]:
    return [one.code for one in gazetteer.find(name)]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("长兴", "330522"),
        ("长兴县", "330522"),
        ("浙江", "330000"),
        ("浙江省", "330000"),
        ("宁波", "330200"),
        ("双流县", "510116"),
        ("双流区", "510116"),
        ("神木县", "610881"),
        ("襄樊市", "420600"),
        ("宣武区", "110102"),
        ("开县", "500154"),
        ("开州区", "500154"),
        ("巫溪县", "500238"),
        ("庐山区", "360402"),
        ("莱芜市", "370116"),
        ("墨江县", "530822"),
        ("墨江哈尼族自治县", "530822"),
        ("恩施州", "422800"),
        ("内蒙古", "150000"),
        ("新疆", "650000"),
        ("神农架", "429021"),
        ("吕梁地区", "141100"),
        ("和县", "340523"),
    ],
)
def test_a_name_of_today_or_the_past_finds_its_unit(name: str, code: str) -> None:
    assert codes(name) == [code]


def test_a_shared_name_gives_every_unit_higher_levels_first() -> None:
    assert codes("朝阳") == ["211300", "110105", "211321", "220104"]
    assert codes("朝阳区") == ["110105", "220104"]
    assert codes("吉林") == ["220000", "220200"]


def test_an_unknown_or_empty_name_gives_nothing() -> None:
    assert codes("") == codes("县") == codes("不存在县") == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("330522", ("浙江省", "湖州市", "长兴县")),
        ("330500", ("浙江省", "湖州市", None)),
        ("330000", ("浙江省", None, None)),
        ("110108", ("北京市", "北京市", "海淀区")),
        ("500154", ("重庆市", "重庆市", "开州区")),
        ("429004", ("湖北省", None, "仙桃市")),
        ("419001", ("河南省", None, "济源市")),
        ("659001", ("新疆维吾尔自治区", None, "石河子市")),
        ("469028", ("海南省", None, "陵水黎族自治县")),
        ("441900", ("广东省", "东莞市", None)),
        ("610881", ("陕西省", "榆林市", "神木市")),
    ],
)
def test_chain_names_province_city_and_county_of_today(
    code: str, expected: tuple[str, str | None, str | None]
) -> None:
    assert gazetteer.chain(code) == expected


def test_an_unknown_code_is_an_error_where_a_name_is_asked_for() -> None:
    assert gazetteer.get("999999") is None
    with pytest.raises(KeyError):
        gazetteer.label("999999")


def test_parents_and_children_are_one_tree_that_reaches_every_unit() -> None:
    reached = {one.code for one in gazetteer.provinces()}
    for code in gazetteer.units():
        for child in gazetteer.children(code):
            assert gazetteer.parent(child.code) == code
            assert gazetteer.ancestors(child.code) == (*gazetteer.ancestors(code), code)
            reached.add(child.code)
    assert reached == set(gazetteer.units())


def test_every_unit_is_found_under_each_of_its_names() -> None:
    for one in gazetteer.units().values():
        for name in one.names:
            assert one in gazetteer.find(name)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("长兴县", "长兴"),
        ("碑林区", "碑林"),
        ("浦东新区", "浦东"),
        ("积石山保安族东乡族撒拉族自治县", "积石山"),
        ("巴音郭楞蒙古自治州", "巴音郭楞"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("东乡族自治县", "东乡"),
        ("井陉矿区", "井陉"),
        ("锡林郭勒盟", "锡林郭勒"),
    ],
)
def test_stem(name: str, bare: str) -> None:
    assert stem(name) == bare


def test_short_forms_are_those_people_write() -> None:
    assert short_forms("墨江哈尼族自治县") == ("墨江哈尼族自治县", "墨江自治县", "墨江县")
    assert short_forms("广西壮族自治区") == ("广西壮族自治区", "广西自治区")
    assert short_forms("长兴县") == ("长兴县",)


def test_towns_stand_under_codes_of_today_and_carry_known_kinds() -> None:
    towns = gazetteer.read_towns()
    assert {"雉城j", "泗安t", "夹浦t"} <= set(towns["330522"])
    assert set(towns) <= set(gazetteer.units())
    for names in towns.values():
        for name in names:
            bare = name.rstrip("".join(TOWN_KINDS))
            assert len(bare) >= 2
            assert len(name) > len(bare)


def test_everyday_words_are_known_and_rare_names_are_not_among_them() -> None:
    ordinary = gazetteer.read_ordinary()
    assert {"合作", "公安", "团结", "资源", "中心"} <= ordinary
    assert not {"夹浦", "雉城", "吴家山"} & ordinary


def test_the_data_stay_compact() -> None:
    from importlib.resources import files

    folder = files("indexer.gazetteer")
    names = ("units.tsv", "towns.tsv", "ordinary.txt")
    assert sum(len((folder / name).read_bytes()) for name in names) <= 600_000


def test_villages_stand_under_codes_of_today_and_share_no_name_with_a_town() -> None:
    villages = gazetteer.read_villages()
    assert villages["苦竹桥"] == "421281"
    assert set(villages.values()) <= set(gazetteer.units())
    towns = {
        name.rstrip("".join(TOWN_KINDS))
        for names in gazetteer.read_towns().values()
        for name in names
    }
    assert not towns & villages.keys()


def test_the_villages_stay_compact() -> None:
    from importlib.resources import files

    assert len((files("indexer.gazetteer") / "villages.tsv").read_bytes()) <= 2_000_000
