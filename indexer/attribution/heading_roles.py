"""What a heading says about the role of the text below it.

The patterns are the set phrases of work reports (下半年工作要点, 存在的主要问题, 工作回顾); a
heading that only names a subject says nothing. They are matched with headings that were folded and
stripped of their numbering.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from indexer.text import fold

RoleWeights = tuple[float, float, float]
"""How much speaks for each role: review, problem, plan."""

# How much each kind of heading weighs: the nearest heading that names a role, the headings further
# out, and a heading with a later year than the title's. Measured on the labelled cases in
# tests/indexer/attribution/topics/topics_cases.txt.
_NEAREST_HEADING = 6.0
_OUTER_HEADING = 5.0
_LATER_YEAR = 3.0
# What a role weighs for a heading that only hints at it, for one that names two
# (总结和下半年打算), and for one that says how work went. Measured on the same cases.
_HINT = 0.4
_TWO = 0.3
_ACHIEVED = 0.6

_TIME_TO_COME = (
    r"下半年|下一步|下步|下一?阶段|下一?个?学期|下一?年度?|明年|来年|今后|后一?阶段|新学[年期]"
)
_WORK_TO_DO = (
    r"思路|打算|计划|安排|要点|设想|部署|目标|任务|重点|措施|举措|方向|规划|谋划|建议"
    r"|工作(?!总结|小结|回顾|情况|汇报|完成|开展)"
)
_PLAN = re.compile(
    rf"(?:{_TIME_TO_COME})[^,。;]{{0,14}}(?:{_WORK_TO_DO})"
    rf"|^(?:{_TIME_TO_COME}|未来)(?!.*(?:总结|小结|回顾|情况))"
    r"|工作的?(?:思路|打算|计划|安排|要点|设想|谋划|部署)"
    r"|^(?:初步|主要|基本|总体|具体)?(?:打算|思路|设想|要点|对策建议)"
    r"|(?:打算|设想|努力(?:的?方向)|(?:改进|整改)(?:的?措施|方向)|工作建议|对策和建议|意见和?建议|展望)$"
)
_PLAN_HINT = re.compile(
    r"总体要求|指导思想|(?:总体|工作|主要|奋斗|发展|预期|规划)目标|目标任务|(?:重点|主要)任务"
    r"|^(?:重点工作|工作重点)|(?:工作|保障|主要|重点)(?:措施|举措)|(?:基本|总体)思路|(?:工作|有关)要求|形势[与和]任务"
)
_REVIEW = re.compile(
    r"回顾|总结|小结|盘点|(?:工作的?)?(?:完成|开展|进展|落实|推进|总体|执行)情况|工作情况"
    r"|(?:主要|工作|取得的?)的?(?:成绩|成效|成就|做法|亮点|特色|经验|收获)|[所已]做的?(?:主要)?工作|完成的(?:主要)?工作"
    r"|^(?:上半年|今年以来|一年来|半年来|过去)|开展的(?:主要)?工作|基本(?:做法|经验)|几点(?:体会|做法)|^(?:我们的|具体)?做法"
)
_REVIEW_HINT = re.compile(r"主要工作|工作特点|亮点工作|工作亮点|特色工作")
# A predicate that says how it went (教学质量稳步提升); a plan's heading begins with its verb.
# Folding makes 显著 显着.
_OUTCOME = re.compile(
    r"^(?!进一步|不断|全面|持续|大力|努力|继续|着力|切实|逐步|积极).{2,}"
    r"(?:(?:成效|成绩|效果|成果|变化)(?:显着|明显|突出|喜人|凸显)|取得(?:了?(?:新|明显|显着|重大|较大|良好)的?|实质性)?"
    r"(?:突破|进展|成效|成绩|成果)|(?:大幅|明显|显着|稳步|有序|不断|进一步|持续|全面|切实|有效|逐步|扎实|顺利|圆满|深入)"
    r"(?:提升|提高|增强|加强|改善|优化|推进|推开|开展|发展|扩大|完善|落实|巩固|规范|深化|夯实|完成|实施))$"
)
_LACK = r"问题|困难|不足|差距|短板|弱项|薄弱环节|挑战|困境|瓶颈|矛盾"
_PROBLEM = re.compile(
    rf"存在的?(?:一些|主要|突出|共性)?(?:{_LACK})|(?:主要|突出|面临的?)(?:{_LACK})"
    rf"|(?:{_LACK})(?:和|与|及|、)?(?:{_LACK}|原因)|^(?:{_LACK})(?:分析|反思|$)|(?:{_LACK})$|原因分析$|不足之处|形势[和与]挑战"
    r"|(?:不足|滞后|短缺|偏低|不够|不强|不高|不到位|不平衡|不均衡|不优|薄弱|老化|紧缺|流失|缺乏|严峻|压力较?大|(?:问题|矛盾)\w{0,2}突出|尚未缓解|有待\w{2,4})$"
)
_MENDING = re.compile(
    r"解决|破解|化解|消除|补齐|补|治理|整治|改变|克服|缓解|扭转|攻坚|缩小|直面|应对|成效|亮点|回应|关注|查摆|查找|聚焦|针对|整改|关爱|帮扶|资助"
)
_NUMBERING = re.compile(
    r"^[\s#>*]*(?:第?[一二三四五六七八九十百]+[、.,章节部分::]+|[((][一二三四五六七八九十\d]+[))]"
    r"|\d+[、..,]|[①-⑳])?\s*"
)
_BACKGROUND = re.compile(
    r"^(?:[全我][县市区州旗镇乡校])?的?(?:(?:各类|学前|义务|高中|职业)?教育|学校|卫生|民政)?的?基本(?:情况|概况|县情)$|^(?:教育|学校|单位|县情|区情)?概况$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=4096)
def weigh_heading(heading: str) -> RoleWeights | None:
    """Return how much a heading says for each role, or None when it says nothing.

    A role weighs 1 when the heading names it alone, and less when the heading names two roles or
    only hints at one.
    """
    text = strip_numbering(heading)
    plan = _PLAN.search(text) is not None
    problem = _PROBLEM.search(text) is not None and not _MENDING.search(text)
    review = _REVIEW.search(text) is not None and not problem
    if plan and review:
        review = re.search(r"总结|回顾|情况", text) is not None
    named = plan + problem + review
    if named:
        each = 1.0 if named == 1 else _TWO
        return (each * review, each * problem, each * plan)
    if _PLAN_HINT.search(text):
        return (0.0, 0.0, _HINT)
    if _OUTCOME.search(text):
        return (_ACHIEVED, 0.0, 0.0)
    return (_HINT, 0.0, 0.0) if _REVIEW_HINT.search(text) else None


@lru_cache(maxsize=4096)
def strip_numbering(heading: str) -> str:
    """Fold `heading` and take its numbering away."""
    return _NUMBERING.sub("", fold(heading), count=1).strip(" 。:,")


@lru_cache(maxsize=4096)
def is_background(heading: str) -> bool:
    """Tell whether a heading announces facts, neither done nor planned (全县教育基本情况)."""
    return _BACKGROUND.search(strip_numbering(heading)) is not None


def weigh_outline(path: Sequence[str], title: str) -> RoleWeights:
    """Add up what the headings above a section say for each role.

    The nearest heading that names a role weighs a little more than the others. A heading with a
    later year than the report's title speaks for a plan.
    """
    review, problem, plan = 0.0, 0.0, 0.0
    year_of_title = _find_first_year(title)
    if year_of_title and any(_find_first_year(heading) > year_of_title for heading in path):
        plan = _LATER_YEAR
    weight = _NEAREST_HEADING
    for heading in reversed(path):
        roles = weigh_heading(heading)
        if roles is not None:
            for_review, for_problem, for_plan = roles
            review += weight * for_review
            problem += weight * for_problem
            plan += weight * for_plan
            weight = _OUTER_HEADING
    return (review, problem, plan)


@lru_cache(maxsize=4096)
def _find_first_year(text: str) -> str:
    """Return the first year in `text`, or an empty string where there is none."""
    match = _YEAR.search(text)
    return match[0] if match else ""
