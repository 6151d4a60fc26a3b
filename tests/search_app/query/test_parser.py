import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.query.describe import describe
from search_app.query.nodes import (
    And,
    Everything,
    Filter,
    Near,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    WordRun,
    Words,
)
from search_app.query.parser import MAX_CHARACTERS, MAX_TERMS, parse

CODES = {"长兴": ("330522",), "朝阳": ("110105", "211300", "220104")}
TOPICS = ("校园安全", "德育", "学校建设", "党的建设")
OPERATORS = [
    *'"“”「」『』()（）-－|｜:：~*＊+!?，。 　',
    " OR ",
    "标题:",
    "年份：",
    "部分:",
    "校车",
    "a",
]


def read(source: str) -> ParsedQuery:
    return parse(source, resolve=lambda name: CODES.get(name, ()), topics=TOPICS)


@pytest.mark.parametrize(
    ("source", "node"),
    [
        ("", Everything()),
        (" 　 ", Everything()),
        ("校车", Words("校车")),
        ("校车 安全", And((Words("校车"), Words("安全")))),
        ("校车　校车", Words("校车")),
        ("校车，安全。", And((Words("校车"), Words("安全")))),
        ('"校车安全"', Phrase("校车安全")),
        ("“校车安全”", Phrase("校车安全")),
        ("「校车安全」", Phrase("校车安全")),
        ("『校车安全』", Phrase("校车安全")),
        ("＂校车安全＂", Phrase("校车安全")),
        ("”校车安全“", Phrase("校车安全")),
        ('"开展“两学一做”活动"', Phrase("开展“两学一做”活动")),
        ('"达到98.5%，《条例》"', Phrase("达到98.5%，《条例》")),
        ("校车 -幼儿园", And((Words("校车"), Not(WordRun("幼儿园"))))),
        ("校车 －幼儿园", And((Words("校车"), Not(WordRun("幼儿园"))))),
        ('-"幼儿园" 校车', And((Words("校车"), Not(Phrase("幼儿园"))))),
        ("-幼儿园", And((Everything(), Not(WordRun("幼儿园"))))),
        ("-(甲 | 乙)", And((Everything(), Not(Or((WordRun("甲"), WordRun("乙"))))))),
        ("--校车", Words("校车")),
        ("2010-2020", Words("2010-2020")),
        ("A-B", Words("A-B")),
        ("校车-安全", And((Words("校车"), Words("安全")))),
        ("入学率98.5%", Words("入学率98.5%")),
        ("校车 OR 班车", Or((Words("校车"), Words("班车")))),
        ("校车|班车", Or((Words("校车"), Words("班车")))),
        ("校车 ｜ 班车", Or((Words("校车"), Words("班车")))),
        ("校车 AND 班车", And((Words("校车"), Words("班车")))),
        ("长兴 校车 OR 班车", And((Words("长兴"), Or((Words("校车"), Words("班车")))))),
        ("（长兴 校车） OR 班车", Or((And((Words("长兴"), Words("校车"))), Words("班车")))),
        ("甲 OR -乙", Or((Words("甲"), And((Everything(), Not(WordRun("乙"))))))),
        ("标题:总结", Words("总结", "title")),
        ("標題：總結", Words("總結", "title")),
        ("小标题:(校车 安全)", And((Words("校车", "heading"), Words("安全", "heading")))),
        ('heading:"校车安全"', Phrase("校车安全", "heading")),
        ("-title:总结", And((Everything(), Not(WordRun("总结", "title"))))),
        ("地区:长兴", Filter("region", ("330522",))),
        ("地区：朝阳", Filter("region", CODES["朝阳"])),
        ("region:330522", Filter("region", ("330522",))),
        ("年份:2012", Filter("year", ("2012",))),
        ("年份：2012年", Filter("year", ("2012",))),
        ("year:2010..2012", Filter("year", ("2010", "2011", "2012"))),
        ("年份:2012-2010", Filter("year", ("2010", "2011", "2012"))),
        ("年份:2010,2012", Filter("year", ("2010", "2012"))),
        ("年份:2010 年份:2012", Filter("year", ("2010", "2012"))),
        ("主题:校园安全", Filter("topic", ("校园安全",))),
        ("主题:建设", Filter("topic", ("学校建设", "党的建设"))),
        ("部分:计划", Filter("role", ("plan",))),
        ("role:plan", Filter("role", ("plan",))),
        ("时段:上半年", Filter("period", ("上半年",))),
        ("校车 主题:德育", And((Words("校车"), Filter("topic", ("德育",))))),
        ("-主题:德育", And((Everything(), Not(Filter("topic", ("德育",)))))),
        ('"校车 安全"~10', Near(("校车", "安全"), 10)),
        ("“校车 安全”～10", Near(("校车", "安全"), 10)),
        ('"校车安全"~10', Phrase("校车安全")),
        ("校*", Prefix("校")),
        ("校＊", Prefix("校")),
        ("某**局", And((Words("某"), Words("局")))),
    ],
)
def test_the_language(source: str, node: Node) -> None:
    parsed = read(source)
    assert parsed.node == node
    assert parsed.diagnostics == ()


