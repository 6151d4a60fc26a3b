"""Headings inside a line that holds several sections.

A site may glue a whole report into one line; and an author may write a paragraph of several run-in
headings, each a short sentence before its text.
"""

from __future__ import annotations

import re
from itertools import pairwise

from indexer.segmentation.markers import parse_number

_SHORTEST_GLUED = 800  # characters; a shorter line holds an enumeration, not a whole report
_SHORTEST_GLUED_SECTION = 120  # characters, on average
_GLUED_HEADING = re.compile(
    r"(?<=[。；！;!\s\u3000])"
    r"(?:(?P<han>[一二三四五六七八九十]{1,3})、|[（(](?P<paren>[一二三四五六七八九十]{1,3})[）)])"
)

# Run-in headings of a paragraph: 学前教育。新建成…… 义务教育。以创建…… The paragraph begins with
# one and has three or more, each a short sentence without comma or figure before a long one. In
# corpus/, in tests/labelled and in reports of five bureaus that are not in the repository these
# rules find twelve paragraphs, all of them rightly. With four as the fewest, three headings more
# are missed in `python -m bench.score_labelled`.
_FEWEST_RUN_INS = 3
_LONGEST_RUN_IN = 16
_RUN_IN = re.compile(rf"[^。!?,;:\d]{{4,{_LONGEST_RUN_IN}}}(?=。)")
_NO_RUN_IN = re.compile(
    r"了|我们|我[县市区局校]|同时|其中|如下|目前|现有|[比例]如|[一二三四五六七八九十]是|[其第][一二三四]|xx|、.*、.*、"
)
_SHORTEST_AFTER = 25
# 幼儿教育：新办…… Words that announce what somebody says, or a list, are no heading.
_SUBJECT = re.compile(r"[\u4e00-\u9fff“”《》·]{2,14}(?=:)")
_NO_SUBJECT = re.compile(
    r"[指提]出|强调|认为|要求|表示|表明|说$|问$|答$|[例比]如|其中|同时|如下|包括|分别|就是|即$|表现|主要是|方面是"
    r"|时间|地点|记者|主持|来源|作者|电话|备注|附件|^注|单位$|[一二三四五六七八九]是"
)
_SENTENCE = re.compile(r"[^。!]*[。!]?")


def find_glued_headings(text: str) -> list[int]:
    """The offsets at which the headings of a glued report begin. They are numbers that count on,
    with enough text between them; the list is empty where `text` is no glued report."""
    if len(text) <= _SHORTEST_GLUED:
        return []
    starts: list[int] = []
    expected = {"han": 1, "paren": 1}
    for match in _GLUED_HEADING.finditer(text):
        style = "han" if match.group("han") else "paren"
        number = parse_number(match.group(style))
        if number == expected[style] or (style == "paren" and number == 1):
            starts.append(match.start())
            expected[style] = number + 1
            if style == "han":
                expected["paren"] = 1
    return starts if len(starts) >= 2 and len(text) / len(starts) >= _SHORTEST_GLUED_SECTION else []


def find_run_in_headings(folded: str) -> list[tuple[int, int]]:
    """The span [start, end) of each run-in heading of a paragraph; the list is empty where most of
    its sentences belong to none."""
    if folded.find("。", 0, _LONGEST_RUN_IN + 1) < 0:  # ten times as fast as the pattern
        return _find_subjects(folded) if folded.find(":", 0, _LONGEST_RUN_IN + 1) > 0 else []
    first = _RUN_IN.match(folded)
    if first is None or _NO_RUN_IN.search(first.group()):
        return []
    sentences = [match.span() for match in _SENTENCE.finditer(folded) if match.group()]
    headings: list[tuple[int, int]] = []
    for (start, _), (following, end) in pairwise(sentences):
        head = _RUN_IN.match(folded, start)
        if head and end - following >= _SHORTEST_AFTER and not _NO_RUN_IN.search(head.group()):
            headings.append(head.span())
    enough = len(headings) >= _FEWEST_RUN_INS and len(sentences) <= 3 * len(headings)
    return headings if enough else []


def find_subject(folded: str, start: int = 0) -> int:
    """Where the words before a colon end that name the subject of the text after it (幼儿教育：);
    0 where no such words begin at `start`."""
    words = _SUBJECT.match(folded, start)
    return words.end() if words and not _NO_SUBJECT.search(words.group()) else 0


def _find_subjects(folded: str) -> list[tuple[int, int]]:
    """The span of the subject before a colon with which most sentences of a paragraph begin: 种植
    业：…… 畜牧业：……"""
    sentences = [match.start() for match in _SENTENCE.finditer(folded) if match.group()]
    headings = [(start, end) for start in sentences if (end := find_subject(folded, start))]
    starts = [*(start for start, _ in headings), len(folded)]
    if (
        len(headings) < _FEWEST_RUN_INS
        or headings[0][0] > 0
        or len(sentences) > 3 * len(headings)
        or len({folded[start:end] for start, end in headings}) < len(headings)
        or any(
            after - end < _SHORTEST_AFTER
            for (_, end), after in zip(headings, starts[1:], strict=True)
        )
    ):
        return []
    return headings
