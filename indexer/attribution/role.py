"""Role of a section: what was done, what is wrong, what comes next, or neither.

The outline speaks first (下半年工作要点 › 一、…), then the report's title, then the section's own
language. The three are added up for each section, and the likeliest course of roles through the
report is chosen: reports seldom change their role, and go from review to problem to plan. So a run
of plans is found although its heading was lost, and one odd sentence does not turn a section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from indexer.attribution.role_headings import heading_says, is_background, names_later_year
from indexer.attribution.topics_file import TopicRules, load_topics
from indexer.attribution.topics_text import Layout
from indexer.model import Role

_CUES = Path(__file__).with_name("data") / "role_cues.toml"
# The course a report runs; role_cues.toml names them in the same order.
_ROLES: Final[tuple[Role, ...]] = ("review", "problem", "plan")
_REVIEW, _PROBLEM, _PLAN = range(3)

# All measured on the labelled cases in tests/indexer/attribution/topics_cases.txt: with the outline
# as it is, and with every heading that names a role taken away.
_NEAREST_HEADING = 6.0
_OUTER_HEADING = 5.0
_LATER_YEAR = 3.0
_LANGUAGE = 4.0
_DOUBT = 6.0
_NUMBER = 0.3
# What a report says when nothing speaks: these are reports on work done.
_PRIOR = (0.8, 0.0, 0.0)
_PLAN_TITLE = (0.0, 0.0, 3.0)
# The same when its opening says what will follow: what was achieved, or what is to be done.
_RESULTS_ANNOUNCED = (1.4, 0.0, 0.0)
_PLANS_ANNOUNCED = (0.0, 0.0, 1.4)
# What a change between neighbours costs: forward (review → problem → plan) little, back more.
_CHANGE = ((0.0, 0.7, 0.7), (1.6, 0.0, 0.7), (1.6, 1.6, 0.0))
# An opening or an introduction to a part is short; most of its sentences are formulas.
_GENERAL_LENGTH = 700
_GENERAL_OPENING = 0.25
_GENERAL_UNDER_HEADING = 0.5
_ENDING_LENGTH = 160

_GENERAL = re.compile(
    r"(?:领导|指导|支持|关心|帮助|努力)下|关心支持|为(?:指导|统领|引领|指引|指南|指针|依据|主线|动力|契机|宗旨|根本|中心|核心|目标)"
    r"|紧紧围绕|紧扣|深入贯彻|全面贯彻|学习贯彻|(?:汇报|总结|报告|小结|安排)如下|如下[:。]|以下(?:几|工作)|几个方面|几方面"
    r"|(?:开局|收官|关键|起步)之年|总的来看|总体来看|总体(?:要求|目标|思路)|指导思想|同志们|各位领导|现将|各项工作"
    r"|主要(?:做了|抓了|开展了)|主要工作[是有]|不平凡|良好开局|人民满意的?教育|又好又快"
)
_RESULTS_FOLLOW = re.compile(
    r"(?:取得(?:了)?(?:以下|如下)|(?:主要|重点)(?:做了|抓了|开展了)|所做的?(?:主要)?工作|(?:成效|成绩|做法|亮点)(?:如下|有|是))"
    r"|(?:工作|进展|完成|开展|落实)情况(?:总结|汇报|报告|小结)?如下|(?:总结|汇报|报告|小结)如下"
)
_OPENING = re.compile(
    r"之年|为主旋律|围绕|我[局厅委]|(?:全[县市区州省旗]|我[县市区州省旗])\w{0,4}(?:系统|战线|工作)|教育(?:系统|战线|工作者|事业)"
)
_PLANS_FOLLOW = re.compile(
    r"(?:下半年|明年|来年|下一?步|今后|\d年)[^。;]{0,14}(?:打算|计划|思路|安排|要点|设想|意见)[^。;]{0,8}如下"
    r"|(?:制定|提出|拟定)[^。;]{0,6}(?:计划|要点|意见|方案|打算)[^。;]{0,4}[:如]"
)
_LEAD = 80  # characters at the end of an opening that lead over to what follows
_MEASURE = re.compile(r"\d(?:%|余|多|万|亿|个|所|人|名|分|元)")
_SENTENCE = re.compile(r"[^。!?;\n]+")
_LIST = re.compile(r"[一二三四五]是|第[一二三四]|(?:^|\n)\s*\d[、.]")
_NUMBER_RUN = re.compile(r"\d+")
_FAREWELL = re.compile(
    r"谢谢|致谢|以上(?:报告|汇报|是)|敬请|请予?审议|不妥之处|让我们|同志们,|新的(?:辉煌|征程|篇章)|努力奋斗|而奋斗"
)


def assign_roles(layout: Layout) -> tuple[Role, ...]:
    """The role of each section of a report, in order."""
    report = layout.report
    title = heading_says(report.title)
    plan_title = title is not None and title[_PLAN] > 0 and title[_REVIEW] <= 0
    prior = _PLAN_TITLE if plan_title else _PRIOR
    if not plan_title:
        prior = _announced(layout)
    language = _language(layout)
    apart: dict[int, Role] = {}
    evidence: list[list[float]] = []
    for at, section in enumerate(report.sections):
        role = set_apart(layout, at)
        if role is not None:
            apart[at] = role
            continue
        outline = _outline_says(section.path, report.title)
        evidence.append([sum(parts) for parts in zip(prior, outline, language[at], strict=True)])
    course = iter(_likeliest(evidence))
    return tuple(
        apart[at] if at in apart else _ROLES[next(course)] for at in range(len(report.sections))
    )


def _announced(layout: Layout) -> tuple[float, float, float]:
    """What the text before the first heading leads over to: results, plans, or neither alone."""
    sections = layout.report.sections
    if len(sections) < 2 or sections[0].path:
        return _PRIOR
    lead = layout.section(0)[-_LEAD:]
    plans = _PLANS_FOLLOW.search(lead) is not None
    if _RESULTS_FOLLOW.search(lead):
        return _PRIOR if plans else _RESULTS_ANNOUNCED
    return _PLANS_ANNOUNCED if plans else _PRIOR


def is_general(layout: Layout, at: int) -> bool:
    """Whether section `at` opens the report, or a part of it, with formulas about everything."""
    path = layout.report.sections[at].path
    opens_report = at == 0 and not path
    bare_role = bool(path) and heading_says(path[-1]) is not None
    last = at == len(layout.report.sections) - 1
    if last or not (opens_report or bare_role):
        return False
    text = layout.section(at)
    if len(text) > _GENERAL_LENGTH or len(_LIST.findall(text)) > 1:
        return False
    sentences = [sentence for sentence in _SENTENCE.findall(text) if len(sentence.strip()) > 3]
    # An opening that measures what was done (培训320人) is no mere opening, unless it is formulas.
    loose = _OPENING if opens_report and not _MEASURE.search(text) else _GENERAL
    formulas = sum(1 for text in sentences if _GENERAL.search(text) or loose.search(text))
    least = _GENERAL_OPENING if opens_report else _GENERAL_UNDER_HEADING
    return formulas > 0 and formulas >= least * len(sentences)


def set_apart(layout: Layout, at: int) -> Role | None:
    """“preface” or “other” for a section outside the course of the report, None for the rest."""
    report = layout.report
    path = report.sections[at].path
    text = layout.section(at).strip()
    if len(text) < 8 and len(text.strip(" .。…()略无")) < 2:
        return "other"
    if at == len(report.sections) - 1 and len(text) <= _ENDING_LENGTH and _FAREWELL.search(text):
        return "other"
    under = any(heading_says(heading) is not None for heading in path[:-1])
    if path and is_background(path[-1]) and not under:
        return "other"
    if at == 0 and is_general(layout, at):
        says = _outline_says(path, report.title)
        return None if says[_PLAN] > 0 or says[_PROBLEM] > 0 else "preface"
    return None


def _outline_says(path: Sequence[str], title: str) -> list[float]:
    """What the headings above say; the nearest that says anything a little louder."""
    total = [0.0, 0.0, 0.0]
    if any(names_later_year(heading, title) for heading in path):
        total[_PLAN] += _LATER_YEAR
    weight = _NEAREST_HEADING
    for heading in reversed(path):
        says = heading_says(heading)
        if says is not None:
            total = [have + weight * more for have, more in zip(total, says, strict=True)]
            weight = _OUTER_HEADING
    return total


def _language(layout: Layout) -> list[list[float]]:
    """For each section the shares of what its words say for each role, times their weight."""
    cues = _cues()
    places, terms = cues.find(layout.folded)
    pieces = layout.pieces_at(places)
    scores = np.zeros((len(layout.starts) - 1, len(_ROLES)))
    begins = np.flatnonzero(np.diff(pieces, prepend=-1))
    if begins.size:
        scores[pieces[begins]] = np.add.reduceat(cues.weights[terms], begins)
    numbers = np.array([run.start() for run in _NUMBER_RUN.finditer(layout.folded)], dtype=np.int64)
    scores[:, _REVIEW] += _NUMBER * np.bincount(layout.pieces_at(numbers), minlength=len(scores))
    scores = scores[layout.first_section :]
    spoken = scores.sum(axis=1, keepdims=True) + _DOUBT
    shares: list[list[float]] = (_LANGUAGE * scores / spoken).tolist()
    return shares


def _likeliest(evidence: Sequence[Sequence[float]]) -> list[int]:
    """The course of roles with the highest sum (Viterbi), changes paid for."""
    if not evidence:
        return []
    roles = range(len(_ROLES))
    best = list(evidence[0])
    came_from: list[list[int]] = []
    for step in evidence[1:]:
        sources = [
            max(roles, key=[best[source] - _CHANGE[source][role] for source in roles].__getitem__)
            for role in roles
        ]
        best = [best[sources[role]] - _CHANGE[sources[role]][role] + step[role] for role in roles]
        came_from.append(sources)
    role = max(roles, key=best.__getitem__)
    course = [role]
    for sources in reversed(came_from):
        role = sources[role]
        course.append(role)
    return course[::-1]


@cache
def _cues() -> TopicRules:
    return load_topics(_CUES)
