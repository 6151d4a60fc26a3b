"""Role of a section: what was done, what is wrong, what comes next, or neither.

The outline speaks first (下半年工作要点 › 一、…), then the report's title, then the section's own
language. The three are added up for each section, and the likeliest course of roles through the
report is chosen: reports seldom change their role, and go from review to problem to plan. So a run
of plans is found although its heading was lost, and one odd sentence does not turn a section.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import add
from typing import Final

from indexer.attribution.report_text import ReportText
from indexer.attribution.role_headings import heading_says, outline_says
from indexer.model import Role

# The course a report runs; role_cues.toml names them in the same order.
_ROLES: Final[tuple[Role, ...]] = ("review", "problem", "plan")
_REVIEW, _PROBLEM, _PLAN = range(3)

# All measured on the labelled cases in tests/indexer/attribution/topics_cases.txt: with the outline
# as it is, and with every heading that names a role taken away.
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
_ON, _BACK = 0.7, 1.6

_RESULTS_FOLLOW = re.compile(
    r"(?:取得(?:了)?(?:以下|如下)|(?:主要|重点)(?:做了|抓了|开展了)|所做的?(?:主要)?工作|(?:成效|成绩|做法|亮点)(?:如下|有|是))"
    r"|(?:工作|进展|完成|开展|落实)情况(?:总结|汇报|报告|小结)?如下|(?:总结|汇报|报告|小结)如下"
)
_PLANS_FOLLOW = re.compile(
    r"(?:下半年|明年|来年|下一?步|今后|\d年)[^。;]{0,14}(?:打算|计划|思路|安排|要点|设想|意见)[^。;]{0,8}如下"
    r"|(?:制定|提出|拟定)[^。;]{0,6}(?:计划|要点|意见|方案|打算)[^。;]{0,4}[:如]"
)
_LEAD = 80  # characters at the end of an opening that lead over to what follows
_NUMBER_RUN = re.compile("[0-9]+")


def assign_roles(text: ReportText, formal: Mapping[int, Role | None]) -> tuple[Role, ...]:
    """The role of each section of a report, in order; `formal` as `formal_sections` has it."""
    report = text.report
    title = heading_says(report.title)
    plan_title = title is not None and title[_PLAN] > 0 and title[_REVIEW] <= 0
    prior = _PLAN_TITLE if plan_title else _announced(text)
    course = [at for at in range(len(report.sections)) if formal.get(at) is None]
    language = _language(text)
    evidence = []
    for at in course:
        outline = outline_says(report.sections[at].path, report.title)
        evidence.append([sum(parts) for parts in zip(prior, outline, language[at], strict=True)])
    likeliest = iter(_likeliest(evidence))
    return tuple(formal.get(at) or _ROLES[next(likeliest)] for at in range(len(report.sections)))


def _announced(text: ReportText) -> tuple[float, float, float]:
    """What the text before the first heading leads over to: results, plans, or neither alone."""
    sections = text.report.sections
    if len(sections) < 2 or sections[0].path:
        return _PRIOR
    lead = text.bodies[0][-_LEAD:]
    plans = _PLANS_FOLLOW.search(lead) is not None
    if _RESULTS_FOLLOW.search(lead):
        return _PRIOR if plans else _RESULTS_ANNOUNCED
    return _PLANS_ANNOUNCED if plans else _PRIOR


def _language(text: ReportText) -> list[list[float]]:
    """For each section the shares of what its words say for each role, times their weight."""
    first, weights = text.first_section, text.cues.weights
    scores = [[_NUMBER * len(_NUMBER_RUN.findall(body)), 0.0, 0.0] for body in text.bodies]
    cues, starts = text.found.cues
    for piece, low, high in text.ranges(starts):
        if text.rows[piece] >= first:
            said = scores[text.rows[piece] - first]
            for cue in cues[low:high]:
                for role, weight in weights[cue]:
                    said[role] += weight
    return [[_LANGUAGE * said / (sum(score) + _DOUBT) for said in score] for score in scores]


def _likeliest(evidence: Sequence[Sequence[float]]) -> list[int]:
    """The course of roles with the highest sum (Viterbi), changes paid for."""
    if not evidence:
        return []
    review, problem, plan = evidence[0]
    came_from: list[tuple[int, int, int]] = []
    for said in evidence[1:]:
        to_review = (review, problem - _BACK, plan - _BACK)
        to_problem = (review - _ON, problem, plan - _BACK)
        to_plan = (review - _ON, problem - _ON, plan)
        tops = (max(to_review), max(to_problem), max(to_plan))
        came_from.append(
            (to_review.index(tops[0]), to_problem.index(tops[1]), to_plan.index(tops[2]))
        )
        review, problem, plan = map(add, tops, said)
    ends = (review, problem, plan)
    role = ends.index(max(ends))
    course = [role]
    for sources in reversed(came_from):
        role = sources[role]
        course.append(role)
    return course[::-1]
