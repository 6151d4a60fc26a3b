"""Tells when a report speaks: in the year that it reviews, or in the next one, at a meeting.

The report of a government to its congress is given in the first months of a year. It reviews the
year before (去年, 过去一年) and plans its own (今年), and its title bears the year of the meeting.
A bureau's summary is written when its year ends, and calls the year that it plans 明年.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.attribution.congress_reports import (
    greets_congress,
    is_government_title,
    is_to_congress,
)
from indexer.attribution.heading_roles import strip_numbering, weigh_heading
from indexer.attribution.report_text import ReportText
from indexer.attribution.year.year_axis import WRITTEN_YEAR, parse_year
from indexer.model import Period, Role

_OF_MEETING = re.compile(
    r"(?:会议|大会|全会|全委会|代表会|年会|例会)(?:上的?)?[^\n]{0,8}(?:讲话|报告|发言|致辞|汇报)"
)

_LAST_YEAR = re.compile(r"去年|上年度?(?!同)|上一年")
_REVIEW = re.compile(r"回顾|总结|情况|工作|成绩|成就")
_FIVE_YEARS = re.compile(
    r"(?<!未来)(?<!今后)(?<!下一个)(?<![后\d〇○零o一二三四五六七八九十百])"
    r"(?:(?:五|5)年|[一二三四]五[”\"’]?(?:时期|期间))来?的?[^\n,。]{0,10}?(?:回顾|总结|成就|成绩|情况|历程|工作$)"
)
_FUTURE = re.compile(r"今后|未来|安排|目标|任务|规划|计划|打算|思路|建议")
_ONE_YEAR_TOO = re.compile(rf"一年|去年|今年|{WRITTEN_YEAR}\s?年")
# The year that a plan speaks in. 在今年工作的基础上 speaks of the year that is over.
_THIS_YEAR = re.compile(r"今年(?!的?工作?的?(?:基础|成绩|经验)|以来|上半年|下半年)")
_NEXT_YEAR = re.compile(r"明年|来年|下一年|下年度|次年")
_YEAR = re.compile(rf"{WRITTEN_YEAR}(?=\s?年)")
_REVIEWED = re.compile(r"\s?年[^,。;]{0,14}?(?:回顾|总结|小结|情况|成绩|成就)")
_SUMMARY = re.compile(r"回顾|总结|小结|情况|汇报")
_PLAN_OPENS = re.compile(
    r"年(?:的)?[^。;\n]{0,14}?(?:总体|工作|指导)[^。;\n]{0,6}?(?:思路|要求|目标|计划|安排|打算|要点|思想)"
)
_FIRST_WORDS = 80  # characters in which a report without a title announces a plan
_PLANNED = re.compile(
    r"\s?年[^,。;]{0,12}?(?:计划|打算|思路|要点|安排|部署|展望|设想|谋划|任务|目标|建议|总体要求)"
)
_TO_BE_DONE = re.compile(r"\s?年[^,。;]{0,12}?(?:工作(?!报告)|重点|举措|措施|形势)")
_REST_OF_YEAR = re.compile(
    r"\s?年(?:的)?(?:下半年|后半年|下一?步|下一?阶段|第[三四]季度|\d{1,2}月|度)"
)
_SAID_OFTEN = 2  # times that a plan says 今年 from which it is no slip


class Course(NamedTuple):
    """When a report speaks of what.

    `at_meeting` says that a year of its title may be that of the meeting at which it was given,
    `in_next_year` that it speaks in the year after the one that it reviews. `planned` are the
    source lines of its plans, `planned_year` is the year that these are for, 0 where nothing tells,
    and `same_year` says that they are for the rest of the year reviewed. `plans_only` says
    that it reviews nothing, so that the year that it plans is its own. `several_years` says that
    it looks back on more than one, `five_years` that it reviews a term of office as a whole.
    """

    at_meeting: bool
    in_next_year: bool
    planned: frozenset[int]
    planned_year: int
    same_year: bool
    plans_only: bool
    several_years: bool
    five_years: bool


def read_course(text: ReportText, roles: Sequence[Role], period: Period | None) -> Course:
    """Find the course of a report with the roles of its sections, which covers `period`."""
    half = period in {"上半年", "季度"}
    at_meeting = not half and _is_given_at_meeting(text)
    in_next_year = not half and (is_to_congress(text) or _says_last_year(text, roles))
    plans_only = not in_next_year and _announces_plan(text) and "review" not in roles
    planned_year = 0
    if not plans_only and not half:
        lone = period == "全年" or at_meeting or in_next_year
        planned_year = _find_planned_year(text, lone)
    if not planned_year and at_meeting and in_next_year:
        planned_year = _find_year(text.folded[: text.title_end])
    planned = _find_planned_lines(text, roles, planned_year) if not plans_only else ()
    return Course(
        at_meeting=at_meeting,
        in_next_year=in_next_year,
        planned=frozenset(planned),
        same_year=half,
        planned_year=planned_year,
        plans_only=plans_only,
        several_years=_reviews_five_years(text, besides_one=True),
        five_years=_reviews_five_years(text),
    )


def _announces_plan(text: ReportText) -> bool:
    """Tell whether a title, or the first words where there is none, announce a plan alone."""
    if text.title_end:
        weights = weigh_heading(text.report.title)
        return weights is not None and weights[2] > 0 and weights[0] <= 0
    opening = text.folded[:_FIRST_WORDS].split("\n", 1)[0]
    return _PLAN_OPENS.search(opening) is not None and _SUMMARY.search(opening) is None


def _is_given_at_meeting(text: ReportText) -> bool:
    """Tell whether a report was given at a meeting: then its title may bear the meeting's year."""
    title = text.folded[: text.title_end]
    if is_government_title(title) or _OF_MEETING.search(title):
        return True
    return greets_congress(text)


