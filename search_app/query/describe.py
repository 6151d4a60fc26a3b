"""The query tree in Chinese words, for the line that says how a query was understood."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from indexer.model import ROLE_LABELS
from search_app.query.fields import FACET_LABELS
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

_PLACES: dict[Field, str] = {"any": "", "title": "标题含 ", "heading": "小标题含 "}


def describe(node: Node, labels: Mapping[str, str] | None = None) -> str:
    """`node` in words; `labels` names facet values that say nothing by themselves (codes)."""
    return _describe(node, labels or {})


def _describe(node: Node, labels: Mapping[str, str]) -> str:
    match node:
        case Everything():
            return "全部"
        case Words(text, field, alternatives):
            also = f"（同义：{'、'.join(alternatives)}）" if alternatives else ""
            return f"{_PLACES[field]}{text}{also}"
        case WordRun(text, field):
            return f"{_PLACES[field]}{text}"
        case Phrase(text, field):
            return f"{_PLACES[field]}“{text}”"
        case Prefix(text, field):
            return f"{_PLACES[field]}以“{text}”开头的词"
        case Near(texts, distance):
            return "".join(f"“{text}”" for text in texts) + f"相距 {distance} 字以内"
        case Question(texts):
            return "整句：" + "、".join(texts)
        case Filter(facet, values):
            return f"{FACET_LABELS[facet]}为 {_values(facet, values, labels)}"
        case Not(child):
            return f"不含 {_operand(child, labels)}"
        case And(children):
            return " 且 ".join(_operand(child, labels) for child in children)
        case Or(children):
            return " 或 ".join(_operand(child, labels) for child in children)
        case AtLeast(count, children):
            inner = "、".join(_operand(child, labels) for child in children)
            return f"至少含 {count} 个：{inner}"


def _operand(node: Node, labels: Mapping[str, str]) -> str:
    text = _describe(node, labels)
    return f"（{text}）" if isinstance(node, And | Or | AtLeast) else text


def _values(facet: str, values: tuple[str, ...], labels: Mapping[str, str]) -> str:
    if facet == "year":
        return "、".join(_spans(sorted({int(value) for value in values})))
    if facet == "role":
        return "、".join(ROLE_LABELS[value] for value in values)
    return "、".join(dict.fromkeys(labels.get(value, value) for value in values))


def _spans(years: list[int]) -> list[str]:
    """Consecutive years as low–high."""
    starts = [years[0]] + [b for a, b in pairwise(years) if b != a + 1]
    ends = [a for a, b in pairwise(years) if b != a + 1] + [years[-1]]
    return [str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True)]
