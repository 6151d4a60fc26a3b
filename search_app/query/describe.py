"""Describes a query tree in Chinese, for the line that says how a query was understood."""

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
    """`node` in words. `labels` has names for the facet values that need one, which are codes."""
    match node:
        case Everything():
            return message("全部")
        case Words(text, field, ()):
            return _name_part(text, field)
        case Words(text, field, alternatives):
            also = enumeration(alternatives)
            return _name_part(message("%(text)s（同义：%(also)s）", text=text, also=also), field)
        case WordRun(text, field):
            return _name_part(text, field)
        case Phrase(text, field):
            return _name_part(_quote(text), field)
        case Prefix(text, field):
            return _name_part(message("以“%(text)s”开头的词", text=text), field)
        case Near(texts, distance):
            quoted = enumeration(map(_quote, texts))
            return message("%(texts)s相距 %(most)s 字以内", texts=quoted, most=distance)
        case Question(texts):
            return message("整句：%(texts)s", texts=enumeration(texts))
        case Filter(facet, values):
            label = message(FACET_LABELS[facet])
            chosen = enumeration(_describe_values(facet, values, labels))
            return message("%(facet)s为 %(values)s", facet=label, values=chosen)
        case Not(child):
            return message("不含 %(what)s", what=_describe_operand(child, labels))
        case And(children):
            return Series(tuple(_describe_operand(child, labels) for child in children), AND)
        case Or(children):
            return Series(tuple(_describe_operand(child, labels) for child in children), OR)
        case AtLeast(count, children):
            inner = enumeration(_describe_operand(child, labels) for child in children)
            return message("至少含 %(count)s 个：%(what)s", count=count, what=inner)


def _quote(text: str) -> Message:
    return message("“%(text)s”", text=text)


def _name_part(what: MessageValue, field: Field) -> MessageValue:
    """`what` with the part of a section that it is looked for in."""
    match field:
        case "title":
            return message("标题含 %(what)s", what=what)
        case "heading":
            return message("小标题含 %(what)s", what=what)
        case "any":
            return what


def _describe_operand(node: Node, labels: Mapping[str, str]) -> MessageValue:
    """`node` in words, in parentheses where it would else run into its neighbours."""
    text = describe(node, labels)
    return message("（%(what)s）", what=text) if isinstance(node, And | Or | AtLeast) else text


def _describe_values(
    facet: str, values: tuple[str, ...], labels: Mapping[str, str]
) -> Iterable[MessageValue]:
    if facet == "year":
        return _join_years(sorted({int(value) for value in values}))
    if facet == "role":
        return (message(ROLE_LABELS[value]) for value in values)
    if facet == "period":
        return map(message, values)
    return dict.fromkeys(labels.get(value, value) for value in values)


def _join_years(years: list[int]) -> list[str]:
    """Ascending `years`, consecutive ones joined as first–last."""
    gaps = [(year, following) for year, following in pairwise(years) if following != year + 1]
    starts = [years[0]] + [following for _, following in gaps]
    ends = [year for year, _ in gaps] + [years[-1]]
    return [
        str(first) if first == last else f"{first}–{last}"
        for first, last in zip(starts, ends, strict=True)
    ]
