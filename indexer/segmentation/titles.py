"""Tells a report's title, and the words that a copying site writes around reports.

All patterns are for folded text: simplified characters, half width, lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from indexer.segmentation.markers import parse_marker, parse_number
from indexer.segmentation.paragraphs import is_salutation
from indexer.segmentation.parsed_lines import ParsedLine
from indexer.text import fold

_LONGEST_TITLE = 60
_SIMILAR = 0.7  # ratio of difflib.SequenceMatcher from which two titles are similar
_GENRE = (
    r"(?:总结|小结|报告|汇报|要点|计划|思路|打算|方案|述职|述廉|讲话|设想|构想|调研|自查|剖析|发言|致辞|材料|情况|纪要|规划"
    r"|体会|心得|范文|通报|简报|回顾|安排|概况|总结会|演讲)(?:材料|范文|提纲|稿|报告|书|摘要|汇编)?"
)
_GENRE_END = re.compile(_GENRE + r"(?:\([^)]{1,20}\))?$")
_GENRE_ANYWHERE = re.compile(_GENRE)
_PLAN = re.compile(r"(?:要点|计划|思路|打算|安排|规划|方案)(?:\([^)]{1,20}\))?$")
_ISSUER = re.compile(
    r"局|厅|委|县|旗|州|镇|乡|街道|政府|学校|中学|小学|幼儿园|中心|医院|学院|大学|系统|支部|公司"
    r"|办公室|站|所|科|社区|[市区省村处院队](?!场|域|级|里)"
)
_NUMBER = r"(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})"
_BRACKETED = re.compile(
    rf"(?P<stem>.{{2,50}}?)\s*[(〔【\[]\s*(?:第|(?:精选|优秀)?篇|范文)?\s*{_NUMBER}\s*篇?\s*[)〕】\]]"
)
_COUNTED = re.compile(
    rf"(?P<stem>.{{2,50}}?)\s*(?:第\s*(?P<n2>[一二三四五六七八九十]{{1,3}}|\d{{1,3}})\s*篇"
    rf"|(?:精选)?篇\s*{_NUMBER})"
)
_TRAILING = re.compile(rf"(?P<stem>.{{2,50}}?{_GENRE})\s*{_NUMBER}")
_LEADING = re.compile(
    rf"[(〔【\[]?\s*(?:第\s*{_NUMBER}\s*篇|(?:篇|范文|样本)\s*(?P<n2>[一二三四五六七八九十]{{1,3}}|\d{{1,3}}))"
    r"\s*[)〕】\]]?\s*[:、.\-\s]*(?P<stem>.{0,60})"
)
_COMPILATION = re.compile(
    r"[(〔【\[]?(?:合集|精选|通用|优秀|热门|推荐|最新|汇总|集合|共|大全|锦集|集锦|汇编|整理)*\s*"
    r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})\s*篇\s*(?:合集|汇总|大全|范文)?[)〕】\]]?$|(?:大全|合集|汇总)$"
)
_SITE = re.compile(
    r"小编|本站|仅供参考|供(?:您|你|大家)(?:参考|阅读)|欢迎(?:阅读|参考|大家|您)|(?:下面|以下)(?:是|就是|为大家|给大家)"
    r"|为(?:大家|您|你)(?:整理|收集|带来|准备)|范文|希望(?:能够|能|可以)?(?:对|给)(?:您|你|大家)"
    r"|^(?:导语|温馨提示|摘要|前言):|^(?:发布|更新|上传)?(?:时间|日期):|^(?:来源|作者|编辑|责编|责任编辑|格式|浏览|阅读|点击)[:(]|^当前位置"
    r"|^总结是(?:一种|对|指|在)|推荐(?:阅读|文章)|相关(?:文章|推荐|阅读)|点击(?:下载|查看)|下载(?:文档|全文)"
)
_RECOMMENDS = re.compile(
    r"(?:以下|下面|下边|接下来|一起来?看|为(?:大家|您|你|各位)|给(?:大家|您|你)|小编).{0,30}"
    r"(?:整理|收集|搜集|搜罗|分享|带来|精选|推荐|准备|范文|总结|报告|内容|欢迎|希望)"
)
_NEXT_PERIOD = re.compile(r"下半年|下一步|下步|下阶段|下一阶段|今后|明年|来年|下学期")
_SUBTITLE = re.compile(r"(?:——|—|--|──)\s*\S.{3,50}")
_TRUNCATED = re.compile(r"(?:\.{3,}|…+|。{3,})$")

_SENTENCE_END = "。;!?,、…；，"


@dataclass(frozen=True, slots=True)
class SeriesMark:
    """The number that a compilation gave a title: …总结（二）, …篇二, 篇2：….

    `kind` is how it is written: `leading`, `counted` (篇), `bracketed` or `trailing`. `stem` is the
    title without it.
    """

    kind: str
    number: int
    stem: str


def parse_series_mark(line: ParsedLine) -> SeriesMark | None:
    """The series number of a title line, None for any other line."""
    text = line.folded.strip().rstrip(":")
    if not 2 <= len(text) <= _LONGEST_TITLE or "。" in text:
        return None
    leading = _LEADING.fullmatch(text)
    if leading and not leading.group("stem").endswith(tuple(_SENTENCE_END)):
        return SeriesMark("leading", _series_number(leading), leading.group("stem").strip())
    if line.marker:
        return None
    for kind, pattern in (
        ("counted", _COUNTED),
        ("bracketed", _BRACKETED),
        ("trailing", _TRAILING),
    ):
        match = pattern.fullmatch(text)
        if match:
            stem = match.group("stem")
            if _GENRE_ANYWHERE.search(stem):
                return SeriesMark(kind, _series_number(match), stem.strip())
    return None


def _series_number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return parse_number(groups.get("n") or groups.get("n2") or "")


def title_strength(line: ParsedLine) -> int:
    """How much a line looks like a title: 2 where it names an issuer and a genre (某区教育局…总结),
    1 where it names a genre only, else 0."""
    text = line.folded.strip().partition("——")[0]
    if not 4 <= len(text) <= _LONGEST_TITLE or text[-1] in _SENTENCE_END or "。" in text:
        return 0
    if not _GENRE_END.search(text) or parse_marker(text) or _SITE.search(text.replace("范文", "")):
        return 0
    return 2 if _ISSUER.search(text) else 1


def is_title_shaped(line: ParsedLine) -> bool:
    """Whether a file's first line can be its title: it is short, no sentence, and has no number."""
    text = line.folded.strip()
    return (
        2 <= len(text) <= _LONGEST_TITLE
        and text[-1] not in _SENTENCE_END + ":"
        and "。" not in text
        and not is_salutation(line)
        and (line.hashes > 0 or bool(title_strength(line)) or len(text) <= 40)
        and parse_marker(text) is None
    )


