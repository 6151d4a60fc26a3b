"""The fields and facets a query may name, and the values it may give them.

Names are compared folded, so 標題：, ＴＩＴＬＥ: and title: are the same. This module knows what a
typed value means; the caller says which places and topics there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from indexer.model import ROLE_LABELS
from indexer.text import fold
from search_app.query.nodes import Facet, Field

Resolver = Callable[[str], tuple[str, ...]]
"""Maps the name of a place, as typed, to the codes of the regions it may mean."""

TEXT_FIELDS: dict[str, Field] = {
    "标题": "title",
    "title": "title",
    "小标题": "heading",
    "heading": "heading",
}
FACET_FIELDS: dict[str, Facet] = {
    "地区": "region",
    "region": "region",
    "年份": "year",
    "year": "year",
    "主题": "topic",
    "topic": "topic",
    "部分": "role",
    "role": "role",
    "时段": "period",
    "period": "period",
}
FACET_LABELS: dict[Facet, str] = {
    "region": "地区",
    "year": "年份",
    "topic": "主题",
    "role": "部分",
    "period": "时段",
}
_ROLES = {
    "成绩": "review",
    "做法": "review",
    "回顾": "review",
    "问题": "problem",
    "不足": "problem",
    "计划": "plan",
    "打算": "plan",
    "安排": "plan",
    "导言": "preface",
    "开头": "preface",
    "前言": "preface",
    "其他": "other",
} | {role: role for role in ROLE_LABELS}
_PERIODS = ("上半年", "下半年", "全年", "季度", "学期", "专项")

# The bounds of a year range, also of one with an open end. The People's Republic was founded in the
# first.
_FIRST_YEAR, _LAST_YEAR = 1949, 2099
_YEAR = re.compile(r"(\d{4})年?")
_YEAR_RANGE = re.compile(r"(?:(\d{4})年?)?(?:\.\.+|-+|—+|–|~|至|到)(?:(\d{4})年?)?")
_CODE = re.compile(r"\d{6}")


def read_facet_values(
    facet: Facet, text: str, resolve: Resolver, topics: Iterable[str] | None
) -> tuple[str, ...]:
    """The values of `facet` that `text`, one value as typed, means; () when it means none.

    A topic that is not in `topics` means none. When `topics` is None any topic is accepted, since
    it may be one of the user's own.
    """
    folded = fold(text).strip()
    if not folded:
        return ()
    match facet:
        case "region":
            return (folded,) if _CODE.fullmatch(folded) else resolve(text.strip())
        case "year":
            return _read_years(folded)
        case "topic":
            return _match_topics(folded, topics)
        case "role":
            return (_ROLES[folded],) if folded in _ROLES else ()
        case "period":
            return tuple(period for period in _PERIODS if period == folded)


def _read_years(text: str) -> tuple[str, ...]:
    """The years that `text` (folded) means: one year, or all of a range."""
    if match := _YEAR.fullmatch(text):
        return (match[1],)
    match = _YEAR_RANGE.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return ()
    ends = sorted((int(match[1] or _FIRST_YEAR), int(match[2] or _LAST_YEAR)))
    low, high = max(ends[0], _FIRST_YEAR), min(ends[1], _LAST_YEAR)
    return tuple(str(year) for year in range(low, high + 1))


def _match_topics(folded: str, topics: Iterable[str] | None) -> tuple[str, ...]:
    """The label that was typed, or else every label that contains it (安全 means 校园安全)."""
    if topics is None:
        return (folded,)
    labels = tuple(topics)
    exact = tuple(label for label in labels if fold(label) == folded)
    return exact or tuple(label for label in labels if folded in fold(label))
