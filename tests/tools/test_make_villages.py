"""How the rows of the package become names; the package itself is not at hand."""

from __future__ import annotations

import pytest

from tools.make_villages import choose_villages, find_unit, strip_suffix


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("苦竹桥村委会", "苦竹桥"),
        ("银闸社区居委会", "银闸"),
        ("新宝力格嘎查委员会", "新宝力格"),
        ("大村村委会", "大村"),  # two characters are left
    ],
)
def test_a_name_is_left_without_what_it_is(name: str, expected: str) -> None:
    assert strip_suffix(name) == expected


def test_a_name_of_one_county_is_kept_and_one_that_means_something_else_is_not() -> None:
    rows = [
        ("苦竹桥村委会", "421281"),
        ("新村村委会", "421281"),
        ("新村村委会", "330522"),
        ("夹浦村委会", "421281"),
    ]
    assert choose_villages(rows, frozenset({"夹浦"})) == {"421281": ["苦竹桥"]}


@pytest.mark.parametrize(
    ("code", "unit"), [("421281", "421281"), ("130171", "130100"), ("990000", None)]
)
def test_a_development_zone_is_part_of_its_prefecture(code: str, unit: str | None) -> None:
    assert find_unit(code) == unit
