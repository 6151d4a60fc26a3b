from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from indexer.text import fold
from search_app.query.interpret import interpret
from search_app.query.nodes import Node
from search_app.query.parser import parse
from search_app.query.synonyms import default_synonyms
from search_app.query.terms import Term, list_terms
from search_app.search.snippets import (
    Mark,
    Part,
    best_run,
    highlight_html,
    snippet_html,
    snippets_html,
)


@dataclass(frozen=True)
class Passage:
    text: str


def marks_in(html: str) -> list[str]:
    """What stands in <mark> elements, as text."""
    return [Markup(rest.split("</mark>")[0]).unescape() for rest in str(html).split("<mark>")[1:]]


def marked(text: str, query: str, part: Part = "body") -> list[str]:
    node = interpret(parse(query).node, default_synonyms())
    return marks_in(highlight_html(text, node, part))


def snippet(text: str, query: str, width: int = 40) -> str:
    return str(snippet_html(Passage(text), parse(query).node, width))


@pytest.mark.parametrize(
    ("text", "query", "marks"),
    [
        ("落实校车安全责任", "校车安全", ["校车安全"]),
        ("落實校車安全責任", "校车安全", ["校車安全"]),
        ("看著ＡＢ制度", '"着ab制"', ["著ＡＢ制"]),
        ("校车与班车", "校车 OR 班车", ["校车", "班车"]),
        ("教育局与教育", "教育局 教育", ["教育局", "教育"]),
        ("教育局", "育局 -教育", ["育局"]),
        ("校校校", '"校校"', ["校校"]),
        ("校车安全", "地区:330522 校车", ["校车"]),
        ("达到98.5%。", '"98.5%。"', ["98.5%。"]),
        ("校车。\n安全", '"校车。\n安全"', ["校车。 安全"]),
        ("校车要安全，校车……远处没有别的", '"校车 安全"~5', ["校车", "安全", "校车"]),
        ("校车和别的许多事情都要写到，安全", '"校车 安全"~5', []),
        ("三处：校车，安全，消防", '"校车 安全 消防"~1', []),
        ("三处：校车，安全，消防", '"校车 安全 消防"~2', ["校车", "安全", "消防"]),
        ("学校的校车和校园", "校*", ["校", "校"]),
        ("Abc ab xab", "ab*", ["Ab", "ab"]),
        ("学校与安全", "学校的安全", ["学校", "安全"]),
        ("幼教经费", "学前教育经费", ["幼教经费"]),
        ("留守儿童与学生结对", "留守儿童", ["留守儿童"]),
        ("学生乘坐校车", "校车", ["校车"]),
        ("校车是乡镇的安全管理", "乡镇的校车是如何管理的？", ["校车", "乡镇", "管理"]),
        ("凼底乡的底", "凼底", ["凼底", "底"]),
        ("校车", "", []),
    ],
)
def test_what_matched_is_marked_and_nothing_else(text: str, query: str, marks: list[str]) -> None:
    assert marked(text, query) == marks


def test_a_term_of_one_field_marks_only_there() -> None:
    query = "标题:总结 小标题:安全 校车"
    assert marked("总结安全校车", query) == ["校车"]
    assert marked("总结安全校车", query, "title") == ["总结", "校车"]
    assert marked("总结安全校车", query, "heading") == ["安全", "校车"]


def test_text_is_escaped_and_marks_are_not() -> None:
    node = parse('"<b>"').node
    assert highlight_html("1<b>&", node) == Markup("1<mark>&lt;b&gt;</mark>&amp;")


def test_an_entity_is_never_cut() -> None:
    text = "&" * 300 + "校车" + "&" * 300
    bare = snippet(text, "校车").replace("&amp;", "").replace("<mark>校车</mark>", "")
    assert bare.strip("…") == ""


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("落实校车安全。", "校车") == "落实<mark>校车</mark>安全。"


def test_without_a_mark_the_beginning_is_shown() -> None:
    text = "第一句话在这里写着。" * 10
    assert snippet(text, "校车", 25) == "第一句话在这里写着。第一句话在这里写着。…"


