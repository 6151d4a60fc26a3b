"""Where a report begins, with a title of its own and without.

Titles that a compilation numbered (…（一）, …篇二, 篇3：…) are taken as they come. Every other
place is weighed: what the line says, what stands before it and what follows. The weights were set
on the labelled cases in tests/indexer/segmentation/cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median_low

from indexer.segmentation.evidence import (
    TITLED,
    UNTITLED,
    Beginning,
    Place,
    titled_evidence,
    untitled_evidence,
)
from indexer.segmentation.prepared import Prepared
from indexer.segmentation.titles import (
    SeriesMark,
    alike,
    is_compilation_title,
    is_plan_title,
    is_site_words,
    is_subtitle,
    is_title_shaped,
    is_torn_copy,
    series_mark,
    title_strength,
)

_SHORTEST_REPORT = 60  # characters of running text before another one may begin
_TITLE_AGAIN = 200  # characters before a title given once more, under a date or an introduction
_HEADER_LINE = 45  # characters; author, date and occasion below a title are shorter, without a stop
_PREAMBLE = 600  # characters; a site's own words before the first title are fewer


def find_beginnings(lines: Sequence[Prepared]) -> tuple[Beginning, ...]:
    """The beginnings in `lines`, which hold no blank ones; empty when no line does."""
    if not lines:
        return ()
    marks = [series_mark(line) for line in lines]
    titles = _series(lines, marks)
    found: list[Beginning] = []
    for index in titles:
        if not found or index not in found[-1].block:  # else the same title again
            found.append(_block(lines, marks, index))
    first = _first(lines, found)
    if first is not None:
        found.insert(0, first)
    return tuple(_between(lines, marks, found))


def _series(lines: Sequence[Prepared], marks: Sequence[SeriesMark | None]) -> list[int]:
    """The lines whose number makes a series with another's, or that say 篇N outright."""
    titles: list[int] = []
    series = [mark for mark in marks if mark is not None]
    for index, mark in enumerate(marks):
        if mark is None or index + 1 == len(lines):
            continue
        has_peer = any(
            other.kind == mark.kind
            and abs(other.number - mark.number) == 1
            and (mark.kind == "leading" or alike(mark.stem, other.stem))
            for other in series
        )
        if (
            has_peer
            or mark.kind in ("leading", "counted")
            or (mark.kind == "bracketed" and mark.number == 1)
        ):
            titles.append(index)
    return titles


def _block(lines: Sequence[Prepared], marks: Sequence[SeriesMark | None], index: int) -> Beginning:
    """The beginning whose title begins at `index`, with the lines that give the title again."""
    block = [index]
    stem = lines[index].folded
    own = marks[index]
    titles = [index]
    for position in range(index + 1, min(index + 4, len(lines))):
        line, mark = lines[position], marks[position]
        if is_subtitle(line) and block == titles:
            titles.append(position)
            block.append(position)
            continue
        if mark and own and mark.number != own.number:
            break
        bare = own is not None and not own.stem
        if not (
            title_strength(line) and (bare or title_strength(line) == 2 or alike(stem, line.folded))
        ):
            break
        if not bare and not alike(stem, line.folded) and is_plan_title(line):
            break
        part = line.folded != stem and line.folded in stem and title_strength(line) == 1
        if part and is_plan_title(lines[index]):
            break  # 上半年工作小结 under …上半年工作小结和下半年思路: the first part
        block.append(position)
    if own is not None and not own.stem and len(block) > 1:
        titles = [block[1]]
    return Beginning(index, tuple(titles), tuple(block))


def _first(lines: Sequence[Prepared], found: Sequence[Beginning]) -> Beginning | None:
    """The beginning before the first of a series, if what stands there is a report."""
    end = found[0].start if found else len(lines)
    head = 0
    while head < end and _is_preamble(lines, head, end):
        head += 1
    if head == end:
        return None
    size = sum(len(line.text) for line in lines[head:end])
    if found and size < _PREAMBLE and not any(line.marker for line in lines[head:end]):
        return None
    if head + 1 == end or not is_title_shaped(lines[head]):
        return Beginning(head)
    marks: list[SeriesMark | None] = [None] * len(lines)
    if not title_strength(lines[head]) and title_strength(lines[head + 1]):
        titled = _block(lines, marks, head + 1)  # the issuer on a line of its own
        return Beginning(head, (head, *titled.title), (head, *titled.block))
    return _block(lines, marks, head)


def _is_preamble(lines: Sequence[Prepared], index: int, end: int) -> bool:
    """Whether the line belongs to no report: a site's words, a compilation's title, a torn copy."""
    line = lines[index]
    if is_compilation_title(line) or is_torn_copy(line):
        return True
    if not is_site_words(line):
        return False
    return not (title_strength(line) or line.marker) or index + 1 < end


def _between(
    lines: Sequence[Prepared],
    marks: Sequence[SeriesMark | None],
    found: Sequence[Beginning],
) -> list[Beginning]:
    """`found` with the beginnings that no series announced."""
    result: list[Beginning] = []
    gap = _usual_gap(lines)
    for position, beginning in enumerate(found):
        end = found[position + 1].start if position + 1 < len(found) else len(lines)
        result.append(beginning)
        current = beginning
        index = body = _body_of(current)
        size, headed = 0, False
        while index < end:
            place = Place(lines, current, body, index, end, gap)
            again = not headed and size < _TITLE_AGAIN and _gives_title_again(place)
            start = _weighed(place, marks) if size >= _SHORTEST_REPORT and not again else None
            if start is not None:
                current, size, headed = start, 0, False
                result.append(current)
                index = body = _body_of(current)
            else:
                size += _running_text(lines[index])
                headed = headed or lines[index].marker is not None
                index += 1
    return result


def _running_text(line: Prepared) -> int:
    """The characters of a line that is more than a part of the header below a title."""
    header = line.marker is None and len(line.text) <= _HEADER_LINE and "。" not in line.folded
    return 0 if header else len(line.text)


def _gives_title_again(place: Place) -> bool:
    """Whether the line is the title of the report in hand."""
    line = place.lines[place.at].folded.strip()
    return line in {place.lines[index].folded.strip() for index in place.current.title}


def _usual_gap(lines: Sequence[Prepared]) -> int:
    """Source lines from one line to the next: 1 where none is blank, 2 where every other is."""
    gaps = [after.line.start - before.line.end for before, after in pairwise(lines)]
    return median_low(gaps) if gaps else 1


def _body_of(beginning: Beginning) -> int:
    """The first line after the title; an untitled report's own first line is passed over."""
    return max((*beginning.block, beginning.start)) + 1


def _weighed(place: Place, marks: Sequence[SeriesMark | None]) -> Beginning | None:
    """The beginning at `place`, if the evidence there suffices."""
    line = place.lines[place.at]
    if place.at + 1 >= place.end:
        return None
    if line.marker is None and title_strength(line):
        found = _block(place.lines, marks, place.at)
        enough = titled_evidence(place, found.block) >= TITLED
    else:
        found = Beginning(place.at)
        enough = untitled_evidence(place) >= UNTITLED
    return found if enough and not (is_torn_copy(line) or is_site_words(line)) else None
