"""Role of a section: what was done, what is wrong, what comes next, or neither.

The outline speaks first (下半年工作要点 › 一、…), then the report's title, then the section's own
language. The three are added up for each section, and the likeliest course of roles through the
report is chosen: reports seldom change their role, and go from review to problem to plan. So a run
of plans is found although its heading was lost, and one odd sentence does not turn a section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from indexer.attribution.topics_file import TopicRules, load_topics
from indexer.attribution.topics_text import Layout, lay_out
from indexer.model import Report, Role
from indexer.text import fold

_CUES = Path(__file__).with_name("data") / "role_cues.toml"
# The course a report runs; role_cues.toml names them in the same order.
_ROLES: Final[tuple[Role, ...]] = ("review", "problem", "plan")
_REVIEW, _PROBLEM, _PLAN = range(3)

# Measured on the labelled cases in tests/indexer/attribution/cases.txt (test_role.py).
_NEAREST_HEADING = 6.0
_OUTER_HEADING = 5.0
_LANGUAGE = 4.0
_DOUBT = 6.0
_NUMBER = 0.3
# What a report says when nothing speaks: these are reports on work done.
_PRIOR = (0.8, 0.0, 0.0)
_PLAN_TITLE = (0.0, 0.0, 3.0)
# Changing the role between neighbours, forward (review → problem → plan) and back.
_FORWARD = 0.7
_BACK = 1.6
# An opening or an introduction to a part is short; most of its sentences are formulas.
_GENERAL_LENGTH = 700
_GENERAL_OPENING = 0.25
_GENERAL_UNDER_HEADING = 0.5
_ENDING_LENGTH = 160

_TIME_TO_COME = (
    r"下半年|下一步|下步|下一?阶段|下一?个?学期|下一?年度?|明年|来年|今后|未来|后一?阶段|新学[年期]"
)
_PLAN_NOUN = r"思路|打算|计划|安排|要点|设想|部署|目标|任务|重点|措施|举措|方向|规划|谋划|建议|工作"
_PLAN_HEADING = re.compile(
    rf"(?:{_TIME_TO_COME})[^,。;]{{0,14}}(?:{_PLAN_NOUN})"
    rf"|^(?:{_TIME_TO_COME})"
    r"|工作的?(?:思路|打算|计划|安排|要点|设想|谋划|部署)"
    r"|^(?:初步|主要|基本|总体|具体)?(?:打算|思路|设想|要点|努力方向|整改措施|整改方向|工作建议|对策建议|改进措施)"
    r"|(?:打算|设想|努力方向|改进措施|整改措施|工作建议|对策和建议|意见和?建议)$"
)
_PLAN_OR_AIM = re.compile(
    r"^(?:工作)?(?:总体要求|指导思想|总体目标|工作目标|目标任务|主要目标|重点工作|重点任务|主要任务|工作重点"
    r"|工作措施|保障措施|基本思路|总体思路|主要措施|预期目标)"
)
_REVIEW_HEADING = re.compile(
    r"回顾|总结|工作(?:的)?(?:完成|开展|进展|落实|推进|总体)?情况|完成情况|开展情况|进展情况|落实情况|执行情况"
    r"|(?:主要|工作|取得的?)(?:的)?(?:成绩|成效|做法|亮点|特色|经验|收获)|主要工作|所做的?工作|做的工作|工作成效"
    r"|^(?:上半年|今年以来|一年来|半年来|过去)|开展的工作|工作特点|基本做法|几点体会"
)
_PROBLEM_HEADING = re.compile(
    r"存在的?(?:一些|主要|突出)?(?:问题|困难|不足|差距|薄弱|短板)|(?:主要|突出|面临的?)(?:问题|困难|不足|挑战)"
    r"|(?:困难|不足|问题|差距)(?:和|与|及|、)(?:问题|困难|不足|差距|原因|挑战|薄弱)|^(?:问题|困难|不足|差距|薄弱环节|主要矛盾)"
    r"|(?:不足之处|薄弱环节|困难与挑战|问题分析|原因分析|问题及原因|形势和挑战|问题和不足)$"
    r"|(?:不足|滞后|短缺|偏低|不够|不强|不高|不到位|不平衡|不均衡|不优|薄弱|老化|紧缺|流失|缺乏)(?:问题)?[。,]?$"
)
_MENDING = re.compile(r"解决|破解|化解|消除|补齐|治理|整治|改变|克服|缓解|扭转|攻坚")
_BACKGROUND_HEADING = re.compile(
    r"(?:教育|学校|全[县市区]|我[县市区])?的?基本(?:情况|概况|县情)$|概况$"
)
_NUMBERING = re.compile(
    r"^[\s#>*]*(?:第?[一二三四五六七八九十百]+[、.,章节部分::]+|[((][一二三四五六七八九十\d]+[))]"
    r"|\d+[、..,]|[①-⑳])?\s*"
)
_GENERAL = re.compile(
    r"领导下|领导和|指导下|支持下|关心支持|为指导|为统领|为引领|为指引|为主线|为动力|为契机|为主题|为宗旨|为中心|为核心|为重点"
    r"|紧紧围绕|紧扣|深入贯彻|全面贯彻|认真贯彻|贯彻落实|学习贯彻|汇报如下|总结如下|报告如下|汇报于后|如下[::。]|以下几|几个方面|几方面"
    r"|取得了?(?:新的|明显|显著|较好|一定|阶段性|长足|可喜|预期)|良好的?(?:态势|局面|开局)|共同努力|全面推进|总体(?:要求|目标|思路)|指导思想"
    r"|开局之年|收官之年|关键之年|总的来看|总体来看|回顾(?:一年|上半年|过去)|各级各类教育|各项工作|又好又快|科学发展|新台阶|办好人民满意|人民满意的?教育"
    r"|同志们|各位领导|现将|年度工作"
)
_SENTENCE = re.compile(r"[^。!?;\n]+")
_LIST = re.compile(r"[一二三四五]是|第[一二三四]|(?:^|\n)\s*\d[、.]")
_NUMBER_RUN = re.compile(r"\d+")
_FAREWELL = re.compile(
    r"谢谢|致谢|以上(?:报告|汇报|是)|敬请|请予?审议|不妥之处|让我们|同志们,|新的(?:辉煌|征程|篇章)|努力奋斗|而奋斗"
)


def assign_roles(report: Report) -> tuple[Role, ...]:
    """The role of each section of `report`, in order."""
    layout = lay_out(report)
    title = _heading_says(fold(report.title))
    plan_title = title is not None and title[_PLAN] > 0 and title[_REVIEW] <= 0
    prior = _PLAN_TITLE if plan_title else _PRIOR
    language = _language(layout)
    apart: dict[int, Role] = {}
    evidence: list[list[float]] = []
    for at, section in enumerate(report.sections):
        role = _set_apart(report, at, layout)
        if role is not None:
            apart[at] = role
            continue
        outline = _outline_says(section.path)
        evidence.append([sum(parts) for parts in zip(prior, outline, language[at], strict=True)])
    course = iter(_likeliest(evidence))
    return tuple(
        apart[at] if at in apart else _ROLES[next(course)] for at in range(len(report.sections))
    )


def is_general(report: Report, at: int, layout: Layout) -> bool:
    """Whether section `at` opens the report, or a part of it, with formulas about everything."""
    path = report.sections[at].path
    following = report.sections[at + 1].path if at + 1 < len(report.sections) else None
    opens_report = at == 0 and not path
    introduces = (
        following is not None and len(following) > len(path) and following[: len(path)] == path
    )
    bare_role = bool(path) and _heading_says(_bare(path[-1])) is not None
    if following is None or not (opens_report or introduces or bare_role):
        return False
    text = layout.section(at)
    if len(text) > _GENERAL_LENGTH or len(_LIST.findall(text)) > 1:
        return False
    sentences = [sentence for sentence in _SENTENCE.findall(text) if len(sentence.strip()) > 3]
    formulas = sum(1 for sentence in sentences if _GENERAL.search(sentence))
    least = _GENERAL_OPENING if opens_report else _GENERAL_UNDER_HEADING
    return formulas > 0 and formulas >= least * len(sentences)


def _set_apart(report: Report, at: int, layout: Layout) -> Role | None:
    """“preface” or “other” for a section that stands outside the course of the report."""
    path = report.sections[at].path
    text = layout.section(at).strip()
    if len(text) < 8 and len(text.strip(" .。…()略无")) < 2:
        return "other"
    if at == len(report.sections) - 1 and len(text) <= _ENDING_LENGTH and _FAREWELL.search(text):
        return "other"
    if path and _BACKGROUND_HEADING.search(_bare(path[-1])):
        return "other"
    if at == 0 and is_general(report, at, layout):
        says = _outline_says(path)
        return None if says[_PLAN] > 0 or says[_PROBLEM] > 0 else "preface"
    return None


def _outline_says(path: Sequence[str]) -> list[float]:
    """What the headings above say; the nearest that says anything a little louder."""
    total = [0.0, 0.0, 0.0]
    weight = _NEAREST_HEADING
    for heading in reversed(path):
        says = _heading_says(_bare(heading))
        if says is not None:
            total = [have + weight * more for have, more in zip(total, says, strict=True)]
            weight = _OUTER_HEADING
    return total


@lru_cache(maxsize=4096)
def _heading_says(heading: str) -> tuple[float, float, float] | None:
    """For (review, problem, plan): 1 when the heading names that role alone; shared when it names
    two (总结和下半年打算 leaves the choice to the text); None when it names none."""
    plan = _PLAN_HEADING.search(heading) is not None
    problem = _PROBLEM_HEADING.search(heading) is not None and not _MENDING.search(heading)
    review = not plan and not problem and _REVIEW_HEADING.search(heading) is not None
    if plan:
        review = re.search(r"总结|回顾|情况", heading) is not None
    if not (plan or problem or review):
        return (0.0, 0.0, 0.4) if _PLAN_OR_AIM.search(heading) else None
    named = plan + problem + review
    if named > 1:
        return (0.3 * review, 0.3 * problem, 0.3 * plan)
    return (float(review), float(problem), float(plan))


@lru_cache(maxsize=4096)
def _bare(heading: str) -> str:
    return _NUMBERING.sub("", fold(heading), count=1).strip(" 。:,")


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
    best = list(evidence[0])
    came_from: list[list[int]] = []
    for step in evidence[1:]:
        sources = [max(_both(best, role), key=lambda pair: pair[0])[1] for role in range(3)]
        best = [
            best[source] - _change(source, role) + step[role] for role, source in enumerate(sources)
        ]
        came_from.append(sources)
    role = max(range(3), key=lambda role: best[role])
    course = [role]
    for sources in reversed(came_from):
        role = sources[role]
        course.append(role)
    return course[::-1]


def _both(best: Sequence[float], role: int) -> list[tuple[float, int]]:
    return [(best[source] - _change(source, role), source) for source in range(3)]


def _change(source: int, role: int) -> float:
    if source == role:
        return 0.0
    return _FORWARD if role > source else _BACK


@cache
def _cues() -> TopicRules:
    return load_topics(_CUES)
