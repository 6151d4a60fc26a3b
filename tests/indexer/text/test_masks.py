"""Masks are found whole; words, products and Latin letters are not masks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text import fold
from indexer.text.masks import find_masks


def masks(text: str) -> list[str]:
    return [text[start:end] for start, end in find_masks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20xx年，xx区卫生局", ["20xx", "xx"]),
        ("201x年至20××年", ["201x", "20××"]),
        ("２０ＸＸ年××镇", ["ＸＸ", "××"]),
        ("比20xx新增，20xx-20xx年", ["20xx", "20xx", "20xx"]),
        ("2xxx年，19**年", ["2xxx", "19**"]),
        ("拨付x,xxx.xx万元，占xx.x%", ["x,xxx.xx", "xx.x"]),
        ("占x%，x所、x月x日", ["x", "x", "x", "x"]),
        (r"\*\*县人社局，**大学", [r"\*\*", "**"]),
        ("招生*人，占*.*%", ["*", "*.*"]),
        ("_年_月，____村", ["_", "_", "____"]),
        ("□□县，○○乡", ["□□", "○○"]),
        ("“优教x”建设，为x高质量发展", ["x", "x"]),
        ("“十x五”规划，第xx届", ["x", "xx"]),
        ("XX市、XXX同志", ["XX", "XXX"]),
    ],
)
def test_masks_are_found_whole(text: str, expected: list[str]) -> None:
    assert masks(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "max、box、XXL号、linux系统",
        "购置X光机、数字X线机，X射线防护，x轴",
        "操场100×50米，3 × 4",
        "二○○九年、二〇〇九年、一九○○年",
        "file_name、a_b",
        "* 加强领导",
        "R&D、AB岗、O2O、2025年、1.5万",
        "年末市局下拨年全市救灾经费",
        "全县、全市、某县",
    ],
)
def test_what_is_no_mask(text: str) -> None:
    assert masks(text) == []


@given(st.text("x×*_□○20年月区、.年初ab一 ", max_size=30))
def test_spans_are_in_order_and_hold_a_hiding_mark(text: str) -> None:
    spans = find_masks(text)
    flat = [edge for span in spans for edge in span]
    assert flat == sorted(flat)
    assert all(set(text[start:end]) & set("xX×*_□○") for start, end in spans)


@given(st.text("xX×*_20年月区、ab ", max_size=30))
def test_folded_text_has_the_same_masks(text: str) -> None:
    assert find_masks(fold(text)) == find_masks(text)
