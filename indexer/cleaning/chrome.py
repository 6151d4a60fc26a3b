"""What a web site put around a report: its editor's preamble, a summary, navigation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.cleaning.lines import edit, without
from indexer.model import Line, Repair
from indexer.text import fold

_NOT_WORDS = re.compile(r"[\s\u3000#>＞*＊\\]+")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+|。{3,})\s*$")
# A copied beginning shorter than this could be any short line that ends in dots.
_MIN_COPY = 20
# Summaries on such pages run to 200 characters; the text they repeat is looked for below them.
_MAX_COPY = 2_000

# Sentences that speak to the visitor of a site, on folded text. Reports speak of 我们 and never
# offer themselves as models.
_EDITOR = re.compile(
    r"小编(?:为|给|在|今天|今日|精心|特意|整理|收集|搜集|带来|推荐|分享|就|与|和|们|我|准备)|(?:由|跟|随|是|来|让|听)小编"
    r"|(?:本站|本网)(?:小编|整理|收集|搜集|为(?:您|你|大家)|精心)|范文(?:网|大全|吧)"
    r"|(?:以下|下面|下边|接下来|这里|以上|上面|上述|本文|这|那么)[^。]{0,40}"
    r"(?:为(?:您|你|大家)|给(?:您|你|大家)|与(?:您|你|大家)分享|范文|我们一起来(?:看|了解))"
    r"|希望[^。]{0,20}(?:对|给|能帮助?|帮助到?)(?:您|你|大家|广大)[^。]{0,20}"
    r"|(?:欢迎|供|可供)(?:您|你|大家|各位|广大)?[^。]{0,8}(?:阅读|参考|参阅|借鉴|查阅|收藏|下载|浏览)"
    r"|仅供参考|范文[^。]{0,12}(?:供|参考|借鉴|启示|[,，]你|[,，]您)"
    r"|(?:您|你)(?:是否|可以|还在|知道|会写|想)[^。]{0,30}(?:范文|总结|报告|材料|计划|心得)"
    r"|(?:快来|一起来|让我们一起来?)(?:看看|参考|学习一下|了解一下|欣赏|写)"
    r"|(?:如果|假如)(?:您|你)[^。]{0,30}(?:喜欢|需要|觉得)"
)
# How-to-write talk: no proof alone, but it belongs to the preamble when an editor's sentence or
# nothing of a report's own stands beside it.
_HOW_TO = re.compile(
    r"(?:总结|报告|计划|方案|心得|讲话稿?|材料)[^。]{0,3}(?:是|能够?|可以|让|使)[^。]{0,40}"
    r"(?:书面材料|文体|过程|方式|事后|思考|提升|规律|回顾)"
    r"|(?:写|撰写|书写)(?:好|一[份篇])?(?:总结|报告|计划|材料|方案|心得)"
    r"|(?:总结|报告|计划|方案)(?:怎么|怎样|如何|应该|该怎么)(?:样|写)"
)
# What only a report says; a line with it is cut by sentences, never removed whole.
_OWN = re.compile(
    r"我[局县市区镇乡校院委会省州站所办]|全[县市区镇乡系校局院]|本[局县市区年]|\d"
    r"|今年|去年|上半年|下半年|一年来|半年来|年以来"
)
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
# Site preambles stand at the beginning of a file; between the reports of a compilation and at the
# end only an editor's own sentences count.
_BEGINNING = 6

_CHROME = re.compile(
    r"(?:[\[【〖(<《]?(?:打印本?页?|打印此文|关闭(?:窗口)?|返回(?:顶部|首页|列表|上一页)?|收藏(?:本文|此文)?|分享到?:?"
    r"|复制链接|我要(?:纠错|评论|投稿)|首页|上一页|下一页|尾页|末页|阅读全文|展开全文|查看更多|更多|加入收藏|设为首页"
    r"|字体:?|[大中小]|字号:?|扫一扫.{0,20}|微信|微博|qq空间|朋友圈|点击下载.{0,20}|下载(?:本文|全文|附件)?|\d{1,3})"
    r"[\]】〗)>》]?[\s|/·:>»]*)+"
    r"|(?:上一篇|下一篇|上篇|下篇)[::].{0,60}"
    r"|(?:责任编辑|编辑|责编|审核|审校|校对|浏览(?:次数|量)?|点击(?:数|量|率)?|阅读(?:次数|量)?|访问量|人气)[:：].{0,24}"
    r"|(?:相关(?:文章|阅读|推荐|链接|新闻)|推荐阅读|猜你喜欢|热门(?:文章|推荐)|延伸阅读|拓展阅读)[:：]?.{0,60}"
    r"|(?:版权所有|copyright|[a-z]{0,2}icp备|.{0,2}公网安备).{0,80}"
    r"|(?:https?://|www\.)\S+"
)
_CHROME_HINT = re.compile(
    r"打印|关闭|返回|收藏|分享|首页|尾页|末页|全文|下载|字体|字号|扫一扫|微信|微博|[上下]一?[篇页]|编辑|责编|审核|审校|校对"
    r"|浏览|点击|阅读|访问量|人气|相关|推荐|猜你|热门|版权|copyright|icp|公网|http|www|更多"
)
_MAX_CHROME = 100


def remove_copied_beginning(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """A first line that repeats what follows and breaks off in dots: a page's description.

    It is removed only when all it says follows word for word, so nothing is lost.
    """
    first = next((i for i, line in enumerate(lines) if line.text.strip()), None)
    if first is None or not _ELLIPSIS.search(lines[first].text):
        return list(lines), []
    copy = _letters(_ELLIPSIS.sub("", lines[first].text))
    if not _MIN_COPY <= len(copy) <= _MAX_COPY:
        return list(lines), []
    below = ""
    starts = []
    for line in lines[first + 1 :]:
        if len(below) > 2 * _MAX_COPY:
            break
        starts.append(len(below))
        below += _letters(line.text)
    if any(below.startswith(copy, start) for start in starts):
        return without(lines, [first], "duplicate-summary")
    return list(lines), []


def _letters(text: str) -> str:
    return _NOT_WORDS.sub("", text)


def remove_preambles(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """The site editor's sentences; whole lines where nothing in them is the report's own."""
    whole: list[int] = []
    seen = 0
    for index, line in enumerate(lines):
        seen += bool(line.text.strip())
        if seen > _BEGINNING:
            break
        if _is_preamble(fold(line.text)):
            whole.append(index)
    kept, removed = without(lines, whole, "site-preamble")
    changed, repairs = edit(kept, "site-preamble", _cut_editor)
    kept = [line for line in changed if line.text.strip()] if repairs else changed
    return kept, removed + repairs


def _is_preamble(folded: str) -> bool:
    """An editor's sentence somewhere in it and nothing of a report's own."""
    return (
        len(folded) < 600
        and (_EDITOR.search(folded) is not None)
        and not _OWN.search(_QUOTED.sub("", folded))
    )


# The preamble names what it introduces: “教育局半年工作总结”, 《…》, (精选5篇).
_QUOTED = re.compile(r"[“\"「《(][^”\"」》)]{0,60}[”\"」》)]|\d{1,3}\s*篇")


def _cut_editor(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Cuts editor's sentences at the beginning or end of a line, never out of its middle."""
    folded = fold(text) if ("小编" in text or "小編" in text or "本站" in text) else ""
    if not folded:
        return text, []
    sentences = [m.span() for m in _SENTENCE.finditer(folded) if m.group().strip()]
    flags = [_EDITOR.search(folded[a:b]) is not None for a, b in sentences]
    start, end = 0, len(flags)
    while start < end and flags[start]:
        start += 1
    while end > start and flags[end - 1]:
        end -= 1
    places = [(text[a:b].strip(), "") for i, (a, b) in enumerate(sentences) if not start <= i < end]
    if not places:
        return text, []
    return (text[sentences[start][0] : sentences[end - 1][1]] if start < end else ""), places


def remove_chrome(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Navigation, counters and notices of a web page on lines of their own."""
    gone = []
    for index, line in enumerate(lines):
        if len(line.text) <= _MAX_CHROME:
            folded = fold(line.text).strip()
            if folded and _CHROME_HINT.search(folded) and _CHROME.fullmatch(folded):
                gone.append(index)
    return without(lines, gone, "chrome")