def _find_year(words: str) -> int:
    """Return the first year written in `words`, 0 when there is none."""
    year = _YEAR.search(words)
    return parse_year(year[0]) if year else 0


def _find_planned_year(text: ReportText, lone: bool) -> int:
    """Return the year that the title or a heading says is planned, 0 when none does so clearly.

    Of headings with two years, one after the other, the first is reviewed though its words may be
    those of a plan (2013年重点工作, 2014年重点工作). A year that stands alone counts if `lone`.
    """
    reviewed, planned, others = set(), set(), set()
    before = {_find_year(text.folded[: text.title_end])}
    for name in _names(text):
        for year in _YEAR.finditer(name):
            right = name[year.end() :]
            if _REVIEWED.match(right):
                reviewed.add(parse_year(year[0]))
            elif _PLANNED.match(right) and not _REST_OF_YEAR.match(right):
                planned.add(parse_year(year[0]))
            elif _TO_BE_DONE.match(right):
                others.add(parse_year(year[0]))
    before |= reviewed | planned | others
    after = {year for year in planned | others if year - 1 in before}
    if lone and not reviewed and not after and len(planned) == 1:
        return planned.pop()
    return max(after, default=0)


def _names(text: ReportText) -> list[str]:
    """Return the title and the headings of a report, folded and without their numbers."""
    return [text.folded[: text.title_end], *map(strip_numbering, text.headings)]


def _find_planned_lines(text: ReportText, roles: Sequence[Role], planned_year: int) -> set[int]:
    """Return the source lines that only plans stand on, those of their headings included.

    What stands below a heading with the year that is planned is a plan whatever its words. Where
    everything was read as a plan, that reading tells nothing.
    """
    told = any(role != "plan" for role in roles)
    by_role: dict[bool, set[int]] = {True: set(), False: set()}
    first_below: dict[int, bool] = {}
    headings = sorted(heading.line for heading in text.report.outline)
    above = 0
    for section, role in zip(text.report.sections, roles, strict=False):
        planned = (told and role == "plan") or (
            planned_year > 0 and planned_year in map(_year_of_heading, section.path)
        )
        for line in section.lines:
            by_role[planned].update(range(line.start, line.end + 1))
        while above < len(headings) and headings[above] <= section.start_line:
            first_below[headings[above]] = planned
            above += 1
    for heading, planned in first_below.items():
        by_role[planned].add(heading)
    return by_role[True] - by_role[False]


@lru_cache(maxsize=1024)
def _year_of_heading(heading: str) -> int:
    """Return the year that a heading begins with, 0 where it begins with none or reviews it."""
    name = strip_numbering(heading)
    year = _YEAR.match(name)
    return parse_year(year[0]) if year and not _REVIEWED.match(name[year.end() :]) else 0


def _says_last_year(text: ReportText, roles: Sequence[Role]) -> bool:
    """Tell whether a report speaks in the year after the one that it reviews.

    It does when a heading calls what is reviewed 去年, or when its plans speak of 今年 and its
    review does not, and 明年 is named less.
    """
    for name in _names(text):
        if _LAST_YEAR.match(name) and _REVIEW.search(name):
            return True
    this, other = 0, 0
    for body, role in zip(text.bodies, roles, strict=False):
        if role == "plan":
            this += len(_THIS_YEAR.findall(body))
            other += len(_NEXT_YEAR.findall(body))
        elif role == "review":
            other += body.count("今年")
    return this >= _SAID_OFTEN and this > 2 * other


def _reviews_five_years(text: ReportText, besides_one: bool = False) -> bool:
    """Tell whether a heading names five years that are reviewed and, unless `besides_one`, no
    single one with them."""
    return any(
        _FIVE_YEARS.search(name)
        and not _FUTURE.search(name)
        and (besides_one or not _ONE_YEAR_TOO.search(name))
        for name in _names(text)
    )
