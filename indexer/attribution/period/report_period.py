"""Finds the stretch of time that a report covers: half a year, a year, a quarter, a term; or tells
that it is about one theme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from indexer.attribution.congress_reports import is_to_congress
from indexer.attribution.report_text import ReportText
from indexer.attribution.site_titles import is_numbered
from indexer.model import Period

# A plan follows what is reported: 上半年总结和下半年思路 covers the first half.
_PLANNED = re.compile(
    r"(?:[和及与暨、]|以及|并)[^和及与暨、\n]{0,14}?(?:思路|打算|计划|安排|要点|部署|设想|谋划|展望)[^\n]*"
)
# A title of nothing but a plan: the plan is for the year unless the title names another stretch.
_PLAN_TITLE = re.compile(r"(?:工作(?:思路|打算|计划|安排|要点|设想|方案))[^\n]{0,4}$")
THEMES = (
    "安全",
    "党建",
    "廉政",
    "综治",
    "信访",
    "扶贫",
    "脱贫攻坚",
    "帮扶",
    "计划生育",
    "普法",
    "双拥",
    "禁毒",
    "防汛",
    "消防",
    "招生",
    "德育",
    "学前教育",
    "职业教育",
    "特殊教育",
    "语言文字",
    "保密",
    "档案",
    "工会",
    "共青团",
    "少先队",
    "督导",
    "控辍保学",
    "营养改善",
    "校车",
    "食品安全",
    "信息公开",
    "政务公开",
    "行风",
    "精神文明",
    "老干部",
    "资助",
    "语委",
)
_SPECIAL = re.compile(
    r"专项|专题|自查|整改|述职|调[研查]报告|现状|经验(?:材料|交流)|典型(?:材料|发言)"
    r"|(?:" + "|".join(THEMES) + r"|(?<!卫)(?<!卫生)计生|党风廉政|依法行政|依法治教|创建|师资|培训"
    r"|宣传|信息化|教研|学校卫生|学校体育|体卫艺|效能|作风|学习教育|主题教育|提案|整治|治理|检查"
    r"|法治|法制|实事|民办教育|终身教育|社区教育|成人教育)"
    r"(?![局厅委部办室院科股])[^\n]{0,6}?(?:工作)?(?:开展)?(?:情况)?(?:的)?(?:总结|汇报|报告|小结|回顾)"
)
_QUARTER = re.compile(r"第?[一二三四1-4]季度")
_TERM = re.compile(r"学期|学年")
_FIRST_HALF = re.compile(r"上半年|前半年|1\s?[-—~～至到]+\s?6月")
_SECOND_HALF = re.compile(r"下半年|后半年|7\s?[-—~～至到]+\s?12月")
_HALF = re.compile(r"半年")
_WHOLE = re.compile(r"年度|全年|年终|一年|\d年|[x×*_]\\?年|年(?:工作|教育)")

# Words by which a text speaks of the stretch just past.
_SAID_FIRST = re.compile(r"上半年|半年来|半年以来|前半年")
_SAID_SECOND = re.compile(r"下半年(?:以来|来|的?工作总结)|后半年来")
_SAID_YEAR = re.compile(r"一年来|一年以来|(?:过去|走过)的[^,。\n]{0,8}年|年内|本年度|收官之年")
# Also said of a goal (完成全年任务的一半), so it counts only where nothing speaks of half a year.
_WHOLE_YEAR = re.compile(r"全年(?:的)?(?:工作|共|累计|总|新|投入|完成|实现|发放|招|培训|组织|开展)")
_OPENS_WITH_YEAR = re.compile(
    r"(?:^|[。\n])\s*[\dx×*_\\]{1,8}\s?年(?:以?来)?(?:,|(?=[全我][省市县区州旗局])|(?=在[^。,\n]{0,12}领导))"
    r"|(?:^|\n)\s*(?:20)?[\dx×*_\\]{2,6},(?=在[^。,\n]{0,20}领导)"
    r"|[把将](?:[我全本][省市县区州旗局镇乡校院])?[\dx×*_\\]{2,6}年的?[^,。\n半季]{0,14}工作[^,。\n]{0,14}(?:汇报|报告|总结)"
)
# A title that names only its year (民政局2019年工作总结) may stand over a report on half of it. Its
# first words then say so. 年度, 全年 and 年终 mean the whole year.
_WHOLE_SAID = re.compile(r"年度|全年|年终|一年")
_OPENS_WITH_HALF = re.compile(r"\s*(?:今年|[\dx×*]{2,4}年)?(?:上半年|1\s?[-—~～至到]+\s?6月份?),")
_FIRST_WORDS = 120  # characters at the beginning in which 2012年, opens a report on all of the year
_REVIEWED_YEAR = re.compile(r"\n[^\n\d]{0,4}[\dx×*_]{2,4}年[^\n半季]{0,12}(?:回顾|总结|完成情况)")
_SAID_TERM = re.compile(r"本学期|一学期来|一个学期|学期以来|本学年")
_PLAN_HEADING = re.compile(r"下半年[^\n]{0,12}(?:思路|打算|计划|安排|要点|部署|重点|目标|工作)")
_WHOLE_YEARS = 2  # times that a text says 全年, and never 半年, from which it is about a year
_PREFACE = 800  # characters at the beginning in which a report says what it covers

# Mentions of one theme in a thousand characters from which a report is about nothing else. Measured
# on the sample reports: 14 to 30 in reports on one theme, at most 8 in all others. It mentions the
# theme at its beginning too, at least so often.
_DENSE = 11.0
_LEAST_AT_BEGINNING = 2


def find_period(text: ReportText, themes: Sequence[tuple[int, str]]) -> Period | None:
    """Return the stretch that a report covers, or None when neither its title nor its text says.

    `themes` are the hits of `THEMES`, each with its offset in `text.folded`. The title goes first.
    Only where a compiling site numbered it, and so wrote it, does the text go first.
    """
    title = text.folded[: text.title_end]
    from_title = _read_title(_PLANNED.sub("", title))
    if (
        from_title == "全年"
        and _OPENS_WITH_HALF.match(text.folded, text.title_end)
        and not _WHOLE_SAID.search(title)
    ):
        return "上半年"
    if from_title is not None and not (is_numbered(title) or text.report.shared_title):
        return from_title
    if from_title is None and _PLAN_TITLE.search(_PLANNED.sub("", title)):
        return "全年"
    if from_title in {None, "全年"} and is_to_congress(text) and not _says_half(text):
        return "全年"
    return _read_body(text, themes) or from_title


def _says_half(text: ReportText) -> bool:
    """Tell whether the first words of a report speak of half a year."""
    start = text.title_end
    return _SAID_FIRST.search(text.folded, start, start + _FIRST_WORDS) is not None


def _read_title(title: str) -> Period | None:
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


def _read_body(text: ReportText, themes: Sequence[tuple[int, str]]) -> Period | None:
    folded, start = text.folded, text.title_end
    if _has_one_theme(text, themes):
        return "专项"
    opening = folded[start : start + _PREFACE]
    if _SAID_SECOND.search(opening):
        return "下半年"
    if _SAID_FIRST.search(opening):
        return "上半年"
    if _SAID_YEAR.search(opening):
        return "全年"
    if _SAID_TERM.search(opening):
        return "学期"
    if "半年" in folded[start:]:
        planned = _PLAN_HEADING.search(folded, start) or _SAID_FIRST.search(folded, start)
        return "上半年" if planned else None
    if folded.count("全年", start) >= _WHOLE_YEARS or _WHOLE_YEAR.search(folded, start):
        return "全年"
    if _SAID_YEAR.search(folded, start) or _REVIEWED_YEAR.search(folded, start):
        return "全年"
    return "全年" if _OPENS_WITH_YEAR.search(opening, 0, _FIRST_WORDS) else None


def _has_one_theme(text: ReportText, themes: Sequence[tuple[int, str]]) -> bool:
    """Tell whether a report begins with one theme and mentions it all the time."""
    start, end = text.title_end, text.title_end + _PREFACE
    counts = Counter(theme for _, theme in themes)
    at_beginning = Counter(theme for at, theme in themes if start <= at and at + len(theme) <= end)
    return any(
        counts[theme] * 1000 >= _DENSE * max(len(text.folded), 1000)
        for theme, times in at_beginning.items()
        if times >= _LEAST_AT_BEGINNING
    )
