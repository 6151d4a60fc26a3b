"""How its headings are marked does not change what a report says, nor its outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from indexer.segmentation import segment
from indexer.segmentation.markers import parse_marker
from indexer.text import fold
from tests.indexer.segmentation.scoring import CASES, Labels, as_lines, differences, read_case

_HAN = "一二三四五六七八九十"
_WRITTEN: dict[str, Callable[[int], str]] = {
    "han": lambda n: f"{_HAN[n - 1]}、",
    "han_paren": lambda n: f"（{_HAN[n - 1]}）",
    "arab": lambda n: f"{n}、",
    "arab_paren": lambda n: f"（{n}）",
    "circled": lambda n: "①②③④⑤⑥⑦⑧⑨⑩"[n - 1],
}

# Cases numbered with 一、（一）1、 only, each style at one depth, without lists.
_PLAIN = [
    "depth-arabic-above-han", "depth-paren-on-top", "depth-permuted", "health-annual",
    "inline-colon", "lost-number-inline", "lost-number-own-line", "missing-body-stays",
    "number-repeated-by-mistake", "own-line-run-ins", "part-headings-without-numbers",
    "plan-part-restarts-within", "report-then-own-plan", "series-brackets-preamble",
    "short-second-sentence", "title-with-subtitle", "traditional-script",
    "two-titles-without-series", "untitled-after-thanks", "untitled-opening-and-restart",
]  # fmt: skip
_ORDERS = [
    *permutations(("han", "han_paren", "arab")),
    ("arab", "arab_paren", "circled"),
    ("circled", "arab", "han"),
]


def _case(name: str) -> Labels:
    return read_case(CASES / f"{name}.case")


def _wrong(labels: Labels, lines: tuple[str, ...]) -> list[str]:
    return differences(replace(labels, lines=lines), segment(as_lines(lines), labels.name)[0])


@pytest.mark.parametrize("name", _PLAIN)
@pytest.mark.parametrize("order", _ORDERS, ids=" > ".join)
def test_the_outline_is_the_same_in_any_order_of_styles(name: str, order: tuple[str, ...]) -> None:
    labels = _case(name)
    written = dict(zip(("han", "han_paren", "arab"), order, strict=True))
    lines = list(labels.lines)
    for number in labels.headings:
        text = lines[number - 1].lstrip("　>")
        marker = parse_marker(fold(text))
        if marker and marker.style in written:
            lines[number - 1] = _WRITTEN[written[marker.style]](marker.number) + text[marker.end :]
    assert _wrong(labels, tuple(lines)) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.case")))
def test_half_width_punctuation_changes_nothing(name: str) -> None:
    labels = _case(name)
    table = str.maketrans("，；：（）！", ",;:()!")
    assert _wrong(labels, tuple(line.translate(table) for line in labels.lines)) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.case")))
def test_a_stop_after_a_heading_on_its_own_line_changes_nothing(name: str) -> None:
    labels = _case(name)
    lines = list(labels.lines)
    for number in labels.headings.keys() - labels.inline:
        if "**" not in lines[number - 1] and "#" not in lines[number - 1]:
            lines[number - 1] = lines[number - 1].rstrip("。") + "。"
    assert _wrong(labels, tuple(lines)) == []


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.case")))
def test_blank_lines_change_nothing(name: str) -> None:
    labels = _case(name)
    reports, _ = segment(as_lines([row for line in labels.lines for row in (line, "")]), name)
    plain, _ = segment(as_lines(labels.lines), name)
    assert [(report.start_line + 1) // 2 for report in reports] == [r.start_line for r in plain]
    assert [report.outline for report in plain] == [
        tuple(replace(heading, line=(heading.line + 1) // 2) for heading in report.outline)
        for report in reports
    ]


@pytest.mark.parametrize("name", _PLAIN)
@pytest.mark.parametrize("mark", [">", "　　", "### ", "# "])
def test_marks_before_numbered_headings_change_nothing(name: str, mark: str) -> None:
    labels = _case(name)
    lines = list(labels.lines)
    for number in sorted(labels.headings)[::2]:
        text = lines[number - 1].lstrip("　>")
        if parse_marker(fold(text)):
            lines[number - 1] = mark + text
    assert _wrong(labels, tuple(lines)) == []
