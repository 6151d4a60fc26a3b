"""Near-copies are found whatever hides them; texts that only resemble each other are not."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.duplicates import (
    SIGNATURE_LENGTH,
    Signatures,
    cluster,
    compute_signatures,
    mark_copies,
)
from indexer.model import Line, Report, Section
from indexer.text import fold

_CLAUSES = (
    "全县新建村卫生室{}所", "培训乡村医生{}人次", "家庭医生签约服务覆盖率达到百分之{}",
    "完成农村饮水安全工程{}处", "发放低保金{}万元", "养老服务中心建成投用{}个",
    "推广测土配方施肥{}万亩", "查处违法用地{}宗", "调解矛盾纠纷{}件", "新增城镇就业{}人",
    "改造老旧小区{}个", "修复受损河堤{}公里", "举办广场文艺演出{}场", "接待游客{}万人次",
    "关闭落后产能企业{}家", "植树造林{}亩", "疏浚河道{}公里", "办理行政审批事项{}件",
    "督办群众来信{}封", "开展食品抽检{}批次",
)  # fmt: skip


def _text(seed: int, clauses: int = 14) -> str:
    chooser = random.Random(seed)
    picked = chooser.sample(_CLAUSES, clauses)
    return "，".join(clause.format(chooser.randint(11, 9999)) for clause in picked) + "。"


def _signatures(*texts: str) -> Signatures:
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    return compute_signatures(fold("\n".join(texts)), np.append(0, ends[:-1] + 1), ends)


def _clusters(*texts: str) -> dict[str, str]:
    heads = cluster(_signatures(*texts)).tolist()
    return {str(i): str(head) for i, head in enumerate(heads) if heads.count(head) > 1}


def _report(name: str, *texts: str) -> Report:
    sections = tuple(
        Section(f"{name}{i}", (), (Line(i + 2, i + 2, text),)) for i, text in enumerate(texts)
    )
    return Report(name, "工作总结", 1, len(texts) + 1, False, (), sections)


def test_a_copy_is_found_and_points_to_the_first() -> None:
    assert _clusters(_text(1), _text(2), _text(1)) == {"0": "0", "2": "0"}


def test_three_copies_are_one_cluster() -> None:
    assert _clusters(_text(5), _text(5), _text(6), _text(5)) == {"0": "0", "1": "0", "3": "0"}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("全县", "××县", 1).replace("城镇", "乡镇", 1),
        lambda text: text.replace("，", ",").replace("。", "."),
        lambda text: text.replace("发", "發").replace("农", "農").replace("业", "業"),
        lambda text: text[: int(len(text) * 0.95)],
        lambda text: "\n".join(text[i : i + 37] for i in range(0, len(text), 37)),
    ],
    ids=["words and masks", "half-width punctuation", "traditional", "cut short", "split lines"],
)
def test_a_near_copy_is_found(change) -> None:  # type: ignore[no-untyped-def]
    original = _text(7, 20)
    copy = change(original)
    assert copy != original
    assert _clusters(original, copy) == {"0": "0", "1": "0"}


def test_the_same_template_with_other_figures_is_not_a_copy() -> None:
    chooser = random.Random(3)
    first = "，".join(clause.format(chooser.randint(11, 9999)) for clause in _CLAUSES)
    second = "，".join(clause.format(chooser.randint(11, 9999)) for clause in _CLAUSES)
    assert _clusters(first, second) == {}


def test_figures_under_a_mask_do_not_keep_a_copy_apart() -> None:
    original = "，".join(clause.format(37 + i) for i, clause in enumerate(_CLAUSES))
    masked = "，".join(clause.format("xx") for clause in _CLAUSES)
    assert _clusters(original, masked) == {"0": "0", "1": "0"}


def test_a_rewritten_year_does_not_keep_a_copy_apart() -> None:
    body = "全区民政工作围绕保民生促和谐，救助困难群众，规范社会组织，推进殡葬改革，成效明显。"
    assert _clusters("2011年，" + body, "2019年，" + body) == {"0": "0", "1": "0"}


def test_short_texts_without_three_chinese_characters_match_only_themselves() -> None:
    assert _clusters("略", "无", "略", "12.5%") == {"0": "0", "2": "0"}


def test_five_percent_of_changed_characters_is_still_a_copy_and_a_third_is_not() -> None:
    chooser = random.Random(11)
    alphabet = [chr(code) for code in range(0x4E00, 0x5200)]
    original = [chooser.choice(alphabet) for _ in range(2000)]

    def changed(share: float) -> str:
        copy = list(original)
        for index in chooser.sample(range(len(copy)), int(len(copy) * share)):
            copy[index] = chr(0x6000 + index % 500)
        return "".join(copy)

    texts = ["".join(original), changed(0.03), changed(0.33)]
    assert _clusters(*texts) == {"0": "0", "1": "0"}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_has_a_signature_and_equals_its_copy(text: str) -> None:
    assert _signatures(text).shape == (1, SIGNATURE_LENGTH)
    assert _signatures(text).dtype == np.uint8
    assert _clusters(text, text) == {"0": "0", "1": "0"}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=12))
def test_the_banded_search_agrees_with_comparing_all_pairs(seeds: list[int]) -> None:
    texts = [_text(seed) for seed in seeds]
    clusters = _clusters(*texts) if texts else {}
    expected = {
        str(i): str(seeds.index(seed)) for i, seed in enumerate(seeds) if seeds.count(seed) > 1
    }
    assert clusters == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("县乡镇村卫生安全建设𠀀𠀁1 23.5，\n"), max_size=30)))
def test_a_text_has_the_same_signature_whatever_stands_beside_it(texts: list[str]) -> None:
    together = _signatures(*texts) if texts else np.zeros((0, SIGNATURE_LENGTH), np.uint8)
    assert [row.tolist() for row in together] == [_signatures(one)[0].tolist() for one in texts]


def test_nothing_and_one_text_have_no_copies() -> None:
    assert cluster(np.zeros((0, SIGNATURE_LENGTH), dtype=np.uint8)).tolist() == []
    assert _clusters(_text(1)) == {}


def test_the_later_of_two_reports_is_marked() -> None:
    first, other = _report("a", _text(1), _text(2)), _report("b", _text(3), _text(4))
    again = _report("c", _text(1), _text(2))
    assert mark_copies([first, other, again]) == (
        first,
        other,
        replace(again, duplicate_of="a"),
    )
    assert mark_copies([first]) == (first,)
    assert mark_copies([]) == ()


def test_a_report_that_an_earlier_one_contains_is_marked_but_not_the_other_way_round() -> None:
    parts = [_text(seed, 20) for seed in range(20, 23)]
    whole, part = _report("a", *_varied(parts)), _report("b", *_varied(parts)[:2])
    assert [r.duplicate_of for r in mark_copies([whole, part])] == [None, "a"]
    assert [r.duplicate_of for r in mark_copies([part, whole])] == [None, None]


def test_a_copy_of_a_copy_points_to_the_first() -> None:
    report = _report("a", _text(1, 20))
    copies = [report, replace(report, id="b"), replace(report, id="c")]
    assert [r.duplicate_of for r in mark_copies(copies)] == [None, "a", "a"]


def _varied(texts: list[str]) -> list[str]:
    """The texts, each with words that no other has."""
    chooser = random.Random(5)
    return [
        text + "".join(chr(chooser.randint(0x4E00, 0x9000)) for _ in range(300)) for text in texts
    ]
