"""Removes what a web site put around a report: its editor's preamble, a summary, navigation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.cleaning.lines import edit, is_numbered, remove_at
from indexer.model import Line, Repair
from indexer.text import fold, fold_all

_NOT_WORDS = re.compile(r"[\s\u3000#>＞*＊\\]+")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+|。{3,})\s*$")
# Characters. A shorter copied beginning could be any short line that ends in dots.
_MIN_COPY = 20
# Characters. Summaries on such pages have up to 200; the text that they repeat is searched for
# below.
_MAX_COPY = 2_000

_FAREWELL_SIGNS = ("小编", "小編", "本站", "全部内容", "本文", "范文")
# The visitor of a site, as its editor addresses him. The patterns are for folded text. A report
# says 我们 and offers itself to nobody as a model; a speech says 给大家汇报, and 汇报 is not among
# the verbs.
_VISITOR = r"(?:您|你|大家|各位|广大(?:网友|读者|用户|朋友)|有需要的)"
_EDITOR_SPEAKS = re.compile(
    r"小编(?:为|给|在|今天|今日|精心|特意|整理|收集|搜集|带来|推荐|分享|就|与|和|们|我|准备)|(?:由|跟|随|是|来|让|听)小编"
    r"|本(?:站|网|栏目|文库)(?:小编|编辑|整理|收集|搜集|精心|精选|观点|提供了?[^。]{0,6}范文)|不代表本(?:站|网)"
    rf"|(?:为|给|与|和){_VISITOR}们?[^。]{{0,10}}(?:整理|收集|搜集|搜罗|分享|推荐|带来|准备|精选|精心|挑选|归纳|解答)"
    r"|(?:以下|下面|下边|接下来|以上|上面)[^。]{0,40}(?:范文|我们(?:就)?一起来?看)"
    rf"|(?<!提)供{_VISITOR}[^。]{{0,12}}(?:阅读|参考|参阅|借鉴|查阅|对照|使用|写作)"
    rf"|欢迎{_VISITOR}?[^。]{{0,8}}(?:阅读|参考|参阅|借鉴|查阅|收藏|下载|浏览)"
    r"|收藏(?:本页|本站|本文)|需要的(?:朋友|网友|同学)|范文(?:网|大全|吧)|网友(?:上传|投稿|提供)"
    r"|范文[^。]{0,12}(?:[,，](?:你|您)|供|借鉴|启示)"
    r"|(?:您|你)(?:是否|可以|还在|知道|会写|想)[^。]{0,30}(?:范文|总结|报告|材料|计划|心得)"
)
# Sentences of editors and of speakers. They are an editor's only beside a certain sentence of his,
# or where two of them occur together.
_EDITOR_MAY_SPEAK = re.compile(
    rf"希望[^。]{{0,20}}{_VISITOR}[^。]{{0,12}}(?:帮助|参考|借鉴|启发|启示|收获|有用|有所)"
    r"|仅供(?:大家)?(?:参考|学习|交流)|到此结束|全部内容"
)
# Words in which the report itself speaks. A line is never cut after them.
_REPORT_SPEAKS = re.compile(
    r"我[局县市区镇乡校院委会省州旗盟站所办队]|全[县市区镇乡系校局院省州旗盟]|本[局县市区]"
    r"|同志们|各位领导|各位代表"
)
# A preamble quotes the title of what it introduces: “水利局年度总结”, 《…》, (精选5篇).
_QUOTED = re.compile(r"[“\"「《(][^”\"」》)]{0,60}[”\"」》)]")
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
# A preamble is among so many first lines of a file, none of them blank.
_BEGINNING = 6
_MAX_PREAMBLE = 800

_CHROME = re.compile(
    r"(?:[\[【〖(<《]?(?:打印本?页?|打印此文|关闭(?:窗口)?|返回(?:顶部|首页|列表|上一页)?|收藏(?:本文|此文)?|分享到?:?"
    r"|复制链接|我要(?:纠错|评论|投稿)|全屏|还原|加大|减小|缩小|放大|朗读|语音播报|首页|上一页|下一页|尾页|末页|阅读全文|展开全文|查看更多|更多|加入收藏|设为首页"
    r"|字体:?|[大中小]|字号:?|扫一扫.{0,20}|微信|微博|qq空间|朋友圈|点击下载.{0,20}|下载(?:本文|全文|附件)?|\d{1,3})"
    r"[\]】〗)>》]?[\s|/·:>»]*)+"
    r"|(?:上一篇|下一篇|上篇|下篇)[::].{0,60}"
    r"|(?:责任编辑|编辑|责编|审核|审校|校对|浏览(?:次数|量)?|点击(?:数|量|率)?|阅读(?:次数|量)?|访问量|人气)[:：].{0,24}"
    r"|(?:相关(?:文章|阅读|推荐|链接|新闻|报道|附件|稿件)|推荐阅读|猜你喜欢|热门(?:文章|推荐)|延伸阅读|拓展阅读)(?:[:：].{0,60})?"
    r"|(?:版权所有|copyright|[a-z]{0,2}icp备|.{0,2}公网安备).{0,80}"
    r"|[(（]?未完.{0,40}字.{0,20}[)）]?|[(（]?请认真阅读下面的.{0,20}"
    r"|(?:https?://|www\.)\S+"
)
_CHROME_HINT = re.compile(
    r"打印|关闭|返回|收藏|分享|首页|尾页|末页|全文|下载|字体|字号|扫一扫|微信|微博|上一?[篇页]|下一?[篇页]|编辑|责编|审核|审校|校对"
    r"|未完|浏览|点击|阅读|访问量|人气|相关|推荐|猜你|热门|版权|copyright|icp|公网|http|www|更多"
    r"|全屏|还原|加大|减小|缩小|放大|朗读|播报"
)
_MAX_CHROME = 100

# Where a page has its text from and when it was put there: 来源：某某日报　时间：2024-02-06.
_ORIGIN_HINT = re.compile(r"来源|时间|日期|发布")
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_HOUR = r"\s*\d{1,2}:\d{2}(?::\d{2})?"
_DATE = rf"{_DAY}(?:{_HOUR})?"
# A bare day at the beginning may be the one below a speech's title; an hour makes it a page's.
_ORIGIN = re.compile(
    rf"(?!{_DAY}(?!{_HOUR}))"
    r"(?:[\[【(]?\s*(?:"
    r"(?:信息|文章|稿件|新闻|资料|文稿)?来源\s*[::]\s*[^。,;\s]{0,24}"
    rf"|(?:发布|发表|更新|上传|添加|录入|成文|公开|印发)?(?:时间|日期)\s*[::]\s*(?:{_DATE})?"
    r"|(?:发布|供稿|发文|信息)(?:单位|机构|人|部门|者)\s*[::]\s*[^。,;\s]{0,24}"
    r"|(?:作者|编辑|浏览(?:次数|量)?|点击(?:数|量|率)?|阅读(?:次数|量)?|字号|访问量)\s*[::]\s*[^。,;\s]{0,16}"
    rf"|{_DATE}"
    r")\s*[\]】)]?[\s|/]*)+"
)
# Minutes give the hour of the meeting beside the place where it was held.
_MEETING = re.compile(r"(?:会议)?(?:地点|会址|主持|参加|出席|记录)")
_HEAD_LINES = 30  # lines; a title, the buttons of a page and its origin are no more
_BODY_LINE = 60  # characters; a line of a page's head is no longer


def remove_copied_beginning(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Repair]]:
    """Remove a first line that repeats the text below it and breaks off in dots: the description of
    the page. It is removed only where all of it follows word for word, so nothing is lost."""
    if not lines or not _ELLIPSIS.search(lines[0].text):
        return lines, []
    copy = _strip_marks(_ELLIPSIS.sub("", lines[0].text))
    if not _MIN_COPY <= len(copy) <= _MAX_COPY:
        return lines, []
    below = ""
    starts = []
    for line in lines[1:]:
        if len(below) > 2 * _MAX_COPY:
            break
        starts.append(len(below))
        below += _strip_marks(line.text)
    if any(below.startswith(copy, start) for start in starts):
        return remove_at(lines, [0], "duplicate-summary")
    return lines, []


def _strip_marks(text: str) -> str:
    return _NOT_WORDS.sub("", text)


def remove_preambles(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Remove the sentences of a site's editor, and at the beginning of the file whatever comes
    before them."""
    kind, any_text = "site-preamble", [""]
    beginning, repairs = edit(lines[:_BEGINNING], kind, any_text, _cut_introduction)
    rest, more = edit(lines[_BEGINNING:], kind, _FAREWELL_SIGNS, _cut_farewell)
    return [line for line in beginning + rest if line.text.strip()], repairs + more


