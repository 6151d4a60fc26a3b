"""How the rows of the packages become names; the packages themselves are not at hand."""

from __future__ import annotations

import pytest

from tools.make_gazetteer import find_successor, read_ordinary, split_town

TODAY = {
    "510000": "四川省",
    "510100": "成都市",
    "510116": "双流区",
    "510700": "绵阳市",
    "510726": "北川羌族自治县",
    "130000": "河北省",
    "130100": "石家庄市",
    "130700": "张家口市",
    "130702": "桥东区",
    "340000": "安徽省",
    "340100": "合肥市",
    "340124": "庐江县",
}


@pytest.mark.parametrize(
    ("code", "name", "successor"),
    [
        ("510116", "双流区", "510116"),
        ("510122", "双流县", "510116"),  # a new kind, the same prefecture
        ("341421", "庐江县", "340124"),  # its prefecture was dissolved
        ("130103", "桥东区", None),  # not the one of another city
        ("510781", "江油市", None),
    ],
)
def test_a_former_county_finds_the_unit_that_bears_its_name(
    code: str, name: str, successor: str | None
) -> None:
    assert find_successor(code, name, TODAY, {}) == successor


def test_the_list_kept_by_hand_goes_first() -> None:
    assert find_successor("510724", "安县", TODAY, {("51", "安县"): "510700"}) == "510700"


@pytest.mark.parametrize(
    ("name", "above", "expected"),
    [
        ("夹浦镇", (), ("夹浦", "t")),
        ("海淀街道办事处", (), ("海淀", "j")),
        ("片马彝族乡", (), ("片马", "x")),
        ("羊二庄回族乡", (), ("羊二庄", "x")),
        ("十八站鄂伦春族民族乡", (), ("十八站", "x")),
        ("济源市下冶镇", ("济源市",), ("下冶", "t")),
        ("南阳高新区张衡街道", ("南阳市",), ("张衡", "j")),
        ("东花市街道", ("北京市",), ("东花市", "j")),
        ("达镇乡", (), ("达镇", "x")),
        ("东方社区公共服务站街道", (), None),
        ("石家庄高新技术产业开发区", (), None),
        ("八五三农场", (), None),
    ],
)
def test_a_township_is_split_into_stem_and_kind(
    name: str, above: tuple[str, ...], expected: tuple[str, str] | None
) -> None:
    assert split_town(name, above) == expected


def test_everyday_words_and_tails_of_words_are_ordinary() -> None:
    assert read_ordinary({"合作", "代化", "夹浦"}) == ["代化", "合作"]
