"""What a correction is, and how a person writes the value of one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from indexer import gazetteer
from indexer.errors import XunzhangError
from indexer.message import enumeration, message
from indexer.model import Period
from indexer.text import fold

Field = Literal["region", "year", "period", "topics", "beginning"]
Subject = Literal["report", "section", "line"]
Value = str | tuple[str, ...] | bool | None
"""A region is its code, a year is `2012` or `2012-2013`, a period its name, topics are labels with
the main one first, a beginning is whether a report begins there. None: there is none to be had."""

FIELD_LABELS = {
    "region": "地区",
    "year": "年份",
    "period": "时段",
    "topics": "主题",
    "beginning": "报告的起点",
}
"""The name of each field in the interface."""

MOST_TOPICS = 3
_LONGEST_NAME = 40
_YEAR = re.compile(r"((?:19|20)\d\d)(?:年|学年)?(?:[-~/至到–—－]+((?:19|20)\d\d))?(?:年|学年)?")
_BETWEEN_TOPICS = re.compile(r"[、，,;；\s]+")


class CorrectionError(XunzhangError):
    """A correction that cannot be made or kept; the text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text, known by its content.

    It begins in `file` with `quote` (for people), on source line `line`. `text` are its first
    characters and `before` those that precede it, normalized as `indexer.corrections.places` says;
    `length` and `digest` are of all of it, normalized. `sample` is a clause of it as the index has
    it, "" without one.
    """

    file: str
    line: int
    quote: str
    before: str
    text: str
    length: int
    digest: str
    sample: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What `by` said at the time `at` (UTC, ISO 8601) of the text at `place`.

    The subject `section` has topics alone, and `line` has a beginning alone.
    """

    id: str
    at: str
    by: str
    subject: Subject
    field: Field
    value: Value
    place: Place

    @property
    def key(self) -> str:
        """32 hexadecimal digits that no other correction has, nor this one with other contents."""
        return hashlib.blake2b(correction_json(self).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Takes back the correction with the id `undo`; what was said before it holds again."""

    id: str
    at: str
    by: str
    undo: str


Entry = Correction | Withdrawal


def parse_value(field: Field, typed: str, labels: Collection[str]) -> Value:
    """What a person means by `typed`; `labels` are the topics that there are.

    Raises CorrectionError, which says what may be written.
    """
    typed = typed.strip()
    match field:
        case "region":
            return _parse_region(typed)
        case "year":
            return _parse_year(typed)
        case "period":
            return _parse_period(typed)
        case "topics":
            whole = typed in labels  # a label may have a separator in it
            return parse_topics([typed] if whole else _BETWEEN_TOPICS.split(typed), labels)
        case "beginning":
            raise CorrectionError(message("报告的起点不用写值"))


def parse_topics(typed: Collection[str], labels: Collection[str]) -> tuple[str, ...]:
    """The labels that a person means. Raises CorrectionError as `parse_value` does."""
    topics = tuple(dict.fromkeys(topic.strip() for topic in typed if topic.strip()))
    for topic in topics:
        if topic not in labels:
            raise CorrectionError(message("没有“%(topic)s”这个主题", topic=topic))
    if not 0 < len(topics) <= MOST_TOPICS:
        raise CorrectionError(message("主题写一到%(most)s个", most=MOST_TOPICS))
    return topics


def parse_name(typed: str) -> str:
    """The name of whoever corrects. Raises CorrectionError without one."""
    name = " ".join(typed.split())
    if not name or len(name) > _LONGEST_NAME:
        raise CorrectionError(message("请写明是谁更正的，不超过 %(most)s 个字", most=_LONGEST_NAME))
    return name


def _parse_region(typed: str) -> str:
    if gazetteer.get(typed) is not None:
        return typed
    found = gazetteer.find(typed) or gazetteer.find(fold(typed))  # 乾安县, 長興縣
    if not found:
        raise CorrectionError(message("没有叫“%(place)s”的地方，可写名称或六位代码", place=typed))
    if len(found) > 1:
        raise CorrectionError(
            message(
                "叫“%(place)s”的地方不止一个，请写代码：%(candidates)s",
                place=typed,
                candidates=enumeration(
                    f"{unit.code} {''.join(filter(None, gazetteer.chain(unit.code)))}"
                    for unit in found
                ),
            )
        )
    return found[0].code


def _parse_year(typed: str) -> str:
    found = _YEAR.fullmatch(fold(typed).replace(" ", ""))
    if found is None:
        raise CorrectionError(message("年份“%(year)s”看不懂，可写 2012 或 2012-2013", year=typed))
    low, high = found[1], found[2] or found[1]
    if int(low) > int(high):
        raise CorrectionError(message("起始年份 %(low)s 晚于截止年份 %(high)s", low=low, high=high))
    return low if low == high else f"{low}-{high}"


def _parse_period(typed: str) -> str:
    if typed not in get_args(Period):
        raise CorrectionError(
            message("时段可写：%(periods)s", periods=enumeration(get_args(Period)))
        )
    return typed


def value_text(field: Field, value: Value) -> str:
    """A value as a person reads it in Chinese."""
    match value:
        case None:
            return "无"
        case bool():
            return "从这里开始" if value else "不从这里开始"
        case tuple():
            return "、".join(value)
        case _ if field == "region" and gazetteer.get(value) is not None:
            return "".join(dict.fromkeys(filter(None, gazetteer.chain(value))))
    return value


def correction_text(correction: Correction) -> str:
    """A correction as one line for a person, in Chinese."""
    place, field = correction.place, correction.field
    file = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in place.file)
    value = value_text(field, correction.value)
    said = value if field == "beginning" else f"{FIELD_LABELS[field]}：{value}"
    what = {"report": "全篇", "section": "这一段", "line": "报告"}[correction.subject]
    return (
        f"{correction.id}  {file} 第 {place.line} 行“{place.quote[:20]}”  {what}{said}"
        f"（{correction.by}，{correction.at[:10]}）"
    )


def correction_json(entry: Entry) -> str:
    """An entry as one line of JSON."""
    return json.dumps(asdict(entry), ensure_ascii=False, separators=(",", ":"))


def read_entry(text: str | bytes) -> Entry:
    """The entry that `correction_json` wrote. Raises CorrectionError where it is none."""
    try:
        known = json.loads(text)
        text_of = {name: _string(known[name]) for name in ("id", "at", "by")}
        if "undo" in known:
            return Withdrawal(**text_of, undo=_string(known["undo"]))
        subject, field = known["subject"], known["field"]
        if subject not in get_args(Subject) or field not in get_args(Field):
            raise ValueError(f"{subject} {field}")
        if (field == "beginning") != (subject == "line") or (
            subject == "section" and field != "topics"
        ):
            raise ValueError(f"{subject} {field}")
        value = _checked(field, known["value"])
        return Correction(**text_of, subject=subject, field=field, value=value, place=_place(known))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CorrectionError(message("不是一条更正：%(reason)s", reason=str(error))) from error


def _checked(field: Field, value: Any) -> Value:
    if field == "beginning":
        if not isinstance(value, bool):
            raise ValueError(f"beginning: {value!r}")
        return value
    if value is None:
        return None
    if field == "topics":
        topics = tuple(map(_string, value))
        return parse_topics(topics, topics)
    if field == "region":  # a code that there is no longer is listed as unfit, and stops nothing
        if not re.fullmatch(r"\d{6}", _string(value)):
            raise ValueError(f"region: {value!r}")
        return _string(value)
    return parse_value(field, _string(value), ())


def _place(known: dict[str, Any]) -> Place:
    place = known["place"]
    texts = ("file", "quote", "before", "text", "digest", "sample")
    said = {name: _string(place[name]) for name in texts}
    line, length = place["line"], place["length"]
    if not (isinstance(line, int) and isinstance(length, int) and line > 0 and length > 0):
        raise ValueError(f"place: {line} {length}")
    return Place(line=line, length=length, **said)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    value.encode()  # JSON can spell halves of characters
    return value