def test_a_snippet_begins_and_ends_at_clauses() -> None:
    text = (
        "开头的话说了很多很多，" * 5
        + "今年更新校车二十辆，全部投入使用。"
        + "后面又说了许多许多，" * 5
    )
    shown = snippet(text, "校车", 60).replace("<mark>", "").replace("</mark>", "")
    assert shown.startswith("…开头的话")
    assert shown.endswith("，…")
    assert "今年更新校车二十辆" in shown


def test_the_window_with_most_terms_wins() -> None:
    text = "校车校车校车。" + "无关的话。" * 30 + "校车要讲安全。" + "无关的话。" * 30
    assert "<mark>校车</mark>要讲<mark>安全</mark>" in snippet(text, "校车 安全")


def test_two_windows_when_they_hold_more() -> None:
    text = "今年添置校车。" + "无关的话。" * 40 + "食堂要讲卫生。"
    shown = snippet(text, "校车 卫生", 60)
    assert "<mark>校车</mark>" in shown
    assert "<mark>卫生</mark>" in shown
    assert "…" in shown
    assert len(shown) < 120


def test_a_number_is_not_torn() -> None:
    text = "1" * 50 + "校车" + "2" * 50
    assert "1" * 50 + "<mark>" in snippet(text, "校车", 20)


TEXTS = st.text(st.sampled_from("校车安全學籍教育局ab12 ，。\n<&𠮷é̀"), max_size=80)
QUERIES = st.lists(
    st.sampled_from(
        [
            "校车",
            "-安全",
            '"学籍',
            "学籍",
            '"车安"',
            "教*",
            "a",
            "1",
            "，",
            "OR",
            "(",
            ")",
            "标题:校",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(TEXTS, QUERIES)
def test_marks_are_disjoint_and_equal_a_term(text: str, query: str) -> None:
    node: Node = parse(query).node
    known = {term.text.replace("\n", " ") for term in list_terms(node)}
    html = highlight_html(text, node)
    assert Markup(html.replace("<mark>", "").replace("</mark>", "")).unescape() == text.replace(
        "\n", " "
    )
    for passage in marks_in(html):
        assert fold(passage) in known


@given(TEXTS, QUERIES, st.integers(1, 60))
def test_a_snippet_is_pieces_of_the_text_with_whole_marks(
    text: str, query: str, width: int
) -> None:
    node = parse(query).node
    shown = snippet_html(Passage(text), node, width)
    pieces = Markup(shown.replace("<mark>", "").replace("</mark>", "")).unescape().split("…")
    flat = text.replace("\n", " ")
    assert all(piece in flat for piece in pieces)
    known = {term.text.replace("\n", " ") for term in list_terms(node)}
    for passage in marks_in(shown):
        assert fold(passage) in known
    assert ("<mark>" in highlight_html(text, node)) == ("<mark>" in shown)


def test_each_section_of_an_answer_has_the_snippet_it_has_alone() -> None:
    passages = [Passage(text) for text in ("校车", "", "接送學生的校", "车，校車！", "ＡＢ", "9")]
    for query in ("校车", '"车校"', "学生*", '"校车 学生"~50', "ab9", '校车 OR "\0"'):
        node = parse(query).node
        alone = [snippet_html(passage, node) for passage in passages]
        assert snippets_html(passages, node) == alone
    assert snippets_html([], node) == []


WANTED = (Term("校车安全", "literal"), Term("校车", "word"), Term("安全", "literal"))
MARKS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2)), min_size=1, max_size=12)


@given(MARKS, st.integers(1, 30), st.frozensets(st.integers(0, 2)))
def test_the_best_run_of_marks_is_the_best_of_all_that_fit(
    gaps: list[tuple[int, int]], width: int, known: frozenset[int]
) -> None:
    marks: list[Mark] = []
    at = 0
    for gap, number in gaps:
        marks.append((at + gap, at + gap + len(WANTED[number].text), number))
        at = marks[-1][1]

    def worth(run: tuple[int, int]) -> tuple[int, int, int, int]:
        held = {number for _, _, number in marks[slice(*run)]}
        literal = [len(WANTED[n].text) for n in held if WANTED[n].kind == "literal"]
        return len(held - known), max(literal, default=0), run[1] - run[0], -run[0]

    runs = [
        (first, last + 1)
        for first in range(len(marks))
        for last in range(first, len(marks))
        if first == last or marks[last][1] - marks[first][0] <= width
    ]
    assert best_run(marks, WANTED, width, known) == max(runs, key=worth)
