"""Every line is in exactly one place, and an id says what a section says."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Line, Section
from indexer.segmentation import segment
from tests.indexer.segmentation.scoring import as_lines

_BODY = "全年新建卫生室四十所，培训乡村医生三百人次，群众满意度明显提高，各项任务圆满完成。"
_HAN = "一二三四五六七八九十"

_words = st.sampled_from(
    [
        *("抓好防汛", "加强领导", "工作总结", "县水利局2010年工作总结", "下半年工作打算", _BODY),
        "学前教育。" + _BODY + "义务教育。" + _BODY + "特殊教育。" + _BODY,
        "名词解释：",
        *("幼儿教育：" + _BODY, "职业教育：" + _BODY, "1.“两重”：是指两件大事。"),
        *("存在问题", "同志们", "谢谢大家！", "略", "一、二年级", "1.5万亩", "2010.5", "《意见》"),
    ]
)
_marks = st.one_of(
    st.just(""),
    st.sampled_from(_HAN).map(lambda n: f"{n}、"),
    st.sampled_from(_HAN).map(lambda n: f"（{n}）"),
    st.sampled_from(_HAN).map(lambda n: f"第{n}，"),
    st.sampled_from(_HAN).map(lambda n: f"{n}是"),
    st.integers(1, 12).map(lambda n: f"{n}、"),
    st.integers(1, 12).map(lambda n: f"{n}．"),
    st.integers(1, 9).map(lambda n: f"({n})"),
    st.sampled_from("①②③"),
    st.sampled_from(["（）", "、", "下一步，", "各位代表！", "总的来看，但问题不少，"]),
    st.sampled_from(["# ", "## ", ">", "　　", " ", "篇一：", "**"]),
)
_lines = st.one_of(
    st.builds("".join, st.tuples(_marks, _words, st.sampled_from(["", "。", "：", "。" + _BODY]))),
    st.builds(
        "".join, st.tuples(_words, st.sampled_from(["（一）", "（二）", "篇三", "2", "..."]))
    ),
    st.sampled_from(["", "　", ">", "---", "第", "1", _BODY]),
    st.text(alphabet="一二、。（）12.#> 是总结\t：“”《》", max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_lines, max_size=30))
def test_every_line_is_in_exactly_one_place(texts: list[str]) -> None:
    reports, repairs = segment(as_lines(texts), "a.txt")
    places: dict[int, list[str]] = defaultdict(list)
    for repair in repairs:
        assert repair.before == texts[repair.line - 1]
        places[repair.line].append(_letters(repair.before))
    for report in reports:
        for heading in report.outline:
            assert report.start_line <= heading.line <= report.end_line
            places[heading.line].append(_letters(heading.text))
        for section in report.sections:
            assert section.lines
            for line in section.lines:
                places[line.start].append(_letters(line.text))
    titles = "".join(_letters(report.title) for report in reports)
    for number, text in enumerate(texts, 1):
        letters = _letters(text)
        if number in places:  # headings first, then the text between them
            assert sorted("".join(places[number])) == sorted(letters)
        elif letters:
            assert letters in titles or titles.endswith(letters) or "篇" in letters


def _letters(text: str) -> str:
    """The characters that count: no marks, spaces or stops, which headings shed."""
    return "".join(character for character in text if character.isalnum())


@settings(max_examples=100, deadline=None)
@given(st.lists(_lines, max_size=30))
def test_ids_are_unique_and_the_same_every_time(texts: list[str]) -> None:
    lines = as_lines(texts)
    reports, _ = segment(lines, "a.txt")
    ids = [r.id for r in reports] + [s.id for r in reports for s in r.sections]
    assert len(set(ids)) == len(ids)
    assert all(len(i) == 16 and set(i) <= set("0123456789abcdef") for i in ids)
    assert segment(lines, "a.txt")[0] == reports


def test_reports_do_not_overlap_and_keep_their_order() -> None:
    texts = ["甲局工作总结（一）", _BODY, "一、做法", _BODY, "甲局工作总结（二）", _BODY * 2]
    reports, _ = segment(as_lines(texts), "a.txt")
    assert [(r.start_line, r.end_line) for r in reports] == [(1, 4), (5, 6)]


def test_a_change_elsewhere_in_the_file_changes_no_id() -> None:
    before = ["县水利局工作总结", _BODY, "一、防汛", _BODY + "甲", "二、抗旱", _BODY + "乙"]
    after = ["县水利局工作总结", "新加的一段话。", *before[1:3], _BODY + "丙", *before[4:]]
    assert _sections(before)[-1].id == _sections(after)[-1].id
    assert _sections(before)[1].id != _sections(after)[1].id


def test_the_same_words_twice_have_two_ids() -> None:
    texts = ["县水利局工作总结", "一、防汛", _BODY, "二、抗旱", _BODY, "一、防汛", _BODY]
    assert len({section.id for section in _sections(texts)}) == 3


def test_another_file_has_other_ids() -> None:
    lines = as_lines(["县水利局工作总结", _BODY])
    assert segment(lines, "a.txt")[0][0].id != segment(lines, "b.txt")[0][0].id


def test_lines_joined_by_cleaning_keep_their_span() -> None:
    lines = (Line(1, 1, "县水利局工作总结"), Line(3, 7, "一、防汛。" + _BODY), Line(8, 9, _BODY))
    reports, _ = segment(lines, "a.txt")
    (section,) = reports[0].sections
    assert (section.start_line, section.end_line) == (3, 9)
    assert section.text == f"{_BODY}\n{_BODY}"


def test_an_empty_file_has_no_reports() -> None:
    assert segment((), "a.txt") == ((), ())
    reports, repairs = segment(as_lines(["", "　　", ">"]), "a.txt")
    assert reports == ()
    assert [(r.line, r.kind, r.before) for r in repairs] == [(3, "chrome", ">")]


def test_a_very_long_leaf_is_cut_before_its_enumeration() -> None:
    items = [f"{n}是{_BODY * 9}" for n in "一二三四五六七八"]
    (section, *rest) = _sections(["县水利局工作总结", "一、防汛", *items])
    assert [section.part, *(s.part for s in rest)] == list(range(1, len(rest) + 2))
    assert {s.path for s in rest} == {section.path}
    assert all(s.text.startswith(tuple(f"{n}是" for n in _HAN)) for s in rest)
    assert "\n".join([section.text, *(s.text for s in rest)]) == "\n".join(items)


def _sections(texts: list[str]) -> tuple[Section, ...]:
    return tuple(s for report in segment(as_lines(texts), "a.txt")[0] for s in report.sections)
