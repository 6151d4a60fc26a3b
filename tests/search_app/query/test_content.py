import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.query.content import content_words, split_at_stop_words, stop_words
from search_app.query.interpret import interpret
from search_app.query.nodes import And, Node, Not, Phrase, Question, WordRun, Words
from search_app.query.parser import parse
from search_app.query.synonyms import NONE


def asked(query: str) -> Node:
    return interpret(parse(query).node, NONE)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("学校的安全", ("学校", "安全")),
        ("校车安全管理", ("校车安全管理",)),
        ("學校的安全", ("學校", "安全")),
        ("了解目的", ("了解目的",)),
        ("的", ()),
        ("", ()),
        ("没有达标的学校", ("没有达标", "学校")),
    ],
)
def test_content_is_what_stands_between_stop_words(text: str, runs: tuple[str, ...]) -> None:
    assert split_at_stop_words(text) == runs


def test_words_of_a_chunk_keep_their_order_and_script() -> None:
    assert content_words("學校的安全和學校") == ("學校", "安全")


def test_a_name_the_dictionary_lacks_is_one_word() -> None:
    assert content_words("夼埝镇的学校") == ("夼埝镇", "学校")


@given(st.text(st.sampled_from("学校的安全了是校车ab1，"), max_size=20))
def test_content_runs_stand_in_the_text_and_are_no_stop_words(text: str) -> None:
    for run in split_at_stop_words(text):
        assert run in text
        assert run not in stop_words()


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("哪些县实行了校车安全管理责任制？", ("县实行了校车安全管理责任制",)),
        ("长兴县有多少辆校车？", ("长兴县有", "辆校车")),
        ("什麼是「營養改善計劃」？", ("是", "營養改善計劃")),
        ("乡村教师（含特岗）的补助标准是多少", ("乡村教师", "含特岗", "的补助标准是")),
        ('什么是"New Deal"的主要政策？', ("是", "New", "Deal", "的主要政策")),
        ("他说“校车为何超员”的依据有哪些？", ("他说", "校车", "超员", "的依据有")),
        ("安吉 校车是如何管理的", ("安吉", "校车是", "管理的")),
    ],
)
def test_a_sentence_that_asks_is_read_as_what_it_states(query: str, texts: tuple[str, ...]) -> None:
    node = asked(query)
    assert isinstance(node, Question)
    assert node.texts == texts


@pytest.mark.parametrize(
    "query",
    [
        "谁主管谁负责",
        "近几年来的校车工作",
        "多种形式办学",
        '"哪些县实行了责任制"',
        "校车安全管理责任制",
    ],
)
def test_what_does_not_ask_is_no_question(query: str) -> None:
    assert not isinstance(parse(query).node, Question)


def test_a_question_keeps_what_is_set_exactly_beside_it() -> None:
    node = parse('哪些县实行了责任制？ "校车" -幼儿园').node
    assert isinstance(node, And)
    assert isinstance(node.children[0], Question)
    assert node.children[1:] == (Phrase("校车"), Not(WordRun("幼儿园")))


def test_a_question_without_content_is_looked_up_word_by_word() -> None:
    assert asked("为什么是这样的呢？") == And((Words("为什么是这样的呢"),))


def test_stop_words_lose_their_weight_in_a_chunk() -> None:
    assert asked("学校的安全") == Words("学校的安全", content=("学校", "安全"))
    assert asked("校车安全") == Words("校车安全")
