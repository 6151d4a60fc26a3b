"""What the nodes of a query match."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.model import AnalysedFile
from indexer.text import fold
from search_app.engine.protocol import FACETS, Engine, SearchRequest
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Field,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Question,
    WordRun,
    Words,
)
from tests.engine_contract.files import (
    SPUN,
    TEXTS,
    TITLE,
    all_sections,
    find,
    identifier,
    section_ids,
)

EXACT = {identifier(number): number for number in (*TEXTS, SPUN)}


def numbers(engine: Engine, node: Node) -> set[int]:
    """The sections of the exact file that match."""
    return {EXACT[section_id] for section_id in find(engine, node) if section_id in EXACT}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("校车", {1, 2, 4}),
        ("校車", {1, 2, 4}),  # scripts are one
        ("讲安全", {2}),
        ("校车安全", {1}),
        ("，要求“一车一档”。", {1}),
        ("98.5%，《校", {4}),
        ("率９８．５％", {4}),  # so are widths
        ("ｐｄｆ文件", {4}),  # and cases
        ("PDF", {4}),
        ("育局", {1, 3}),  # words or not
        ("局", {1, 3}),
        ("条。\nＰＤＦ", set()),  # paragraphs are apart
        ("3条。PDF", set()),
        ("没有", set()),
        ("", set()),
        ("\0", set()),
        ("学员乘车", {8}),
        ("學員乘車", {8}),
        ("学生乘车", set()),  # what was restored is not shown
        ("学生", {7}),
    ],
)
def test_a_phrase_is_found_where_it_stands(engine: Engine, text: str, expected: set[int]) -> None:
    assert numbers(engine, Phrase(text)) == expected


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("校园工作", "any", set(EXACT.values())),
        ("校园工作", "title", set(EXACT.values())),
        ("校园工作", "heading", set()),
        ("2012年", "title", set(EXACT.values())),
        ("第3节", "heading", {3}),
        ("要点", "heading", set(TEXTS)),
        ("要点", "any", set(TEXTS)),
        ("节要", "any", set()),  # headings are apart
        ("校车", "title", set()),
        ("校车", "heading", set()),
    ],
)
def test_a_phrase_is_found_in_its_part(
    engine: Engine, text: str, field: Field, expected: set[int]
) -> None:
    assert fold("校园工作") in fold(TITLE)
    assert numbers(engine, Phrase(text, field)) == expected


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (Words("校车安全"), {1, 2}),
        (Words("学校的安全", content=("安全",)), {1, 2}),
        (Words("留守学生"), {7}),
        (Words("没有", alternatives=("留守学生",)), set()),  # a synonym stands literally or not
        (Words("没有", alternatives=("教育局", "留守的学生")), {1, 7}),
        (Words("学生"), {7, 8}),  # what was restored is searched
        (Words("学员"), {8}),
        (And((Words("学员"), Words("学生"))), {8}),
        (WordRun("育局"), {3}),  # as words of the text, not within one
        (WordRun("教育局"), {1}),
        (WordRun("校車"), {1, 2, 4}),
        (Prefix("教育"), {1}),
        (Prefix("ＰＤ"), {4}),
        (Near(("熄灯", "点名"), 0), set()),
        (Near(("熄灯", "点名"), 1), {5}),  # in any order
        (Near(("熄灯", "点名"), 5), {5}),
        (Near(("熄灯", "点名"), 6), {5, 6}),
        (Question(("校车开会要求什么",), 1), {1, 2, 4}),
        (Question(("宿管员", "寄宿生"), 4), {5, 6}),
    ],
)
def test_what_a_leaf_matches(engine: Engine, node: Node, expected: set[int]) -> None:
    assert numbers(engine, node) == expected


def test_a_leaf_scores_more_where_more_of_it_stands(engine: Engine) -> None:
    hits = engine.search(SearchRequest(Words("校车安全"), size=1000)).hits
    order = [EXACT[hit.section_id] for hit in hits if hit.section_id in EXACT]
    assert order == [1, 2]  # literally, and in words apart
    shorter, longer = (
        {hit.section_id: hit.score for hit in engine.search(SearchRequest(node, size=1000)).hits}
        for node in (Words("宿管员"), And((Words("宿管员"), Words("熄灯"))))
    )
    assert all(longer[section_id] > shorter[section_id] for section_id in longer)


def test_a_synonym_counts_for_less_than_what_was_typed(engine: Engine) -> None:
    typed, other = (
        {hit.section_id: hit.score for hit in engine.search(SearchRequest(node, size=1000)).hits}
        for node in (Words("宿管员"), Words("没有的词", alternatives=("宿管员",)))
    )
    assert typed.keys() == other.keys() != set()
    assert all(other[section_id] < typed[section_id] for section_id in typed)


# Any tree

TEXT = st.text(
    st.one_of(st.sampled_from("校车安全的学籍管理教育2%《\n\0xX*\ud800𠮷ＡⅨ"), st.characters()),
    max_size=8,
)
WORD = st.sampled_from(("校车", "教育", "学籍管理", "安全", "教師", "2012", "的", "宿管员"))
STRING = st.one_of(WORD, TEXT)
STRINGS = st.lists(STRING, max_size=3).map(tuple)
FIELD = st.sampled_from(("any", "title", "heading"))
VALUE = st.one_of(st.sampled_from(("2012", "330000", "plan", "全年", "校园安全")), TEXT)
LEAVES = st.one_of(
    st.builds(Words, STRING, FIELD, STRINGS, STRINGS),
    st.builds(Phrase, STRING, FIELD),
    st.builds(Near, STRINGS, st.integers(-1, 100)),
    st.builds(Prefix, STRING, FIELD),
    st.builds(WordRun, STRING, FIELD),
    st.builds(Question, STRINGS, st.integers(-1, 5)),
    st.builds(Filter, st.sampled_from(FACETS), st.lists(VALUE, max_size=2).map(tuple)),
    st.just(Everything()),
)


def branches(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, max_size=3).map(tuple)
    return st.one_of(
        st.builds(And, several),
        st.builds(Or, several),
        st.builds(Not, children),
        st.builds(AtLeast, st.integers(-1, 3), several),
    )


TREES: st.SearchStrategy[Node] = st.recursive(LEAVES, branches, max_leaves=6)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(node=TREES, other=TREES, third=TREES)
def test_any_trees_are_answered_and_combine_as_sets(
    engine: Engine, files: list[AnalysedFile], node: Node, other: Node, third: Node
) -> None:
    every = set(section_ids(files))
    one, two, three = (find(engine, tree) for tree in (node, other, third))
    assert find(engine, Not(node)) == every - one
    assert find(engine, And((node, other))) == one & two
    assert find(engine, Or((node, other))) == one | two
    assert find(engine, And((node, Not(other)))) == one - two
    two_of_three = (one & two) | (one & three) | (two & three)
    assert find(engine, AtLeast(2, (node, other, third))) == two_of_three
    result = engine.search(SearchRequest(node, size=3))
    assert len(result.hits) == min(result.total, 3)
    for hit in result.hits:
        assert engine.explain(SearchRequest(node), hit.section_id) is not None


def test_empty_branches(engine: Engine, files: list[AnalysedFile]) -> None:
    every = set(section_ids(files))
    assert find(engine, Everything()) == find(engine, And(())) == every
    assert find(engine, Or(())) == find(engine, AtLeast(0, ())) == set()


def test_a_filter_and_an_exclusion_add_nothing_to_a_score(engine: Engine) -> None:
    alone = SearchRequest(Words("校车"), {"role": ("plan",)}, size=1000)
    with_more = And((Words("校车"), Filter("role", ("plan",)), Not(Phrase("没有的词"))))
    assert engine.search(SearchRequest(with_more, size=1000)).hits == engine.search(alone).hits


def test_every_section_is_found_by_its_own_text(engine: Engine, files: list[AnalysedFile]) -> None:
    for _, _, section in list(all_sections(files))[::5]:
        for line in section.lines:
            assert section.id in find(engine, Phrase(line.text))
