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
        return []
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
