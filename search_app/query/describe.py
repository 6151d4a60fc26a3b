"""The query tree in words, for the line that says how a query was understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from indexer.message import Message, MessageValue, Series, enumeration, message
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

AND, OR = " 且 ", " 或 "


def describe(node: Node, labels: Mapping[str, str]) -> MessageValue:
    """`node` in words; `labels` names facet values that say nothing by themselves (codes)."""
    match node:
        case Everything():
            return message("全部")
        case Words(text, field, ()):
            return _placed(text, field)
        case Words(text, field, alternatives):
            also = enumeration(alternatives)
            return _placed(message("%(text)s（同义：%(also)s）", text=text, also=also), field)
        case WordRun(text, field):
            return _placed(text, field)
        case Phrase(text, field):
            return _placed(_quoted(text), field)
        case Prefix(text, field):
            return _placed(message("以“%(text)s”开头的词", text=text), field)
        case Near(texts, distance):
            quoted = enumeration(map(_quoted, texts))
            return message("%(texts)s相距 %(most)s 字以内", texts=quoted, most=distance)
        case Question(texts):
            return message("整句：%(texts)s", texts=enumeration(texts))
        case Filter(facet, values):
            label = message(FACET_LABELS[facet])
            chosen = enumeration(_values(facet, values, labels))
            return message("%(facet)s为 %(values)s", facet=label, values=chosen)
        case Not(child):
            return message("不含 %(what)s", what=_operand(child, labels))
        case And(children):
            return Series(tuple(_operand(child, labels) for child in children), AND)
        case Or(children):
            return Series(tuple(_operand(child, labels) for child in children), OR)
        case AtLeast(count, children):
            inner = enumeration(_operand(child, labels) for child in children)
            return message("至少含 %(count)s 个：%(what)s", count=count, what=inner)


def _quoted(text: str) -> Message:
    return message("“%(text)s”", text=text)


def _placed(what: MessageValue, field: Field) -> MessageValue:
    match field:
        case "title":
            return message("标题含 %(what)s", what=what)
        case "heading":
            return message("小标题含 %(what)s", what=what)
        case "any":
            return what


def _operand(node: Node, labels: Mapping[str, str]) -> MessageValue:
    text = describe(node, labels)
    return message("（%(what)s）", what=text) if isinstance(node, And | Or | AtLeast) else text


def _values(
    facet: str, values: tuple[str, ...], labels: Mapping[str, str]
) -> Iterable[MessageValue]:
    if facet == "year":
        return _spans(sorted({int(value) for value in values}))
    if facet == "role":
        return (message(ROLE_LABELS[value]) for value in values)
    if facet == "period":
        return map(message, values)
    return dict.fromkeys(labels.get(value, value) for value in values)


def _spans(years: list[int]) -> list[str]:
    """Consecutive years as low–high."""
    starts = [years[0]] + [b for a, b in pairwise(years) if b != a + 1]
    ends = [a for a, b in pairwise(years) if b != a + 1] + [years[-1]]
    return [str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True)]
