"""Which stretch of time a report covers: half a year, a year, a quarter, a term; or one theme."""

from __future__ import annotations

import re

from indexer.attribution.year_text import ReportText, read_report
from indexer.model import Period, Report

# A plan follows what is reported: 上半年工作总结和下半年工作思路 covers the first half.
_PLANNED = re.compile(
    r"(?:[和及与暨、]|以及|并)[^和及与暨、\n]{0,14}?(?:思路|打算|计划|安排|要点|部署|设想|谋划|展望)[^\n]*"
)
_SPECIAL = re.compile(
    r"专项|专题|自查|整改|述职|调研报告|经验(?:材料|交流)|典型(?:材料|发言)"
    r"|(?:安全|党建|党风廉政|廉政|综治|信访|扶贫|帮扶|计划生育|计生|普法|依法行政|依法治教|创建|双拥|禁毒"
    r"|防汛|消防|招生|考试|德育|学前教育|职业教育|特殊教育|师资|培训|资助|语言文字|宣传|信息|档案|保密"
    r"|工会|共青团|少先队|教研|督导|两基|控辍保学|营养|校车|食品|卫生|体育|艺术|科技|政务公开|信息公开"
    r"|效能|行风|作风|学习教育|主题教育|精神文明|文明创建|统战|老干部|人大|政协|提案|财务|审计|项目)(?![局厅委部办室])"
    r"[^\n]{0,6}?(?:工作)?(?:开展)?(?:情况)?(?:的)?(?:总结|汇报|报告|小结|回顾)"
)
_QUARTER = re.compile(r"第?[一二三四1-4]季度")
_TERM = re.compile(r"学期|学年")
_FIRST_HALF = re.compile(r"上半年|前半年|1\s?[-—~～至到]+\s?6月")
_SECOND_HALF = re.compile(r"下半年|后半年|7\s?[-—~～至到]+\s?12月")
_HALF = re.compile(r"半年")
_WHOLE = re.compile(r"年度|全年|年终|一年|\d年|x年|年(?:工作|教育)")

# In the text: words by which a writer speaks of the stretch just past.
_SAID_FIRST = re.compile(r"上半年|半年来|半年以来|今年前半年")
_SAID_SECOND = re.compile(r"下半年(?:以来|来|的?工作总结)|后半年来")
_SAID_YEAR = re.compile(
    r"一年来|一年以来|全年(?:的)?工作|过去的?一年|年内|全年共|即将过去的一年|本年度"
)
_SAID_TERM = re.compile(r"本学期|一学期来|一个学期|学期以来|上学期以来|本学年")
_PLAN_HEADING = re.compile(r"下半年[^\n]{0,12}(?:思路|打算|计划|安排|要点|部署|重点|目标|工作)")
_PREFACE = 800  # characters from the beginning in which a report says what it covers


def attribute_period(report: Report) -> Period | None:
    """The stretch `report` covers, from its title, else its own words; None when neither says."""
    return _period(read_report(report))


def covers_first_half(text: ReportText) -> bool:
    """Whether a report covers the first half of its year, so that autumn's events come later."""
    return _period(text) == "上半年"


def _period(text: ReportText) -> Period | None:
    title = _PLANNED.sub("", text.folded[: text.title_end])
    said = _from_title(title)
    if said is not None:
        return said
    return _from_text(text.folded, text.title_end)


def _from_title(title: str) -> Period | None:
    if _QUARTER.search(title):
        return "季度"
    if _FIRST_HALF.search(title):
        return "上半年"
    if _SECOND_HALF.search(title):
        return "下半年"
    if _HALF.search(title):
        return "上半年"
    if _TERM.search(title):
        return "学期"
    if _SPECIAL.search(title):
        return "专项"
    if _WHOLE.search(title):
        return "全年"
    return None


def _from_text(folded: str, start: int) -> Period | None:
    opening = folded[start : start + _PREFACE]
    if _SAID_SECOND.search(opening):
        return "下半年"
    if _SAID_FIRST.search(opening):
        return "上半年"
    if _SAID_YEAR.search(opening):
        return "全年"
    if _SAID_TERM.search(opening):
        return "学期"
    if _PLAN_HEADING.search(folded, start):
        return "上半年"
    if _SAID_FIRST.search(folded, start):
        return "上半年"
    if _SAID_YEAR.search(folded, start):
        return "全年"
    return None
