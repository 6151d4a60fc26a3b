"""Invents work reports of many offices, to train and to try what finds their beginnings.

A report is drawn from a seed: its office, place and year, how it opens, numbers its parts and
closes, and what a web site did to it (masked years and places, a beginning cut off). The words
stand in tools/data/invented_reports.toml; none of them was taken from a report.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_WORDS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "data/invented_reports.toml").read_text(encoding="utf-8")
)
_HAN = [tens + one for tens in ("", "十", "二十") for one in "一二三四五六七八九十"]
_HAN[19::10] = ["二十", "三十"]
_SYLLABLES = "青白云石溪临桐安永和丰龙泉清江河山阳平宁远新大长古金银沙柳松梅桥塘坪坝岭湾港"
_NUMBERINGS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{_HAN[n]}、",
    lambda n: f"{_HAN[n]}、",
    lambda n: f"（{_HAN[n]}）",
    lambda n: f"{n + 1}、",
    lambda n: f"{n + 1}．",
    lambda n: f"第{_HAN[n]}，",
    lambda n: f"({n + 1})",
    lambda n: f"{_HAN[n]}是",
    lambda n: "",
    lambda n: "",
)


@dataclass(frozen=True)
class InventedReport:
    """The title and the body lines of a report; `cut` where its opening was left out."""

    title: str
    lines: tuple[str, ...]
    cut: bool


@dataclass
class _Writer:
    """What stays the same throughout a report."""

    draw: random.Random
    office: dict[str, Any]
    place: str = ""
    year: str = ""
    says: str = ""
    towns: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    leader: str = ""
    topics: list[Any] = field(default_factory=list)

    def fill(self, text: str) -> str:
        draw = self.draw
        while "{n}" in text:
            text = text.replace("{n}", _number(draw), 1)
        while "{clause}" in text:
            topic = draw.choice(self.topics)
            text = text.replace("{clause}", self.fill(draw.choice(topic[1])), 1)
        values = {
            "{t}": draw.choice(self.towns),
            "{t2}": draw.choice(self.towns),
            "{s}": draw.choice(self.schools),
            "{p}": self.place,
            "{our}": self.says,
            "{Y}": self.year,
            "{year}": self.year.rstrip("年上半度来"),
            "{leader}": self.leader,
            "{campaign}": "，".join(draw.sample(_WORDS["campaigns"], draw.choice((1, 1, 2)))),
            "{place_office}": f"{self.place}{self.office['name']}",
        }
        for name, value in values.items():
            text = text.replace(name, value)
        return text


def _number(draw: random.Random) -> str:
    value = int(10 ** draw.uniform(0.4, 3.6))
    if draw.random() < 0.25:
        return draw.choice(("十二", "三十六", "五百多", "两千一百", "八", "四十余", "一万二千"))
    return str(value) if draw.random() < 0.8 else f"{value / 10:.1f}"


def invent(draw: random.Random, office: str | None = None) -> InventedReport:
    """A report drawn with `draw`, of the office of this name where one is given."""
    offices = _WORDS["offices"]
    writer = _new_writer(
        draw, next((o for o in offices if o["name"] == office), _draw_office(draw))
    )
    body = _write_parts(writer)
    cut = draw.random() < 0.35
    lines = body if cut else [*_write_opening(writer), *body]
    if draw.random() < 0.55:
        lines += writer.fill(draw.choice(_WORDS["closings"])).split("\n")
    if draw.random() < 0.2:
        lines += [writer.fill(line) for line in draw.choice(_WORDS["tails"])]
    lines = _dress(draw, lines)
    owner = draw.choice((f"{writer.place}{writer.office['name']}", writer.office["name"], ""))
    title = f"{owner}{draw.choice((writer.year, '', '年度'))}{draw.choice(_WORDS['genres'])}"
    return InventedReport(title, tuple(lines), cut)


def _draw_office(draw: random.Random) -> dict[str, Any]:
    offices: list[dict[str, Any]] = _WORDS["offices"]
    return draw.choices(
        offices, [1 + 3 * office["name"].endswith("人民政府") for office in offices]
    )[0]


def _new_writer(draw: random.Random, office: dict[str, Any]) -> _Writer:
    def name(length: int = 2) -> str:
        return "".join(draw.sample(_SYLLABLES, length))

    year = draw.randint(2004, 2025)
    masked = draw.random()
    if masked < 0.15:
        place, shown = (
            draw.choice(("xx县", "××市", "**区", "XX镇")),
            draw.choice(("20xx年", "xx年", "*年")),
        )
        towns = ("xx镇", "××乡")
    else:
        place = name() + draw.choice("县县市区区旗")
        shown = (
            f"{year}年" if masked < 0.8 else draw.choice(("今年", "半年来", "今年上半年", "一年来"))
        )
        towns = tuple(
            name() + draw.choice(("镇", "镇", "乡", "街道")) for _ in range(draw.randint(3, 8))
        )
    says = draw.choice(office["says"])
    if draw.random() < 0.6:
        says = says.replace("县", place[-1] if place[-1] in "县市区镇" else "县")
    writer = _Writer(draw, office, place, shown, says, towns)
    writer.schools = tuple(
        name() + draw.choice(("小学", "中学", "中心校", "村", "社区"))
        for _ in range(draw.randint(2, 5))
    )
    writer.leader = draw.choice(
        (
            "县委、县政府",
            "区委、区政府",
            f"{place[-1]}委、{place[-1]}政府",
            "局党组",
            "上级主管部门",
            "镇党委",
        )
    )
    topics = list(office["topics"])
    if (
        office["name"].endswith("人民政府") and draw.random() < 0.8
    ):  # it reports on every office's work
        others = [topic for other in _WORDS["offices"] for topic in other["topics"]]
        topics += draw.sample(others, draw.randint(3, 14))
    draw.shuffle(topics)
    writer.topics = topics
    return writer


def _write_opening(writer: _Writer) -> list[str]:
    draw = writer.draw
    lines = []
    if draw.random() < (0.6 if writer.office["name"] == "人民政府" else 0.15):
        lines.append(draw.choice(_WORDS["salutations"]))
        if draw.random() < 0.7:
            lines.append(writer.fill(draw.choice(_WORDS["speech_starts"])))
            if draw.random() < 0.5:
                return lines
    lines.append(writer.fill(draw.choice(_WORDS["openings"])))
    if draw.random() < 0.2:
        lines.append(_paragraph(writer, writer.topics[0], draw.randint(1, 3)))
    return lines


def _paragraph(writer: _Writer, topic: Any, sentences: int, ahead: bool = False) -> str:
    draw, text = writer.draw, ""
    for _ in range(sentences):
        clauses = draw.sample(topic[1], min(len(topic[1]), draw.randint(2, 3)))
        if draw.random() < 0.5:  # no writer keeps to one subject
            clauses.append(draw.choice(draw.choice(writer.topics)[1]))
        if ahead and draw.random() < 0.7:
            clauses = [
                draw.choice(_WORDS["plan_starts"]) + clauses[0],
                *clauses[1:],
                draw.choice(_WORDS["plans"]),
            ]
        elif draw.random() < 0.85:
            for phrase in draw.sample(_WORDS["general"], draw.choice((1, 1, 2))):
                clauses.insert(draw.randint(1, len(clauses)), phrase)
        if draw.random() < 0.3:
            clauses[0] = draw.choice((writer.says, writer.place)) + clauses[0]
        text += writer.fill("，".join(clauses)) + "。"
    if draw.random() < 0.06:
        text += writer.fill(draw.choice(_WORDS["vows"]))
    if not ahead and draw.random() < 0.25:
        text = writer.fill(draw.choice(_WORDS[draw.choice(("connected", "inner_starts"))])) + text
    return text


def _write_parts(writer: _Writer) -> list[str]:
    """The parts of a report: what was done, mostly by topics, what is wanting, what comes next."""
    draw = writer.draw
    shape = draw.random()
    outer = draw.choice(_NUMBERINGS)
    chosen = writer.topics[: draw.randint(2, len(writer.topics))]
    if shape < 0.3:  # parts, and numbered topics within the first
        inner = draw.choice(_NUMBERINGS[2:])
        year = writer.year
        heads = (
            "{}工作回顾",
            "过去五年和{}工作回顾",
            "主要工作及成效",
            "今年工作完成情况",
            "{}主要工作",
            "“十二五”时期工作回顾",
        )
        lines = [outer(0) + draw.choice(heads).format(year)]
        if draw.random() < 0.4:
            lines.append(_paragraph(writer, chosen[0], 1))
        lines += _write_topics(writer, chosen, inner)
        if draw.random() < 0.6:
            lines += [outer(1) + draw.choice(("存在的问题", "困难和不足")), _lack(writer)]
        if draw.random() < 0.8:
            head = draw.choice(("下半年工作打算", "下一步工作安排", "明年工作思路", "今后工作重点"))
            lines.append(outer(2 if "问题" in "".join(lines) else 1) + head)
            lines += _write_plan(writer, inner)
    else:
        lines = _write_topics(writer, chosen, outer)
        if draw.random() < 0.45:
            lines.append(
                ("" if outer(0) == "" else outer(len(chosen))) + "不足之处。" + _lack(writer)
            )
        if draw.random() < 0.4:
            lines.append(_paragraph(writer, draw.choice(chosen), 2, ahead=True))
    if draw.random() < (0.6 if writer.office["name"] == "人民政府" else 0.1):
        call = draw.choice(_WORDS["exclaimed"])
        for _ in range(draw.choice((1, 1, 2, 3))):
            at = draw.randint(len(lines) // 2, len(lines))
            lines[at:at] = [call, writer.fill(draw.choice(_WORDS["called"]))]
    return lines


def _write_topics(
    writer: _Writer, topics: Sequence[Any], number: Callable[[int], str]
) -> list[str]:
    draw, lines = writer.draw, []
    own_line, long = draw.random() < 0.5, draw.choice((1, 2, 2, 3, 4))
    for index, topic in enumerate(topics):
        head = number(index) + draw.choice(topic[0])
        bodies = [
            _paragraph(writer, topic, draw.randint(1, long + 1))
            for _ in range(draw.choice((1, 1, 1, 2, 2, 4)))
        ]
        if not number(index) and draw.random() < 0.6:
            lines += bodies
        elif own_line:
            lines += [head, *bodies]
        else:
            lines += [f"{head}。{bodies[0]}", *bodies[1:]]
        if draw.random() < 0.15:
            lines += [
                f"{i + 1}．" + _paragraph(writer, topic, 1) for i in range(draw.randint(2, 4))
            ]
    return lines


def _write_plan(writer: _Writer, number: Callable[[int], str]) -> list[str]:
    draw = writer.draw
    plans = [
        _paragraph(writer, topic, draw.randint(1, 3), ahead=True) for topic in writer.topics[:3]
    ]
    if draw.random() < 0.5:
        return plans[: draw.randint(1, 3)]
    return [number(index) + plan for index, plan in enumerate(plans)]


def _lack(writer: _Writer) -> str:
    draw = writer.draw
    lacks = draw.sample(_WORDS["problems"], 3)
    return writer.fill(
        draw.choice(
            ("一是{}；二是{}；三是{}。", "{}，{}，{}。", "主要表现在：{}；{}；{}。")
        ).format(*lacks)
    )


def _dress(draw: random.Random, lines: Sequence[str]) -> list[str]:
    """`lines` in the manner of one typist: his commas and spaces."""
    text = list(lines)
    if draw.random() < 0.12:
        text = [line.replace("，", ",") for line in text]
    if draw.random() < 0.1:
        text = [line.replace("。", "．") for line in text]
    return text


def join(
    draw: random.Random,
    reports: Sequence[InventedReport],
    titled: float = 0.3,
    marked: float = 0.15,
) -> tuple[list[str], set[int]]:
    """The lines of `reports` one after the other, and the indices of those at which they begin.

    A share `titled` of them keep their titles. In a share `marked` of compilations a blank line or
    a lone space stands between reports.
    """
    lines: list[str] = []
    starts: set[int] = set()
    sign = draw.choice(("blank", "space")) if draw.random() < marked else ""
    loose = draw.random() < 0.25  # a page that has blank lines here and there
    for position, report in enumerate(reports):
        first, *rest = report.lines
        if position and sign == "blank":
            lines.append("")
        starts.add(len(lines))
        if report.title and draw.random() < (0.9 if position == 0 else titled):
            lines.append(report.title)
        lines.append(f" {first}" if position and sign == "space" else first)
        for line in rest:
            if loose and draw.random() < (0.3 if len(line) < 25 else 0.1):
                lines.append("")
            lines.append(line)
    return lines, starts


def office_names() -> list[str]:
    """The names of the offices that reports are invented of."""
    return [str(office["name"]) for office in _WORDS["offices"]]
