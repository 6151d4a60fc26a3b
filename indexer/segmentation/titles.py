"""What a report's title looks like, and what a copying site writes around reports.

All patterns read folded text: simplified characters, half width, lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from indexer.segmentation.markers import parse_marker, parse_number
from indexer.segmentation.paragraphs import is_salutation
from indexer.segmentation.prepared import Prepared

_LONGEST_TITLE = 60
_ALIKE = 0.7  # the ratio of difflib from which two titles are alike
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
_NEXT_PERIOD = re.compile(r"下半年|下一步|下步|下阶段|下一阶段|今后|明年|来年|下学期")
_SUBTITLE = re.compile(r"(?:——|—|--|──)\s*\S.{3,50}")
_TORN_COPY = re.compile(r"(?:\.{3,}|…+|。{3,})$")

_SENTENCE_END = "。;!?,、…；，"


@dataclass(frozen=True, slots=True)
class SeriesMark:
    """The number a compilation gave a title: `…总结（二）`, `…篇二`, `篇2：…`."""

    kind: str
    number: int
    stem: str


def series_mark(line: Prepared) -> SeriesMark | None:
    """The series number of a title line, None for any other line."""
    text = line.folded.strip().rstrip(":")
    if not 2 <= len(text) <= _LONGEST_TITLE or "。" in text:
        return None
    found = _LEADING.fullmatch(text)
    if found and not found.group("stem").endswith(tuple(_SENTENCE_END)):
        return SeriesMark("leading", _number(found), found.group("stem").strip())
    if line.marker:
        return None
    for kind, pattern in (
        ("counted", _COUNTED),
        ("bracketed", _BRACKETED),
        ("trailing", _TRAILING),
    ):
        found = pattern.fullmatch(text)
        if found:
            stem = found.group("stem")
            if _GENRE_ANYWHERE.search(stem):
                return SeriesMark(kind, _number(found), stem.strip())
    return None


def _number(found: re.Match[str]) -> int:
    groups = found.groupdict()
    return parse_number(groups.get("n") or groups.get("n2") or "")


def title_strength(line: Prepared) -> int:
    """2 for a line that names an issuer and a genre (某区教育局…总结), 1 for a genre, else 0."""
    text = line.folded.strip().partition("——")[0]
    if not 4 <= len(text) <= _LONGEST_TITLE or text[-1] in _SENTENCE_END or "。" in text:
        return 0
    if not _GENRE_END.search(text) or parse_marker(text) or _SITE.search(text.replace("范文", "")):
        return 0
    return 2 if _ISSUER.search(text) else 1


def is_title_shaped(line: Prepared) -> bool:
    """Whether a file's first line can be its title: short, and no sentence or number."""
    text = line.folded.strip()
    return (
        2 <= len(text) <= _LONGEST_TITLE
        and text[-1] not in _SENTENCE_END + ":"
        and "。" not in text
        and not is_salutation(line)
        and (line.hashes > 0 or bool(title_strength(line)) or len(text) <= 40)
        and parse_marker(text) is None
    )


def is_plan_title(line: Prepared) -> bool:
    """Whether the genre is one of looking ahead, as a report's second part is headed."""
    return bool(_PLAN.search(line.folded.strip()))


def is_next_period(line: Prepared) -> bool:
    """Whether the line speaks of the period after the one a report looks back on."""
    return bool(_NEXT_PERIOD.search(line.folded))


def is_compilation_title(line: Prepared) -> bool:
    """“…工作总结（精选5篇）”: the title of a page of several reports."""
    text = line.folded.strip()
    return len(text) <= _LONGEST_TITLE and bool(_COMPILATION.search(text)) and "。" not in text


def alike(one: str, other: str) -> bool:
    """Whether two titles say the same but for numbers and a few words (both folded)."""
    first, second = (re.sub(r"[\d\W]+", "", title) for title in (one, other))
    if not first or not second:
        return False
    if first in second or second in first:
        return True
    matcher = SequenceMatcher(None, first, second)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def is_subtitle(line: Prepared) -> bool:
    """“——在全县教育工作会议上的讲话” under a title."""
    return bool(_SUBTITLE.fullmatch(line.folded)) and "。" not in line.folded


def is_torn_copy(line: Prepared) -> bool:
    """A site's summary of a page: its first words, cut short by “...”."""
    return len(line.folded) >= 30 and bool(_TORN_COPY.search(line.folded))


def is_site_words(line: Prepared) -> bool:
    """Words of the copying site: a preamble, the page's date and author."""
    return bool(_SITE.search(line.folded))