def _cut_introduction(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Cut everything up to the last sentence of an editor, unless the report itself speaks there.

    What an editor says before he offers his texts (how to write a report, how time flies) can be
    told from a report only by the offer that follows.
    """
    folded = fold(text[:_MAX_PREAMBLE])
    sentences = _classify_sentences(folded)
    ends = [end for (_, end), editorial in sentences if editorial]
    if not ends or _REPORT_SPEAKS.search(_QUOTED.sub("", folded[: ends[-1]])):
        return _cut_farewell(text)
    return text[ends[-1] :], [(text[: ends[-1]].strip(), "")]


def _cut_farewell(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Cut an editor's sentences off either end of a line, never out of its middle."""
    if not any(sign in text for sign in _FAREWELL_SIGNS):
        return text, []
    sentences = _classify_sentences(fold(text))
    start, end = 0, len(sentences)
    while start < end and sentences[start][1]:
        start += 1
    while end > start and sentences[end - 1][1]:
        end -= 1
    cut = [text[a:b].strip() for i, ((a, b), _) in enumerate(sentences) if not start <= i < end]
    rest = text[sentences[start][0][0] : sentences[end - 1][0][1]] if start < end else ""
    return (rest, [(piece, "") for piece in cut]) if cut else (text, [])


def _classify_sentences(folded: str) -> list[tuple[tuple[int, int], bool]]:
    """The span of each sentence of a line, and whether a site's editor wrote it."""
    spans = [m.span() for m in _SENTENCE.finditer(folded) if m.group().strip()]
    certain = [_EDITOR_SPEAKS.search(folded[a:b]) is not None for a, b in spans]
    possible = [len(_EDITOR_MAY_SPEAK.findall(folded[a:b])) for a, b in spans]
    editor_present = any(certain) or sum(possible) >= 2
    return [
        (span, editor_present and (is_certain or count > 0))
        for span, is_certain, count in zip(spans, certain, possible, strict=True)
    ]


def remove_chrome(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Remove lines that are navigation, counters or notices of a web page, and those below a title
    that say where the page has its text from."""
    short = [index for index, line in enumerate(lines) if len(line.text) <= _MAX_CHROME]
    chrome: set[int] = set()
    origins: list[int] = []
    folded_lines: dict[int, str] = {}
    for index, folded in zip(short, fold_all([lines[i].text for i in short]), strict=True):
        text = folded_lines[index] = folded.strip()
        if _CHROME_HINT.search(text) and _CHROME.fullmatch(text):
            chrome.add(index)
        elif _ORIGIN_HINT.search(text) and _ORIGIN.fullmatch(text):
            origins.append(index)
    if origins:
        head = _count_head_lines(lines)
        beside = chrome.union(origins)
        for index in origins:
            neighbours = {index - 2, index - 1, index + 1, index + 2} & beside
            meets = any(_MEETING.match(folded_lines.get(i, "")) for i in (index - 1, index + 1))
            if (index < head or neighbours) and not meets:
                chrome.add(index)
    return remove_at(lines, chrome, "chrome")


def _count_head_lines(lines: Sequence[Line]) -> int:
    """How many lines stand before the first one that is body text or has a number."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if len(line.text) > _BODY_LINE or (is_numbered(line.text) and index):
            return index
    return min(len(lines), _HEAD_LINES)


def remove_watermarks(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Remove a lone ` or ' that a site set between two characters to recognise copies of its
    text."""
    return edit(lines, "chrome", "`'", _cut_watermark)


def _cut_watermark(text: str) -> tuple[str, list[tuple[str, str]]]:
    places: list[tuple[str, str]] = []
    for mark in "`'":
        # An even number may be pairs: 'a' as a quotation, `a` as markdown's code.
        if text.count(mark) % 2:
            between = list(re.finditer(rf"(?<=[\u4e00-\u9fff]){mark}(?=[\u4e00-\u9fff])", text))
            if len(between) == 1:
                at = between[0].start()
                places.append((text[at - 1 : at + 2], text[at - 1] + text[at + 1]))
                text = text[:at] + text[at + 1 :]
    return text, places
