"""Where a line holds several sections: a report glued into one line, a paragraph of run-ins."""

from __future__ import annotations

import re
from itertools import pairwise

from indexer.segmentation.markers import parse_number

_GLUED = 800  # characters; a shorter line holds an enumeration, not a whole report
_GLUED_PIECE = 120
_GLUED_HEADING = re.compile(
    r"(?<=[。；！;!\s\u3000])"
    r"(?:(?P<han>[一二三四五六七八九十]{1,3})、|[（(](?P<paren>[一二三四五六七八九十]{1,3})[）)])"
)

# Run-ins within a paragraph: 学前教育。新建成…… 义务教育。以创建…… Three or more, from the first
# word on, each a short sentence without comma or figure before a long one. In the four files of the
# shared corpus and the samples these rules take eleven paragraphs, all of them rightly.
_FEWEST_RUN_INS = 3
_LONGEST_RUN_IN = 16
_RUN_IN = re.compile(rf"[^。!?,;:\d]{{4,{_LONGEST_RUN_IN}}}(?=。)")
_NO_RUN_IN = re.compile(
    r"了|我们|我[县市区局校]|同时|其中|如下|目前|现有|[比例]如|[一二三四五六七八九十]是|[其第][一二三四]|xx|、.*、.*、"
)
_SHORTEST_AFTER = 25
_SENTENCE = re.compile(r"[^。!]*[。!]?")


def glued_headings(text: str) -> list[int]:
    """Where the headings of a glued report begin: numbers that count on, with text between."""
    if len(text) <= _GLUED:
        return []
    kept: list[int] = []
    expected = {"han": 1, "paren": 1}
    for match in _GLUED_HEADING.finditer(text):
        style = "han" if match.group("han") else "paren"
        number = parse_number(match.group(style))
        if number == expected[style] or (style == "paren" and number == 1):
            kept.append(match.start())
            expected[style] = number + 1
            if style == "han":
                expected["paren"] = 1
    return kept if len(kept) >= 2 and len(text) / len(kept) >= _GLUED_PIECE else []


def run_in_headings(folded: str) -> list[tuple[int, int]]:
    """Beginning and end of each run-in heading of a paragraph, none unless it is made of them."""
    if folded.find("。", 0, _LONGEST_RUN_IN + 1) < 0:  # told ten times as fast as by the pattern
        return []
    first = _RUN_IN.match(folded)
    if first is None or _NO_RUN_IN.search(first.group()):
        return []
    sentences = [match.span() for match in _SENTENCE.finditer(folded) if match.group()]
    found: list[tuple[int, int]] = []
    for (start, _), (following, end) in pairwise(sentences):
        head = _RUN_IN.match(folded, start)
        if head and end - following >= _SHORTEST_AFTER and not _NO_RUN_IN.search(head.group()):
            found.append(head.span())
    return found if len(found) >= _FEWEST_RUN_INS and len(sentences) <= 3 * len(found) else []
