"""Paragraphs broken by the pages of the file they were copied from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.cleaning.lines import continues, ends_sentence, is_indented, is_numbered
from indexer.model import Line, Repair
from indexer.text import cut, fold

# A body paragraph: long enough to fill lines, or with a sentence end inside.
_MIN_BODY = 20
_INNER_STOP = re.compile(r"[。；;！？，,].")
# Ends that leave a sentence open, on folded text.
_OPEN_END = re.compile(
    r"(?:[和与及或把被将向从为以之各每该第、,“‘《(\[「『]|关于|按照|根据|通过|以及|并且|包括)$"
)
_HEADING_LIKE = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:总结|报告|要点|计划|思路|打算|方案)(?:[(（].{0,12}[)）])?$"
)


def join_broken_paragraphs(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Join a line to the one before where the break is certainly inside a sentence.

    Certain means: the first is a body line that ends in the open, the second is no heading, and
    the second begins with punctuation, or the first ends in a word that needs an object, or a word
    of the dictionary straddles the break (幼儿 / 园).
    """
    joined: list[Line] = []
    repairs: list[Repair] = []
    for line in lines:
        if not line.text.strip():
            continue
        if joined and _belongs(joined[-1].text, line.text):
            last = joined[-1]
            head, tail = last.text.rstrip(), line.text.strip()
            repairs.append(
                Repair(
                    line.start,
                    "broken-paragraph",
                    f"{head[-12:]}\n{tail[:12]}",
                    head[-12:] + tail[:12],
                )
            )
            joined[-1] = Line(last.start, line.end, head + tail)
        else:
            joined.append(line)
    return joined, repairs


def _belongs(first: str, second: str) -> bool:
    head = first.rstrip()
    if ends_sentence(head) or head.lstrip().startswith("#"):
        return False
    if continues(second):
        return len(head) >= _MIN_BODY and _INNER_STOP.search(head) is not None
    open_end = _OPEN_END.search(fold(head[-4:]))
    if open_end and open_end.group() == "第" and len(head) >= _MIN_BODY:
        return True
    if (
        is_numbered(second)
        or second.lstrip().startswith("#")
        or _HEADING_LIKE.search(fold(second[:40]))
    ):
        return False
    if len(head) < _MIN_BODY or not _INNER_STOP.search(head):
        return False
    if open_end:
        return True
    return not is_indented(second) and _straddles(head, second.strip())


def _straddles(head: str, tail: str) -> bool:
    """Whether a word of the dictionary lies over the break."""
    left, right = fold(head[-6:]), fold(tail[:6])
    return any(start < len(left) < start + len(word) for word, start in cut(left + right))
