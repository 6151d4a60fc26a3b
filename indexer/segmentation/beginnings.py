"""Finds the lines at which reports begin, with a title of their own and without one.

A title that a compilation numbered (…（一）, …篇二, 篇3：…) always begins a report. Every other
line is weighed by what it says, what comes before it and what follows it (`evidence`). The weights
were set on the labelled cases in tests/indexer/segmentation/cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median_low

from indexer.segmentation.evidence import (
    TITLED_THRESHOLD,
    UNTITLED_THRESHOLD,
    Beginning,
    Place,
    score_titled,
    score_untitled,
)
from indexer.segmentation.parsed_lines import ParsedLine
from indexer.segmentation.titles import (
    SeriesMark,
    are_similar,
    is_compilation_title,
    is_plan_title,
    is_site_words,
    is_subtitle,
    is_title_shaped,
    is_truncated_copy,
    parse_series_mark,
    title_strength,
)

_SHORTEST_REPORT = 60  # characters of body text before another report may begin
_TITLE_AGAIN = (
    200  # characters; a title given again, below a date or an introduction, comes within these
)
_HEADER_LINE = (
    45  # characters; author, date and occasion below a title are no longer and have no stop
)
_PREAMBLE = 600  # characters; a site's own words before the first title are no longer


def find_beginnings(lines: Sequence[ParsedLine]) -> tuple[Beginning, ...]:
    """The beginnings of the reports in `lines`, none of which is blank; empty without lines."""
    if not lines:
        return ()
    marks = [parse_series_mark(line) for line in lines]
    titles = _find_series_titles(lines, marks)
    announced: list[Beginning] = []
    for index in titles:
        if not announced or index not in announced[-1].block:  # else it is the same title again
            announced.append(_read_title_block(lines, marks, index))
    first = _find_first(lines, announced)
    if first is not None:
        announced.insert(0, first)
    return tuple(_add_unannounced(lines, marks, announced))


def _find_series_titles(
    lines: Sequence[ParsedLine], marks: Sequence[SeriesMark | None]
) -> list[int]:
    """The indices of the title lines that a compilation numbered: their number makes a series with
    that of another line, or they say 篇N outright."""
    titles: list[int] = []
    series = [mark for mark in marks if mark is not None]
    for index, mark in enumerate(marks):
        if mark is None or index + 1 == len(lines):
            continue
        has_peer = any(
            other.kind == mark.kind
            and abs(other.number - mark.number) == 1
            and (mark.kind == "leading" or are_similar(mark.stem, other.stem))
            for other in series
        )
        if (
            has_peer
            or mark.kind in ("leading", "counted")
            or (mark.kind == "bracketed" and mark.number == 1)
        ):
            titles.append(index)
    return titles


def _read_title_block(
    lines: Sequence[ParsedLine], marks: Sequence[SeriesMark | None], index: int
) -> Beginning:
    """The beginning whose title begins at `index`, with the lines below that give the title
    again."""
    block = [index]
    stem = lines[index].folded
    series_mark = marks[index]
    titles = [index]
    for position in range(index + 1, min(index + 4, len(lines))):
        line, mark = lines[position], marks[position]
        if is_subtitle(line) and block == titles:
            titles.append(position)
            block.append(position)
            continue
        if mark and series_mark and mark.number != series_mark.number:
            break
        bare = series_mark is not None and not series_mark.stem
        if not (
            title_strength(line)
            and (bare or title_strength(line) == 2 or are_similar(stem, line.folded))
        ):
            break
        if not bare and not are_similar(stem, line.folded) and is_plan_title(line):
            break
        part = line.folded != stem and line.folded in stem and title_strength(line) == 1
        if part and is_plan_title(lines[index]):
            break  # 上半年工作小结 under …上半年工作小结和下半年思路: the first part
        block.append(position)
    if series_mark is not None and not series_mark.stem and len(block) > 1:
        titles = [block[1]]
    return Beginning(index, tuple(titles), tuple(block))


def _find_first(lines: Sequence[ParsedLine], announced: Sequence[Beginning]) -> Beginning | None:
    """The beginning before the first announced one, if the lines there are a report."""
    end = announced[0].start if announced else len(lines)
    head = 0
    while head < end and _is_preamble(lines, head, end):
        head += 1
    if head == end:
        return None
    size = sum(len(line.text) for line in lines[head:end])
    if announced and size < _PREAMBLE and not any(line.marker for line in lines[head:end]):
        return None
    if head + 1 == end or not is_title_shaped(lines[head]):
        return Beginning(head)
    marks: list[SeriesMark | None] = [None] * len(lines)
    if not title_strength(lines[head]) and title_strength(lines[head + 1]):
        titled = _read_title_block(lines, marks, head + 1)  # the line before names the issuer
        return Beginning(head, (head, *titled.title), (head, *titled.block))
    return _read_title_block(lines, marks, head)


def _is_preamble(lines: Sequence[ParsedLine], index: int, end: int) -> bool:
    """Whether the line belongs to no report: it holds a site's words, a compilation's title, or a
    summary that breaks off."""
    line = lines[index]
    if is_compilation_title(line) or is_truncated_copy(line):
        return True
    if not is_site_words(line):
        return False
    return not (title_strength(line) or line.marker) or index + 1 < end


def _add_unannounced(
    lines: Sequence[ParsedLine],
    marks: Sequence[SeriesMark | None],
    announced: Sequence[Beginning],
) -> list[Beginning]:
    """`announced` and, between them, the beginnings that no series announced."""
    result: list[Beginning] = []
    gap = _find_usual_gap(lines)
    for position, beginning in enumerate(announced):
        end = announced[position + 1].start if position + 1 < len(announced) else len(lines)
        result.append(beginning)
        current = beginning
        index = body = _body_start(current)
        size, headed = 0, False
        while index < end:
            place = Place(lines, current, body, index, end, gap)
            again = not headed and size < _TITLE_AGAIN and _repeats_title(place)
            unannounced = _weigh(place, marks) if size >= _SHORTEST_REPORT and not again else None
            if unannounced is not None:
                current, size, headed = unannounced, 0, False
                result.append(current)
                index = body = _body_start(current)
            else:
                size += _body_size(lines[index])
                headed = headed or lines[index].marker is not None
                index += 1
    return result


def _body_size(line: ParsedLine) -> int:
    """The number of characters of a body line; 0 for a line of the header below a title."""
    header = line.marker is None and len(line.text) <= _HEADER_LINE and "。" not in line.folded
    return 0 if header else len(line.text)


def _repeats_title(place: Place) -> bool:
    """Whether the line repeats the title of the current report."""
    line = place.lines[place.at].folded.strip()
    return line in {place.lines[index].folded.strip() for index in place.current.title}


def _find_usual_gap(lines: Sequence[ParsedLine]) -> int:
    """How many source lines usually lie from one line to the next: 1 where no line is blank, 2
    where every other one is."""
    gaps = [after.line.start - before.line.end for before, after in pairwise(lines)]
    return median_low(gaps) if gaps else 1


def _body_start(beginning: Beginning) -> int:
    """The index of the first line after the title, or after the first line of an untitled
    report."""
    return max((*beginning.block, beginning.start)) + 1


def _weigh(place: Place, marks: Sequence[SeriesMark | None]) -> Beginning | None:
    """The beginning at `place`, or None where the evidence does not suffice."""
    line = place.lines[place.at]
    if place.at + 1 >= place.end:
        return None
    if line.marker is None and title_strength(line):
        beginning = _read_title_block(place.lines, marks, place.at)
        enough = score_titled(place, beginning.block) >= TITLED_THRESHOLD
    else:
        beginning = Beginning(place.at)
        enough = score_untitled(place) >= UNTITLED_THRESHOLD
    return beginning if enough and not (is_truncated_copy(line) or is_site_words(line)) else None
