"""Joins paragraphs that were broken at page ends, or at the line width, of the original file."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from indexer.cleaning.lines import ends_sentence, is_indented, is_numbered, starts_mid_sentence
from indexer.model import Line, Repair
from indexer.text import cut, fold

# Characters. A shorter line is not taken for a line of body text.
_MIN_BODY = 20
_STOP = re.compile(r"[。；;！？].")
_INNER_STOP = re.compile(r"[。；;！？，,].")
# Words that end no sentence, on folded text.
_OPEN_END = re.compile(
    r"(?:[和与及或把被将向从为以之各每该第、,“‘《(\[「『]|关于|按照|根据|通过|以及|并且|包括)$"
)
# Words that need a name in quotes or title marks, whatever the length of the line: 全县借 /
# “两基”迎国检之契机.
_WANTS_NAME = re.compile(
    r"(?:借|围绕|按照|根据|贯彻|落实|坚持|推行|实行|开展|召开|印发|下发|关于|以)$"
)
_HEADING_LIKE = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:总结|报告|要点|计划|思路|打算|方案)(?:[(（].{0,12}[)）])?$"
)


# Hard-wrapped text is broken at the same width in every line. The width is counted in cells, of
# which a Chinese character takes two. A file is taken for hard-wrapped where it has this many
# lines, this share of them have the full width, and a word straddles this share of the breaks. In
# such text four of ten breaks cut a word, between rows of a table or items of a list hardly any
# does (tests/indexer/cleaning/test_wrapped.py).
_NARROW = 0x2000  # the last code point of one cell
_MIN_LINES = 12
_FILLED = 0.4
_STRADDLED = 0.1
_MEASURES = range(24, 161)
_SLACK = 4  # cells that a full line may lack
_SAMPLE = 60  # breaks that are looked at
_SHOWN = 12  # characters on either side of a joint that a repair shows


def join_hard_wrapped(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Repair]]:
    """Join the lines of hard-wrapped text into paragraphs.

    Where the file indents paragraphs, only an indent begins one. Where it does not, a full line
    that ends a sentence may be the last of its paragraph, so the next line is not joined to it.
    """
    length = sum(len(line.text) for line in lines)
    if len(lines) < _MIN_LINES or length > _MEASURES[-1] * len(lines):
        return lines, []
    widths = _widths([line.text.rstrip() for line in lines])
    measure = sorted(widths)[int(len(lines) * 0.95) - 1]
    if measure not in _MEASURES:
        return lines, []
    continuing = [
        measure - _SLACK <= width and _may_continue_line(following.text)
        for width, following in zip(widths, lines[1:], strict=False)
    ]
    if not _is_hard_wrapped(lines, continuing):
        return lines, []
    indents = sum(is_indented(line.text) for line in lines) >= len(lines) * 0.05
    joined = [lines[0]]
    repairs: list[Repair] = []
    for line, on in zip(lines[1:], continuing, strict=True):
        if on and (indents or not ends_sentence(joined[-1].text)):
            joined[-1], repair = _join(joined[-1], line)
            repairs.append(repair)
        else:
            joined.append(line)
    return joined, repairs


def _widths(texts: Sequence[str]) -> list[int]:
    """The width of each text in cells of a fixed-width font. No text may be empty."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), "<u4")
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    starts = np.cumsum(lengths) - lengths
    wide = np.add.reduceat(codes > _NARROW, starts, dtype=np.int64)
    widths: list[int] = (lengths + wide).tolist()
    return widths


def _may_continue_line(text: str) -> bool:
    return not (is_indented(text) or is_numbered(text) or text.lstrip().startswith("#"))


def _is_hard_wrapped(lines: Sequence[Line], continuing: Sequence[bool]) -> bool:
    if sum(continuing) < _FILLED * len(lines):
        return False
    breaks = [
        (first.text.rstrip(), second.text)
        for first, second, on in zip(lines, lines[1:], continuing, strict=False)
        if on and not ends_sentence(first.text)
    ][:_SAMPLE]
    straddled = sum(_word_straddles_break(first, second) for first, second in breaks)
    return straddled > 2 and straddled >= _STRADDLED * len(breaks)


def join_broken_paragraphs(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Join a line to the one before where the break is certainly inside a sentence.

    It certainly is where the first is a body line without a sentence end, the second is no heading,
    and one of these holds: the second begins with punctuation, the first ends with a word that
    needs an object, or a word of the dictionary straddles the break (幼儿 / 园).
    """
    joined: list[Line] = []
    repairs: list[Repair] = []
    for line in lines:
        if joined and _continues_paragraph(joined[-1].text, line.text):
            joined[-1], repair = _join(joined[-1], line)
            repairs.append(repair)
        else:
            joined.append(line)
    return joined, repairs


def _join(first: Line, second: Line) -> tuple[Line, Repair]:
    head, tail = first.text.rstrip(), second.text.strip()
    gap = " " if head[-1:].isascii() and head[-1:].isalpha() and tail[:1].isalpha() else ""
    before = f"{head[-_SHOWN:]}\n{tail[:_SHOWN]}"
    after = f"{head[-_SHOWN:]}{gap}{tail[:_SHOWN]}"
    repair = Repair(second.start, "broken-paragraph", before, after)
    return Line(first.start, second.end, head + gap + tail), repair


def _continues_paragraph(first: str, second: str) -> bool:
    head = first.rstrip()
    if ends_sentence(head) or head.lstrip().startswith("#"):
        return False
    if second.lstrip()[:1] in "“《" and _WANTS_NAME.search(fold(head[-4:])):
        return not is_numbered(head)
    if len(head) < _MIN_BODY:
        return False
    if starts_mid_sentence(second):
        return _INNER_STOP.search(head) is not None
    open_end = _OPEN_END.search(fold(head[-4:]))
    if open_end and open_end.group() == "第":
        return True
    if not _INNER_STOP.search(head) or is_numbered(second) or second.lstrip().startswith("#"):
        return False
    if _HEADING_LIKE.search(fold(second[:40])):
        return False
    if open_end:
        return True
    # A numbered line without a full stop may be a heading of any length.
    if is_numbered(head) and not _STOP.search(head):
        return False
    return not is_indented(second) and _word_straddles_break(head, second.strip())


def _word_straddles_break(head: str, tail: str) -> bool:
    """Whether a word of the dictionary straddles the break between `head` and `tail`."""
    left, right = fold(head[-6:]), fold(tail.lstrip()[:6])
    return any(start < len(left) < start + len(word) for word, start in cut(left + right))