def is_plan_title(line: ParsedLine) -> bool:
    """Whether the title's genre is one that looks ahead, as headings of a report's second part
    do."""
    return bool(_PLAN.search(line.folded.strip()))


def is_next_period(line: ParsedLine) -> bool:
    """Whether the line names a period after the one that a report looks back on."""
    return bool(_NEXT_PERIOD.search(line.folded))


def is_compilation_title(line: ParsedLine) -> bool:
    """Whether the line is the title of a page of several reports: …工作总结（精选5篇）."""
    text = line.folded.strip()
    return len(text) <= _LONGEST_TITLE and bool(_COMPILATION.search(text)) and "。" not in text


def are_similar(one: str, other: str) -> bool:
    """Whether two folded titles say the same but for numbers and a few words."""
    first, second = (re.sub(r"[\d\W]+", "", title) for title in (one, other))
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    matcher = SequenceMatcher(None, first, second)
    return matcher.quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR


def is_subtitle(line: ParsedLine) -> bool:
    """Whether the line is a subtitle: ——在全县教育工作会议上的讲话."""
    return bool(_SUBTITLE.fullmatch(line.folded)) and "。" not in line.folded


def is_truncated_copy(line: ParsedLine) -> bool:
    """Whether the line is a site's summary of a page: the first words, broken off by “...”."""
    return len(line.folded) >= 30 and bool(_TRUNCATED.search(line.folded))


def is_site_words(line: ParsedLine) -> bool:
    """Whether the copying site wrote the line: a preamble, the page's date or author."""
    return bool(_SITE.search(line.folded))


def recommends(text: str) -> bool:
    """Whether words of a site offer the text that comes next: 以下是小编为大家搜集的…."""
    return bool(_RECOMMENDS.search(fold(text)))
