"""Finds the years written in a text and classifies each by what it is about.

A year counts as the report's own only when the report is about it. 到2020年 is a target,
2010—2020年规划纲要 a range, 始建于1956年 a founding, 与2009年相比 a comparison, 教基〔2010〕4号 a
document, 自2006年以来 a reference to the past. A masked year (20xx年) is no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.attribution.report_text import ReportText
from indexer.attribution.year.report_course import Course
from indexer.attribution.year.year_axis import (
    YEARS,
    Likelihood,
    fade_after,
    is_on_axis,
    parse_year,
    spread,
    start_at,
)

# Matches a candidate; what stands around it is looked at afterwards. The text is folded, so digits
# and brackets are narrow.
_TOKEN = re.compile(
    r"[〔\[(【](?P<document>(?:19|20)\d\d)[〕\])】]\s?(?:第\s?)?\d{1,4}\s?号"
    r"|(?<!\d)(?P<bare_document>(?:19|20)\d\d)[〔\[(【]\s?\d{1,4}\s?[〕\])】]\s?号"
    r"|(?<![\d.])(?P<low>(?:19|20)\d\d)"
    r"(?:年?(?:学年)?\s?[-—–―~～至到/]{1,3}\s?|(?=\d{4}\s?学年))"
    r"(?P<high>(?:19|20)\d\d|\d\d(?=\s?学年))\s?"
    r"(?P<range>学年|年)?"
    r"|(?<![\d.])(?P<year>(?:19|20)\d\d)\s?(?P<unit>学?年|届)"
    r"|(?<![\d.])(?P<report>20\d\d)(?=(?![万亿元余多人名所个平件年])[\u4e00-\u9fff]{0,12}?"
    r"工作(?:总结|汇报|报告|小结|要点))"
    r"|(?<![\d.] )(?<![\d.])(?P<spaced>(?:1 9|2 0) \d \d) ?年"
    r"|(?P<decade>(?:19|20)\d)\\?[x×*]\\?年"
    r"|(?<![\d.])(?P<short>0[1-9])年"
    r"|(?P<chinese>(?:一九|二[〇○零o0])[〇○零o0一二三四五六七八九]{2})年"
)

_SUMMARY = re.compile(r"总结|汇报|报告|回顾|述职|小结|情况")
# A plan is a noun right behind its year, or 将 with what is going to be done. 将 alone may only put
# an object first (将教育放在首位).
_PLAN = re.compile(
    r"\s?[^。;,\n]{0,12}?(?:计划|打算|思路|要点|安排|展望|设想|谋划|目标(?!完成|管理|考核))"
    r"|[^。;\n]{0,14}?(?:将(?:继续|进一步|以|重点|着力|努力|按|坚持|围绕|全面|做好|从|在)|拟|力争)"
)
# A review behind its year. 2015年工作报告 may be one of 2015 or of a meeting in that year.
_REVIEWED = re.compile(
    r"\s?(?!.{0,12}(?:计划|打算|安排|部署))[^。;,\n]{0,14}?(?:回顾|总结|小结|完成情况)"
)
_PART_OF_YEAR = re.compile(r"度|[上下]半年|第?[一二三四1-4]季度|前三季度|\d")
_PLANNED_HALF = re.compile(r"\s?(?:下半年|下学期|秋季|秋学期|第[三四]季度|暑期|\d{1,2}月)")

# What a year is about, by the text on its left and on its right. The first row that fits decides.
_CONTEXTS: tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None], ...] = tuple(
    (kind, re.compile(left) if left else None, re.compile(right) if right else None)
    for kind, left, right in (
        ("nothing", "", r"(?:多|余)?(?:的)?(?:历史|间的)"),
        ("own", r"(?:将|把)$", r"(?:确?定为|作为|列为)"),
        (
            "own",
            r"(?:把|将|就)(?:[我全本][省市县区州旗局镇乡校院])?$",
            r"的?(?![^。,\n]{0,12}(?:计划|打算|安排))[^。,\n]{0,24}?(?:汇报|报告|总结)",
        ),
        ("own", r"(?:回顾|总结)(?:了)?$|(?:过去|走过|送走)的?$", ""),
        ("founding", r"(?:建于|办于|立于|生于|设于|始于|创于|批准于)$", ""),
        (
            "founding",
            "",
            r"(?:\d{1,2}月)?(?:\d{1,2}日)?"
            r"(?:始建|创办|创建于?|建校|建成|成立|设立|出生|生(?![产源活])|撤|更名|改制)",
        ),
        (
            "plan",
            r"(?:预计|计划|拟|将|力争|预期|谋划|定于|明年|拟于|将于|计划于)(?:到|在)?[(]?$",
            "",
        ),
        ("comparison", r"在$", r"(?:度|底|末)?的?基础上"),
        ("closing", r"截[至止]到?$|(?:今年|本年度?)[(]?(?:即)?$", ""),
        ("since", r"(?:自|从|由|自从|始于|打|早在)$", ""),
        (
            "comparison",
            r"(?:与|同|和|比|较|比照|对比|去年[(]?)$",
            r"(?:度|底|末)?(?:的)?(?:同期|相比|比较|增|提高|上升|下降|减少|多|少|高|低|翻)"
            r"|\D{0,12}(?:增|提高|上升|下降|减少)",
        ),
        (
            "target",
            r"(?<!截)(?<!截止)(?:到|至|力争|确保|争取|力争到|确保到|在)$",
            r"(?:底|末)?,?[^。;\n]{0,12}(?:达到|实现|建成|完成|普及|力争|基本)",
        ),
        (
            "target",
            "",
            r"(?:底|末|春节|国庆|元旦|[春秋]季(?:学期)?(?:开学)?|\d{1,2}月(?:份|底)?)?(?:以前|之前|前(?!半年|[一二三四\d]+个?[季月]))",
        ),
        ("since", "", r"(?:\d{1,2}月)?(?:份)?(?:起|开始|至今|到现在)"),
        ("document", "", r"(?:版|修订|修正|印发|颁布|出台|发布)"),
        ("award", "", r"度[^。,\n]{0,14}?(?:先进|优秀|考核|表彰|奖|评|示范|达标|年检|决算)"),
    )
)
_OWN = re.compile(
    r"\s?(?:度|学年度?|[上前]半年|[下后]半年|全年|第?[一二三四1-4]季度|[春秋]季?学期|上学期|下学期|"
    r"1月?\s?[-—~至到]+\s?\d{1,2}月|"
    r"是|(?:全?[省市县区局镇乡]|教育|卫生|民政|农业|工作|主要|重点).{0,14}?(?:总结|回顾|汇报|报告)"
    r"|工作|终)"
)
_OWN_SUBJECT = re.compile(
    r",(?:全[省市县区系局]|我[省市县区局]|在[^。,\n]{0,8}(?:党委|政府|[市县区]委|领导))"
)
# 建议分批更换，到2013年底覆盖半数: a time by which something is intended in the same sentence.
_BY_THEN = re.compile(r"(?<!截)(?<!截止)(?:到|至|在|于)$")
_INTENDS = re.compile(r"建议|力争|争取|力求|计划|打算|[拟将](?!近)|确保|下一步|今后|逐步")
_PAST_RANGE = re.compile(r"年\s?[到至]")  # 2000年到2007年 is past; plans are written 2010—2020年
_OPENING = 300  # characters below the title in which a report says what it is about
_TOP = 200  # characters below the title in which a page may print it once more
_TITLE_LENGTH = 45  # characters; a longer line is a sentence
_SENTENCE = re.compile(r"[。,]")
_DATE = (
    r"(?P<year>.{4})\s?年\s?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s?月\s?"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?日"
)
_DATELINE = re.compile(rf"\n[\s(—–-]*{_DATE}[\s)]*(?=\n|$)")
# ——2015年1月20日在宁河县第五届人民代表大会第四次会议上
_MEETING = re.compile(rf"{_DATE}(?:上午|下午)?,?\s*在[^\n。,]{{2,60}}?(?:会议|大会|全会)上?")
_LINE_BEGINS = re.compile(r"(?:^|\n)[\s(—–-]*$")
_MEETING_TOP = 600  # characters below the title in which a report names its meeting
_EARLY_DATES = frozenset({"1", "2", "01", "02", "一", "二"})
# Congresses of the first five months review the year before: in 2020 the latest met at the end of
# May. Those of July review half a year, those of December a whole one.
_EARLY_MEETINGS = _EARLY_DATES | {"3", "4", "5", "03", "04", "05", "三", "四", "五"}

_WEIGHTS = {
    # The report's own years: a title or opening says what it is about, a body only mentions them.
    "title": 3.0,
    "own": 1.8,
    "closing": 1.5,
    "plain": 2.2,
    "dateline": 1.5,
    "meeting": 2.2,
    "congress": 4.0,
    # A year of a title that may be the meeting's, and one that only a plan speaks of; each also
    # where the report speaks in the year after the one that it reviews.
    "meeting title": 3.0,
    "next year's title": 4.0,
    "planned": 1.2,
    "half's plan": 1.2,
    "next year's plan": 1.8,
    "cohort": 0.8,
    "school year": 2.2,
    # A mention where the site masked the other years: mostly a past that it did not need to hide.
    "leftover": 1.0,
    # Years that bound the report's own.
    "comparison": 1.8,
    "award": 1.2,
    "plan": 1.2,
    "document": 2.0,
    "since": 1.0,
    "founding": 0.7,
    "target": 1.0,
    "range": 1.0,
    "decade": 2.5,
}
OWN_KINDS = frozenset({"title", "own", "closing", "plain", "dateline"})


class Mention(NamedTuple):
    """A written year. `kind` is what it is about, `year` the year that it speaks for.

    `first` is the first year of a span that ends with `year` and is spoken of as one
    (2012/2013学年), else 0.
    """

    kind: str
    year: int
    text: str
    lines: tuple[int, ...]
    says: str
    weight: float
    likelihood: Likelihood
    first: int = 0


def _fade_from(year: int, halving: float, weight: float) -> Likelihood:
    """Make a likelihood of the years from `year` on that falls after it."""
    return _add(start_at(year, weight), fade_after(year, halving))


def _add(first: Likelihood, second: Likelihood) -> Likelihood:
    return tuple(a + b for a, b in zip(first, second, strict=True))


@lru_cache(maxsize=512)
def _judge_kind(kind: str, year: int) -> tuple[Likelihood, str]:
    """Return what a written year of `kind` says about the year of the report, also in words."""
    weight = _WEIGHTS[kind]
    if kind in {"title", "own", "closing", "dateline", "meeting", "congress"}:
        return spread({year: 1.0, year + 1: 0.12}, weight, later=1.0), str(year)
    if kind in {"plain", "cohort"}:
        masses = {year: 1.0, year - 1: 0.12, year + 1: 0.3, year + 2: 0.2, year + 3: 0.15}
        return spread(masses, weight, later=0.9), str(year)
    if kind == "comparison":
        return spread({year + 1: 1.0, year: 0.15, year + 2: 0.3, year + 3: 0.2}, weight), str(
            year + 1
        )
    if kind == "decade":
        return spread(dict.fromkeys(range(year, year + 10), 1.0), weight), f"{year}–{year + 9}"
    if kind == "school year":  # 2012学年 begins in the autumn of 2012
        return spread({year: 0.8, year + 1: 1.0}, weight, later=1.0), f"{year}–{year + 1}"
    if kind == "award":  # an honour of a year is given in the next one
        return spread({year: 0.6, year + 1: 1.0, year + 2: 0.2}, weight), f"{year}–{year + 1}"
    if kind in {"next year's title", "next year's plan"}:
        return spread({year - 1: 1.0, year: 0.3}, weight, later=1.0), f"{year - 1}–{year}"
    if kind == "meeting title":
        return spread({year - 1: 0.7, year: 1.0}, weight, later=1.0), f"{year - 1}–{year}"
    if kind == "half's plan":
        return spread({year - 1: 0.8, year: 1.0, year + 1: 0.3}, weight), f"{year - 1}–{year}"
    if kind in {"plan", "planned"}:
        return spread({year - 1: 1.0, year: 0.8}, weight), f"{year - 1}–{year}"
    if kind == "document":
        # a number cannot be given before its year; a name may be used before it is official
        bound = tuple(-weight if before < year else 0.0 for before in YEARS)
        return _add(bound, fade_after(year, 1.0)), f"不早于{year}"
    if kind in {"since", "founding", "leftover"}:
        return _fade_from(year, 4.0, weight), f"不早于{year}"
    if kind == "target":
        masses = {year - back: 0.85**back for back in range(16)}
        return spread(masses, weight), f"不晚于{year}"
    raise ValueError(kind)


def _classify_in_course(
    text: ReportText, year: int, start: int, end: int, masked: bool, course: Course
) -> str:
    """Return what the `year` at [start, end) is about, given when the report speaks of what."""
    kind = _classify(text, start, end, masked)
    right = text.folded[end : end + 24]
    if kind in {"meeting", "early meeting"}:
        return kind.replace("meeting", "congress") if course.in_next_year else kind
    if _REVIEWED.match(right) or kind not in {"title", "own", "plain", "plan"}:
        return kind
    planned, lines = 0 < course.planned_year <= year, text.lines_at(start)
    if kind == "title":
        reports = end <= text.title_end or "报告" in right.split("\n", 1)[0]
        if not course.at_meeting or not reports or _PART_OF_YEAR.match(right):
            return kind
        if not planned:
            return "title" if course.planned_year == year + 1 else "meeting title"
        return "next year's title" if course.in_next_year else "meeting title"
    if kind == "plan" and course.plans_only:
        return "own"
    if course.same_year:
        return "half's plan" if kind == "plain" and course.planned.issuperset(lines) else kind
    if planned or course.planned.issuperset(lines):
        return "next year's plan" if planned or course.in_next_year else "planned"
    return kind


def _classify(text: ReportText, start: int, end: int, masked: bool) -> str:
    """Return what the year written at [start, end), with its 年, is about.

    `masked` says that the site masked other years of the text.
    """
    folded = text.folded
    left, right = folded[max(0, start - 6) : start], folded[end : end + 24]
    # 下半年工作计划 on the line above says nothing about the first year of a line.
    left = left[left.rfind("\n") + 1 :]
    in_title = end <= text.title_end
    meeting = _MEETING.match(folded, start) if start < text.title_end + _MEETING_TOP else None
    if meeting is not None and (in_title or _LINE_BEGINS.search(folded, 0, start)):
        return "early meeting" if meeting["month"] in _EARLY_MEETINGS else "meeting"
    dateline = None if in_title else _DATELINE.match(folded, folded.rfind("\n", 0, start))
    if dateline is not None:
        return "early dateline" if dateline["month"] in _EARLY_DATES else "dateline"
    if _BY_THEN.search(left) and _INTENDS.search(folded, _sentence_start(folded, start), start):
        return "target"
    for kind, before, after in _CONTEXTS:
        if (before is None or before.search(left)) and (after is None or after.match(right)):
            return kind
    if in_title and not _SUMMARY.search(folded, 0, text.title_end):
        return "title"
    if _PLAN.match(right) and not _PLANNED_HALF.match(right) and not _has_summary_first(right):
        return "plan"
    if in_title or _repeats_title(text, start):
        return "title"
    # 2008年，学校获…… and 2008年以来 are the report's own years only where it begins.
    if right.startswith(("来", "以来")):
        first = "。" not in folded[text.title_end : start] and not left
        return "own" if first else "since"
    at_first = start < text.title_end + _OPENING and right.startswith(",")
    if at_first or _OWN.match(right) or _OWN_SUBJECT.match(right):
        return "own"
    return "leftover" if masked else "plain"


def _sentence_start(folded: str, start: int) -> int:
    return max(folded.rfind(stop, 0, start) for stop in "。;\n") + 1


def _repeats_title(text: ReportText, start: int) -> bool:
    """Tell whether the title is printed again at `start`, or a like line at the top of the body."""
    title = text.folded[: text.title_end]
    again = text.folded.find(title, text.title_end, start + text.title_end)
    if title and 0 <= again <= start < again + text.title_end:
        return True
    if start > text.title_end + _TOP:
        return False
    line = text.folded[text.folded.rfind("\n", 0, start) + 1 :].split("\n", 1)[0]
    return (
        len(line) <= _TITLE_LENGTH
        and _SENTENCE.search(line) is None
        and _SUMMARY.search(line) is not None
    )


def _has_summary_first(right: str) -> bool:
    """Tell whether a summary comes before any plan: 年工作总结和下半年计划 is about its year."""
    summary = _SUMMARY.search(right)
    plan = _PLAN.match(right)
    return summary is not None and (plan is None or summary.start() < plan.end())


def _read_mention(
    text: ReportText, match: re.Match[str], masked: bool, course: Course
) -> Mention | None:
    """Return what a candidate says, or None when it says nothing."""
    start, end = match.span()
    first = 0
    if match["decade"]:
        kind, year = "decade", int(match["decade"]) * 10
    elif match["document"]:
        kind, year = "document", int(match["document"])
    elif match["bare_document"]:
        kind, year = "document", int(match["bare_document"])
    elif match["low"]:
        low = int(match["low"])
        high = (
            int(match["high"]) if len(match["high"]) == 4 else low - low % 100 + int(match["high"])
        )
        of_year = match["range"] == "学年" or text.folded.startswith("度", end)
        if not of_year or high != low + 1:
            return _read_range(text, match, low, high)
        term = _find_term(text, end)
        kind, year = _classify_school_year(text, end), low + (term != "first")
        first = 0 if term else low
    elif match["unit"] == "届":
        kind, year = "cohort", int(match["year"])
    elif match["unit"] == "学年":
        year, term = int(match["year"]), _find_term(text, end)
        kind = _classify_school_year(text, end) if term else "school year"
        year += term == "second"
    else:
        short = match["short"] and "20" + match["short"]  # 09年: sites that mask years miss it
        year = parse_year(
            match["year"] or match["report"] or short or match["spaced"] or match["chinese"]
        )
        kind = _classify_in_course(text, year, start, end, masked, course)
        if kind.startswith("early "):
            kind, year = kind.removeprefix("early "), year - 1
    if kind == "nothing" or not (is_on_axis(year) or kind == "decade"):
        return None
    likelihood, says = _judge_kind(kind, year)
    shown = text.original[start:end]
    lines = text.lines_at(start)
    return Mention(kind, year, shown, lines, says, _WEIGHTS[kind], likelihood, first)


def _classify_school_year(text: ReportText, end: int) -> str:
    return "title" if end <= text.title_end else "own"


def _find_term(text: ReportText, end: int) -> str:
    """Return which term of a school year is named behind it: first, second, or neither (empty)."""
    right = text.folded[end : end + 8]
    if re.match(r"度?\s?(?:第一学期|上学期|秋)", right):
        return "first"
    return "second" if re.match(r"度?\s?(?:第二学期|下学期|春)", right) else ""


def _read_range(text: ReportText, match: re.Match[str], low: int, high: int) -> Mention | None:
    """Return what a span of years says.

    A span of a plan is written about from the year before it begins; other spans lie in the past.
    """
    if not is_on_axis(low) or low >= high:
        return None
    weight, right = _WEIGHTS["range"], text.folded[match.end() : match.end() + 12]
    past = _PAST_RANGE.search(match[0]) and not text.folded.endswith("(", 0, match.start())
    if (high > low + 2 and not past) or re.search(r"规划|计划|纲要|方案|行动", right):
        masses = {low - 1: 0.7} | dict.fromkeys(range(low, min(high, low + 6) + 1), 1.0)
        likelihood, says = spread(masses, weight), f"{low}–{high}"
    else:
        likelihood, says = _fade_from(high, 3.0, weight), f"不早于{high}"
    lines = text.lines_at(match.start())
    return Mention(
        "range", high, text.original[slice(*match.span())], lines, says, weight, likelihood
    )


# What a site leaves of years that it masks (20xx年, 20**年, _年), and how many of them make a text
# whose years are hidden.
MASKED_YEARS = frozenset({"x年", "×年", "*年", "_年"})
_MASKED_BODY = 2
YEAR_STARTS = frozenset(
    {
        *("19", "20", "一九", "二〇", "二○", "二零", "二o", "二0", "1 9", "2 0"),
        *(f"0{digit}年" for digit in range(1, 10)),
    }
)


def hides_years(hits: Sequence[tuple[int, str]]) -> bool:
    """Tell whether a site masked the years of a text. A year that it still shows may be a leftover.

    `hits` are words of the text with their offsets, at least all of `MASKED_YEARS`.
    """
    return sum(word in MASKED_YEARS for _, word in hits) >= _MASKED_BODY


def find_mentions(
    text: ReportText, starts: Iterable[int], masked: bool, course: Course
) -> Iterator[Mention]:
    """Yield every written year that says something about the year of the report.

    `starts` are the offsets of at least all `YEAR_STARTS` in `text.folded`, in order. `masked` says
    that the text hides other years, `course` when the report speaks of what.
    """
    end = 0
    for start in starts:
        if start < end:
            continue
        bracketed = start > 0 and text.folded[start - 1] in "〔[(【"
        match = (_TOKEN.match(text.folded, start - 1) if bracketed else None) or _TOKEN.match(
            text.folded, start
        )
        if match is None:
            continue
        end = match.end()
        mention = _read_mention(text, match, masked, course)
        if mention is not None:
            yield mention
