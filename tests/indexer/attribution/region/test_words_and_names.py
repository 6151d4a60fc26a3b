"""A name of a place begins and ends between words, in full or standing alone."""

from __future__ import annotations

import pytest

from indexer.attribution.literals import Literals
from indexer.attribution.region.bare_names import find_bare_names
from indexer.attribution.region.place_mentions import find_mentions
from indexer.attribution.region.place_words import load_place_words
from indexer.attribution.region.word_bounds import WordBounds
from indexer.text import fold

PLACES = Literals(load_place_words())


def _mentioned(text: str) -> list[str]:
    folded = fold(text)
    return [folded[one.start : one.end] for one in find_mentions(folded, PLACES.find(folded))]


def _standing_alone(text: str) -> list[str]:
    folded = fold(text)
    hits = PLACES.find(folded)
    return [one.name for one in find_bare_names(folded, hits, find_mentions(folded, hits))]


@pytest.mark.parametrize(
    "text",
    [
        "不断提高城乡居民收入",
        "失业率低于城镇控制目标",
        "适用于城镇居民",
        "建设美丽宜居乡村",
        "加快适应城市发展",
        "大力发展乡镇企业",
        "提高州市效能",
        "李武进区长、王高密市长到会",
    ],
)
def test_parts_of_words_and_persons_are_no_places(text: str) -> None:
    assert _mentioned(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("召开夹浦镇政府会议", "夹浦镇"),
        ("我市长安镇学校", "长安镇"),
        ("乾县教育局工作总结", "干县"),  # folded
        ("乾安县教育局工作总结", "干安县"),
        ("在应城市召开", "应城市"),
        ("武进区长期坚持", "武进区"),
    ],
)
def test_names_between_words_are_places(text: str, name: str) -> None:
    assert name in _mentioned(text)


def test_towns_and_villages_are_found_without_what_they_are() -> None:
    text = "湖寮、茶阳两镇通过复评,苦竹桥小学开园,百侯的清单只剩九条"
    assert _standing_alone(text) == ["湖寮", "茶阳", "苦竹桥", "百侯"]


def test_of_two_names_that_begin_together_the_longer_stands() -> None:
    assert _standing_alone("为五都岭小学添置床铺") == ["五都岭"]  # not 五都


def test_a_village_needs_what_it_is_behind_it_and_a_word_is_none() -> None:
    assert _standing_alone("苦竹桥建成通车,普惠政策落地,坚持以人民为中心") == []


def test_bounds_are_those_of_the_segmentation() -> None:
    bounds = WordBounds("今年,提高城乡收入")
    assert [bounds.word_across(at) for at in range(3, 8)] == [None, (3, 5), None, (5, 7), None]
