"""Text run through a synonym replacer is known by compounds nobody writes, and can be searched."""

from __future__ import annotations

import pytest

from indexer.model import Line, Report, Section
from indexer.segmentation import mark_paraphrased
from indexer.segmentation.paraphrased import word_pairs

_PARAPHRASED = (
    "一年来，县训练局乐观推动义务训练均衡进展，学前训练普及率提高，推动训练公正。",
    "民办训练管理规范，中小同学体质增强，课题争辩取得成果，老师节前表彰骨干老师六十名。",
)
_ORIGINAL = (
    "一年来，县教育局积极推进义务教育均衡发展，学前教育普及率提高，推进教育公平。",
    "民办教育管理规范，中小学生体质增强，课题研究取得成果，教师节前表彰骨干教师六十名。",
)


def _report(*texts: str) -> Report:
    sections = tuple(
        Section(f"s{n}", (), (Line(n + 2, n + 2, text),)) for n, text in enumerate(texts)
    )
    return Report("r", "工作总结", 1, len(texts) + 1, False, (), sections)


def test_a_paraphrased_report_is_marked_and_its_likely_original_stands_beside_it() -> None:
    marked = mark_paraphrased(_report(*_PARAPHRASED))
    assert marked.paraphrased
    assert tuple(section.text for section in marked.sections) == _PARAPHRASED
    assert tuple(section.restored for section in marked.sections) == _ORIGINAL


def test_the_original_is_left_alone() -> None:
    report = _report(*_ORIGINAL)
    assert mark_paraphrased(report) is report


def test_traditional_script_is_known_too_and_nothing_else_changes() -> None:
    marked = mark_paraphrased(
        _report("縣訓練局推動義務訓練，學前訓練、民辦訓練穩步前進，觀衆達六萬。")
    )
    (section,) = marked.sections
    assert marked.paraphrased
    assert section.restored == "縣教育局推进義務教育，學前教育、民辦教育穩步前進，觀衆達六萬。"


@pytest.mark.parametrize(
    "text",
    [
        "市体育局抓好青少年业余训练，国家体育总局训练局领导来我市考察训练基地，运动员训练刻苦，训练局专家指导训练。",
        "县人武部组织民兵训练四次，训练科目八个，军事训练成绩优良，训练事业费足额到位，训练有素。",
        "深化平安建设，创建平安校园、平安社区，平安志愿者八百人，群众安全感上升，工程进展顺利，项目进展较快。",
        "同学们积极参加活动，老师们精心辅导，会上代表们发表看法，争辩热烈，气氛乐观向上，准时结束。",
        "能力建设得到加强，力量得到充实，供应链稳定，供应充足，熟悉业务，满足需求，治理有效。",
    ],
    ids=["sports", "army", "safety", "school", "plain words"],
)
def test_honest_words_do_not_make_a_report_paraphrased(text: str) -> None:
    assert not mark_paraphrased(_report(text, text)).paraphrased


def test_a_few_slips_in_a_long_report_do_not_make_it_paraphrased() -> None:
    honest = "全县教育系统认真贯彻上级部署，推进均衡发展，教师队伍结构优化，学生全面成长。" * 300
    assert not mark_paraphrased(_report("义务训练和学前训练，义务训练。", honest)).paraphrased


def test_a_word_that_the_report_also_writes_is_not_restored() -> None:
    text = _PARAPHRASED[0] + "民办训练规范。推进改革，推进开放，推进创新，推进均衡。"
    (section,) = mark_paraphrased(_report(text)).sections
    assert section.restored is not None
    assert section.restored.count("推动") == text.count("推动")


def test_every_pair_keeps_the_length_and_gives_a_reason_once_a_word() -> None:
    pairs = word_pairs()
    assert len(pairs) >= 20
    for pair in pairs:
        assert len(pair.replacement) == len(pair.original)
        assert pair.replacement != pair.original
        assert all(pair.replacement in compound for compound in pair.compounds)
    with_compounds = [pair.replacement for pair in pairs if pair.compounds]
    assert len(with_compounds) == len(set(with_compounds))
    assert not {pair.original for pair in pairs} & {pair.replacement for pair in pairs}
