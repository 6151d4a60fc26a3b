from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.query.parser import parse
from search_app.search.spelling import Correction, correct, find_chunks
from search_app.search.suggestions import Suggestion, suggest
from search_app.search.vocabulary import Vocabulary

VOCABULARY = Vocabulary(
    Counter(
        {
            "学籍": 40,
            "管理": 90,
            "校车": 30,
            "安全": 80,
            "学校": 99,
            "教育": 95,
            "的": 99,
            "音乐": 5,
        }
    ),
    Counter({"学籍管理": 12, "校车安全": 9, "加强学籍管理": 3, "校車": 1, "安全": 90}),
)


def offered(typed: str, saved: tuple[str, ...] = ()) -> list[str]:
    return [suggestion.text for suggestion in suggest(typed, VOCABULARY, saved)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("学", ["学校", "学籍", "学籍管理"]),
        ("學籍管", ["学籍管理", "加强学籍管理"]),
        ("xuejiguanli", ["学籍管理"]),
        ("xjgl", ["学籍管理"]),
        ("xueji", ["学籍", "学籍管理"]),
        ("Xuejig", ["学籍管理"]),
        ("yinyue", ["音乐"]),
        ("yinle", ["音乐"]),
    ],
)
def test_what_is_typed_is_completed(typed: str, first: list[str]) -> None:
    assert offered(typed)[: len(first)] == first


def test_the_commoner_spelling_is_offered() -> None:
    assert suggest("校", VOCABULARY)[0].text == "校车"
    assert suggest("安", VOCABULARY)[0] == Suggestion("安全", "heading", 90)


def test_only_the_word_being_typed_changes() -> None:
    assert offered("长兴 -安全 标题:学籍管") == [
        "长兴 -安全 标题:学籍管理",
        "长兴 -安全 标题:加强学籍管理",
    ]
    assert offered("-学籍管")[0] == "-学籍管理"


def test_saved_queries_come_first() -> None:
    assert suggest("校车", VOCABULARY, ("浙江 校车", "食堂"))[0] == Suggestion("浙江 校车", "saved")


def test_nothing_is_offered_for_nothing() -> None:
    assert offered("") == []
    assert offered("  ") == []
    assert offered("校车 主题：学") == []
    assert offered("魑魅") == []


@given(st.text(st.sampled_from("学籍管xj -\"标题:（a'"), max_size=12), st.integers(1, 5))
def test_suggestions_are_distinct_and_no_more_than_asked(typed: str, size: int) -> None:
    found = suggest(typed, VOCABULARY, ("学籍",), size)
    assert len(found) <= size
    assert len({suggestion.text for suggestion in found}) == len(found)


def respelt(query: str) -> list[Correction]:
    node = parse(query).node
    return list(correct(query, node, find_chunks(node), VOCABULARY))


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("学藉", "学籍"),
        ("学藉管理", "学籍管理"),
        ("浙江 学藉", "浙江 学籍"),
        ("校东安全", "校车安全"),
        ("全安", "安全"),
        ("全安学校", "安全学校"),
        ("小车", "校车"),
        ("管理学藉", "管理学籍"),
        ("校东", "校车"),
        ("xjgl", "学籍管理"),
        ("浙江 xuejiguanli", "浙江 学籍管理"),
    ],
)
def test_another_spelling_is_found(query: str, meant: str) -> None:
    first = respelt(query)[0]
    assert first.source == meant
    assert first.node == parse(meant).node


@pytest.mark.parametrize(
    "query", ["", "学籍", "老师翻学校", "学校管理得怎么样？", '"学藉"', "-学藉", "魑魅魍魉", "abc"]
)
def test_where_there_is_none_nothing_is_offered(query: str) -> None:
    assert respelt(query) == []


@given(st.text(st.sampled_from('学藉管理全安校东()"-甲ab 　'), max_size=20))
def test_correcting_never_fails(query: str) -> None:
    for other in respelt(query):
        assert other.source != query
