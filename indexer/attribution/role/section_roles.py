"""Assigns a role to each section: what was done, what is wrong, what comes next, or neither.

The headings (下半年工作要点 › 一、…), the title of the report and the words of the section each
give every role a weight. The weights are added up, and the most likely sequence of roles through
the report is chosen: a report seldom changes its role, and goes from review to problem to plan. So
a run of plans is found although its heading was lost, and one odd sentence changes no role.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import add
from typing import Final

from indexer.attribution.heading_roles import RoleWeights, weigh_heading, weigh_outline
from indexer.attribution.literals import TermHits
from indexer.attribution.report_text import ReportText
from indexer.attribution.weighted_terms import WeightedTerms
from indexer.model import Role

# In the order in which a report goes through them; role_cues.toml has the same order.
_ROLES: Final[tuple[Role, ...]] = ("review", "problem", "plan")
_REVIEW, _PROBLEM, _PLAN = range(3)

# All measured on the labelled cases in tests/indexer/attribution/topics/topics_cases.txt: with the
# outline as it is, and with every heading that names a role taken away.
# The most that the words of a section weigh; half of it when their cues weigh `_DOUBT` together.
# A number counts as a cue of a review.
_LANGUAGE = 4.0
_DOUBT = 6.0
_NUMBER = 0.3
# What each role weighs from the beginning: these are reports on work that was done.
_PRIOR = (0.8, 0.0, 0.0)
_PLAN_TITLE = (0.0, 0.0, 3.0)
# The same when the opening announces what follows: results, or plans.
_RESULTS_ANNOUNCED = (1.4, 0.0, 0.0)
_PLANS_ANNOUNCED = (0.0, 0.0, 1.4)
# What a change of role from a section to the next costs: forward (review → problem → plan), back.
_ON, _BACK = 0.7, 1.6

_RESULTS_FOLLOW = re.compile(
    r"(?:取得(?:了)?(?:以下|如下)|(?:主要|重点)(?:做了|抓了|开展了)|所做的?(?:主要)?工作|(?:成效|成绩|做法|亮点)(?:如下|有|是))"
    r"|(?:工作|进展|完成|开展|落实)情况(?:总结|汇报|报告|小结)?如下|(?:总结|汇报|报告|小结)如下"
)
_PLANS_FOLLOW = re.compile(
    r"(?:下半年|明年|来年|下一?步|今后|\d年)[^。;]{0,14}(?:打算|计划|思路|安排|要点|设想|意见)[^。;]{0,8}如下"
    r"|(?:制定|提出|拟定)[^。;]{0,6}(?:计划|要点|意见|方案|打算)[^。;]{0,4}[:如]"
)
_LEAD = 80  # characters at the end of an opening in which it announces what follows
_NUMBER_RUN = re.compile("[0-9]+")


def assign_roles(text: ReportText, hits: TermHits, cues: WeightedTerms) -> tuple[Role, ...]:
    """Return the role of each section of a report, in their order.

    `hits` are those of `cues.words` in `text.whole`. A section outside the course of the report has
    the role that `text.formal` gives it.
    """
    report, formal = text.report, text.formal
    title = weigh_heading(report.title)
    plan_title = title is not None and title[_PLAN] > 0 and title[_REVIEW] <= 0
    prior = _PLAN_TITLE if plan_title else _weigh_opening(text)
    course = [at for at in range(len(report.sections)) if formal.get(at) is None]
    language = _weigh_words(text, hits, cues)
    weights = []
    for at in course:
        outline = weigh_outline(report.sections[at].path, report.title)
        weights.append([sum(parts) for parts in zip(prior, outline, language[at], strict=True)])
    sequence = iter(_find_sequence(weights))
    return tuple(formal.get(at) or _ROLES[next(sequence)] for at in range(len(report.sections)))


def _weigh_opening(text: ReportText) -> RoleWeights:
    """Return what each role weighs from the beginning, by what the text before the first heading
    announces: results, plans, or neither alone."""
    sections = text.report.sections
    if len(sections) < 2 or sections[0].path:
        return _PRIOR
    lead = text.bodies[0][-_LEAD:]
    plans = _PLANS_FOLLOW.search(lead) is not None
    if _RESULTS_FOLLOW.search(lead):
        return _PRIOR if plans else _RESULTS_ANNOUNCED
    return _PLANS_ANNOUNCED if plans else _PRIOR


def _weigh_words(text: ReportText, hits: TermHits, cues: WeightedTerms) -> list[list[float]]:
    """Return how much the words of each section weigh for each role."""
    first, weights = text.first_section, cues.weights
    scores = [[_NUMBER * len(_NUMBER_RUN.findall(body)), 0.0, 0.0] for body in text.bodies]
    for piece, low, high in text.ranges(hits.starts):
        if text.rows[piece] >= first:
            scores_of_section = scores[text.rows[piece] - first]
            for cue in hits.numbers[low:high]:
                for role, weight in weights[cue]:
                    scores_of_section[role] += weight
    return [
        [_LANGUAGE * score / (sum(of_section) + _DOUBT) for score in of_section]
        for of_section in scores
    ]


def _find_sequence(weights: Sequence[Sequence[float]]) -> list[int]:
    """Return the indexes of the roles whose weights, less what changes cost, add up to the most.

    `weights` has those of each section for each role. This is the Viterbi algorithm.
    """
    if not weights:
        return []
    review, problem, plan = weights[0]
    came_from: list[tuple[int, int, int]] = []
    for of_section in weights[1:]:
        to_review = (review, problem - _BACK, plan - _BACK)
        to_problem = (review - _ON, problem, plan - _BACK)
        to_plan = (review - _ON, problem - _ON, plan)
        best = (max(to_review), max(to_problem), max(to_plan))
        came_from.append(
            (to_review.index(best[0]), to_problem.index(best[1]), to_plan.index(best[2]))
        )
        review, problem, plan = map(add, best, of_section)
    ends = (review, problem, plan)
    role = ends.index(max(ends))
    sequence = [role]
    for sources in reversed(came_from):
        role = sources[role]
        sequence.append(role)
    return sequence[::-1]
