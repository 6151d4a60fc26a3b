"""Sections that have no topic of their own: the opening, the farewell, standing facts.

Roles and topics both need to know them, so they are told when a report is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexer.attribution.heading_roles import (
    is_background,
    weigh_heading,
    weigh_outline,
)
from indexer.model import Report, Role

# All measured on the labelled cases in tests/indexer/attribution/topics/topics_cases.txt.
# An opening or an introduction to a part is short; most of its sentences are formulas.
_GENERAL_LENGTH = 700
_GENERAL_OPENING = 0.25
_GENERAL_UNDER_HEADING = 0.5
_ENDING_LENGTH = 160

_GENERAL = re.compile(
    r"(?:领导|指导|支持|关心|帮助|努力)下|关心支持|为(?:指导|统领|引领|指引|指南|指针|依据|主线|动力|契机|宗旨|根本|中心|核心|目标)"
    r"|紧紧围绕|紧扣|深入贯彻|全面贯彻|学习贯彻|(?:汇报|总结|报告|小结|安排)如下|如下[:。]|以下(?:几|工作)|几个方面|几方面"
    r"|(?:开局|收官|关键|起步)之年|总的来看|总体来看|总体(?:要求|目标|思路)|指导思想|同志们|各位领导|现将|各项工作"
    r"|主要(?:做了|抓了|开展了)|主要工作[是有]|各位(?:代表|委员)|请予?审议|不平凡|良好开局|人民满意的?教育|又好又快"
)
_OPENING = re.compile(
    r"之年|为主旋律|围绕|我[局厅委]|(?:全[县市区州省旗]|我[县市区州省旗])\w{0,4}(?:系统|战线|工作)|教育(?:系统|战线|工作者|事业)"
)
_MEASURE = re.compile(r"\d(?:%|余|多|万|亿|个|所|人|名|分|元)")
_SENTENCE = re.compile(r"[^。!?;\n]+")
_LIST = re.compile(r"[一二三四五]是|第[一二三四]|(?:^|\n)\s*\d[、.]")
_FAREWELL = re.compile(
    r"谢谢|致谢|以上(?:报告|汇报|是)|敬请|请予?审议|不妥之处|让我们|同志们,|新的(?:辉煌|征程|篇章)|努力奋斗|而奋斗"
)


def find_formal_sections(report: Report, bodies: Sequence[str]) -> Mapping[int, Role | None]:
    """Find the sections that have no topic; `bodies` are their folded texts.

    Returns their indexes in `report.sections`, each with its role where the section stands outside
    the course of the report (“preface” or “other”), and with None where it opens a part of the
    report with formulas about everything.
    """
    sections = report.sections
    formal: dict[int, Role | None] = {}
    for at, (section, body) in enumerate(zip(sections, bodies, strict=True)):
        first, last = at == 0, at == len(sections) - 1
        if _is_other(section.path, body.strip(), last):
            formal[at] = "other"
        elif not last and _is_general(section.path, body, first):
            _, problem, plan = weigh_outline(section.path, report.title)
            formal[at] = "preface" if first and plan <= 0 and problem <= 0 else None
    return formal


def _is_other(path: Sequence[str], body: str, last: bool) -> bool:
    """Tell whether a section says nothing, takes leave, or tells standing facts."""
    if len(body) < 8 and len(body.strip(" .。…()略无")) < 2:
        return True
    if last and len(body) <= _ENDING_LENGTH and _FAREWELL.search(body):
        return True
    return (
        bool(path)
        and is_background(path[-1])
        and all(weigh_heading(heading) is None for heading in path[:-1])
    )


def _is_general(path: Sequence[str], body: str, first: bool) -> bool:
    """Tell whether a section opens the report, or a part of it, with formulas."""
    opens_report = first and not path
    if not opens_report and not (path and weigh_heading(path[-1]) is not None):
        return False
    if len(body) > _GENERAL_LENGTH or len(_LIST.findall(body)) > 1:
        return False
    sentences = [sentence for sentence in _SENTENCE.findall(body) if len(sentence.strip()) > 3]
    # An opening that measures what was done (培训320人) is no mere opening, unless it is formulas.
    loose = _OPENING if opens_report and not _MEASURE.search(body) else _GENERAL
    formulas = sum(1 for text in sentences if _GENERAL.search(text) or loose.search(text))
    least = _GENERAL_OPENING if opens_report else _GENERAL_UNDER_HEADING
    return formulas > 0 and formulas >= least * len(sentences)
