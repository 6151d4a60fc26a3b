"""Hard-wrapped text becomes paragraphs again; lists and tables of even width do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.cleaning import clean
from indexer.model import Line

PARAGRAPHS = [
    "一、农田水利建设全面推进",
    "今年以来，全县共投入水利建设资金一亿二千万元，新修渠道八十公里，清淤疏浚河道三十五条，新增有效灌溉面积"
    "两万余亩，改善灌溉面积五万亩，受到群众普遍欢迎。各乡镇积极发动群众投工投劳，掀起了冬春农田水利建设高潮。",
    "在项目管理上，严格执行项目法人责任制、招标投标制、建设监理制和合同管理制，做到工程建设与质量监督同步进行，"
    "确保了工程质量和资金安全，全年没有发生一起安全生产责任事故。",
    "二、防汛抗旱工作成效明显",
    "面对严峻的汛情，县防汛指挥部及早安排部署，落实行政首长负责制，储备防汛物资，组织抢险队伍，"
    "开展拉网式隐患排查，对查出的问题逐一登记造册，限期整改到位，实现了安全度汛的目标。",
    "针对夏季持续干旱，组织技术人员深入田间地头指导农民科学灌溉，累计抗旱浇地三十万亩次，最大限度减轻了旱灾损失。",
]


def wrap(paragraphs: list[str], width: int, indent: str) -> list[Line]:
    rows: list[str] = []
    for paragraph in paragraphs:
        text = indent + paragraph
        rows += [text[i : i + width] for i in range(0, len(text), width)]
    return [Line(number, number, row) for number, row in enumerate(rows, 1)]


@given(st.integers(16, 40), st.permutations(PARAGRAPHS * 3))
def test_indented_paragraphs_come_back(width: int, paragraphs: list[str]) -> None:
    lines, repairs = clean(wrap(paragraphs, width, "　　"))
    assert [line.text for line in lines] == paragraphs
    assert {repair.kind for repair in repairs} == {"broken-paragraph"}


@given(st.integers(16, 40))
def test_without_indents_no_two_paragraphs_are_joined(width: int) -> None:
    lines, _ = clean(wrap(PARAGRAPHS, width, ""))
    starts = [line.text for line in lines]
    assert all(any(text.startswith(p[:14]) for text in starts) for p in PARAGRAPHS)
    assert "".join(starts) == "".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "row",
    [
        "慰问困难群众第{}户现金五百元整",
        "三月{}日召开全县水利工作会议",
        "新建{}号机井一眼配套水泵一台",
    ],
)
def test_even_rows_are_no_wrapped_text(row: str) -> None:
    rows = [row.format(number) for number in range(10, 60)]
    lines, repairs = clean([Line(i, i, text) for i, text in enumerate(rows, 1)])
    assert [line.text for line in lines] == rows
    assert not repairs
