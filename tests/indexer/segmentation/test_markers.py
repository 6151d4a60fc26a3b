"""What is a number before a heading, and what only looks like one."""

from __future__ import annotations

import pytest

from indexer.segmentation.markers import parse_marker, parse_number
from indexer.text import fold


@pytest.mark.parametrize(
    ("text", "style", "number", "words"),
    [
        ("一、主要工作", "han", 1, "主要工作"),
        ("十二、其他工作", "han", 12, "其他工作"),
        ("二十三．附则", "han", 23, "附则"),
        ("（三）强化监管", "han_paren", 3, "强化监管"),
        ("(四) 强化监管", "han_paren", 4, "强化监管"),
        ("【五】强化监管", "han_paren", 5, "强化监管"),
        ("1、抓管理", "arab", 1, "抓管理"),
        ("４．抓管理", "arab", 4, "抓管理"),
        ("10.抓管理", "arab", 10, "抓管理"),
        ("1.2012年全县财政收入", "arab", 1, "2012年全县财政收入"),
        ("（12）抓管理", "arab_paren", 12, "抓管理"),
        ("3）抓管理", "arab_paren", 3, "抓管理"),
        ("③抓管理", "circled", 3, "抓管理"),
        ("⑵抓管理", "circled", 2, "抓管理"),
        ("第二，经费不足", "ordinal", 2, "经费不足"),
        ("首先，认识不到位", "ordinal", 1, "认识不到位"),
        ("第三部分 下步打算", "chapter:部分", 3, "下步打算"),
        ("第一阶段：宣传发动", "chapter:阶段", 1, "宣传发动"),
        ("（乙）考务从严", "stem", 2, "考务从严"),
        ("2.3 网络维护", "dotted", 3, "网络维护"),
        ("（ ）以节水为本", "emptied_paren", 0, "以节水为本"),
        ("、以节水为本", "emptied", 0, "以节水为本"),
    ],
)
def test_a_number_is_read(text: str, style: str, number: int, words: str) -> None:
    marker = parse_marker(fold(text))
    assert marker is not None
    assert (marker.style, marker.number, fold(text)[marker.end :]) == (style, number, words)
    assert not marker.doubtful


@pytest.mark.parametrize(
    "text",
    [
        *("1.5万亩农田", "3.15消费者权益日", "2010.5月以来", "6.30前完成", "12月5日召开会议"),
        *("一是加强领导", "一年来，全县", "第一条规定", "第34个教师节", "十五期间", "三年行动计划"),
        *("2012年工作总结", "95%以上", "", "一、", "（一）", "《意见》印发", "1月11日，召开会议"),
    ],
)
def test_words_and_figures_are_no_numbers(text: str) -> None:
    assert parse_marker(fold(text)) is None


@pytest.mark.parametrize(
    "text", ["一、二年级", "三、四线城市", "五、六月份", "二、三产业", "1、2号楼"]
)
def test_two_numbers_that_make_a_word_are_doubtful(text: str) -> None:
    marker = parse_marker(fold(text))
    assert marker is not None
    assert marker.doubtful


@pytest.mark.parametrize("text", ["三、四风方面的问题", "一、二孩政策落实", "二、“三个一”工程"])
def test_a_number_in_the_first_word_of_a_heading_is_not(text: str) -> None:
    marker = parse_marker(fold(text))
    assert marker is not None
    assert not marker.doubtful


@pytest.mark.parametrize("number", range(1, 100))
def test_chinese_numbers_up_to_ninety_nine(number: int) -> None:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    written = ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones else ""
    )
    assert parse_number(written) == number