@pytest.mark.parametrize(
    ("source", "node"),
    [
        ('"校车安全', Words("校车安全")),
        ("校车」", Words("校车")),
        ('"哪些县实行了责任制', Words("哪些县实行了责任制")),
        ("校车 OR", Words("校车")),
        ("OR 校车", Words("校车")),
        ("校车 -", Words("校车")),
        ("校车 ()", Words("校车")),
        ("(校车 安全", And((Words("校车"), Words("安全")))),
        ("校车) 安全", And((Words("校车"), Words("安全")))),
        ('校车 ""', Words("校车")),
        ('"校车 安全"~', Phrase("校车 安全")),
        ("标题:", Words("标题")),
        ("地区:", Words("地区")),
        ("地区:火星", Words("火星")),
        ("年份:去年", Words("去年")),
        ("主题:航天", Words("航天")),
        ("部分:校车 安全", And((Words("校车"), Words("安全")))),
        ("。", Phrase("。")),
        ("()", Phrase("()")),
    ],
)
def test_a_broken_query_is_searched_as_plain_words_and_says_so(source: str, node: Node) -> None:
    parsed = read(source)
    assert parsed.node == node
    assert parsed.diagnostics


def test_a_diagnostic_points_at_what_it_is_about() -> None:
    (diagnostic,) = read("校车 地区:火星").diagnostics
    assert "校车 地区:火星"[diagnostic.start : diagnostic.end] == "地区:火星"
    assert "火星" in str(diagnostic.message)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "全部"),
        ('校车 OR 班车 "安全员" -幼儿园', "（校车 或 班车） 且 “安全员” 且 不含 幼儿园"),
        ("地区:长兴 年份:2010..2012,2015", "地区为 长兴 且 年份为 2010–2012、2015"),
        ("部分:计划 小标题:校车", "小标题含 校车 且 部分为 计划"),
        ("-校*", "全部 且 不含 以“校”开头的词"),
    ],
)
def test_a_query_is_told_in_words(source: str, words: str) -> None:
    parsed = read(source)
    assert str(describe(parsed.node, dict(parsed.labels))) == words


def test_an_overlong_query_is_cut_and_says_so() -> None:
    parsed = read("校" * (MAX_CHARACTERS + 5))
    assert parsed.node == Words("校" * MAX_CHARACTERS)
    assert parsed.diagnostics[-1].start == MAX_CHARACTERS
    many = read(" ".join(f"词{n}" for n in range(MAX_TERMS + 6)))
    assert isinstance(many.node, And)
    assert len(many.node.children) == MAX_TERMS
    assert len(many.diagnostics) == 1


def test_deep_nesting_is_read_not_followed() -> None:
    assert read("(" * 400 + "校车" + ")" * 400).node == Words("校车")
    assert read("-标题:" * 200 + "校车").diagnostics


@given(st.one_of(st.text(), st.lists(st.sampled_from(OPERATORS)).map("".join)))
def test_any_string_parses(source: str) -> None:
    parsed = read(source)
    assert parsed.source == source
    assert describe(parsed.node, dict(parsed.labels))
    for diagnostic in parsed.diagnostics:
        assert 0 <= diagnostic.start < diagnostic.end <= len(source)
    assert (parsed.node == Everything()) <= (not source.strip())


@given(st.lists(st.text(st.sampled_from("校车安全哪些吗"), min_size=1, max_size=7), max_size=70))
def test_words_alone_are_read_as_among_others(words: list[str]) -> None:
    alone, among_others = read(" ".join(words)), read(" ".join(words) + "　")
    assert alone.node == among_others.node
    assert [d.message for d in alone.diagnostics] == [d.message for d in among_others.diagnostics]


@given(st.text(st.characters(blacklist_characters='"＂'), min_size=1, max_size=30))
def test_whatever_is_quoted_is_kept_to_the_letter(text: str) -> None:
    if text.strip():
        assert read(f'"{text}"').node == Phrase(text)


@given(st.text(st.sampled_from('校车安全OR -()|"“”标题:年份：部分计划*~'), max_size=40))
def test_an_exclusion_never_stands_alone(source: str) -> None:
    def check(node: Node) -> None:
        match node:
            case And(children):
                assert not isinstance(children[0], Not)
                for child in children:
                    check(child.child if isinstance(child, Not) else child)
            case Or(children):
                for child in children:
                    check(child)
            case Not():
                raise AssertionError("an exclusion with nothing to exclude from")

    check(read(source).node)
