"""Where a report begins, with a title of its own and without.

Titles that a compilation numbered (…（一）, …篇二, 篇3：…) are taken as they come. Every other
place is weighed: what the line says, what stands before it and what follows. The weights were set
on the labelled cases in tests/indexer/segmentation/cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.segmentation.markers import Marker, parse_marker
from indexer.segmentation.prepared import Prepared
from indexer.segmentation.titles import (
    SeriesMark,
    alike,
    is_closing,
    is_compilation_title,
    is_plan_title,
    is_salutation,
    is_site_words,
    is_title_shaped,
    opening_weight,
    series_mark,
    title_strength,
)

_TITLED = 3.5
_UNTITLED = 3.0
_LOOK_AHEAD = 12  # lines in which a report's first heading is expected
_SHORTEST_REPORT = 60  # characters before another one may begin
_PREAMBLE = 600  # characters; a site's own words before the first title are fewer


@dataclass(frozen=True, slots=True)
class Beginning:
    """A report's first line. `title` are the indices of its title's lines, empty when it has
    none; `block` are those and the lines that give the title again; the body starts after them."""

    start: int
    title: tuple[int, ...] = ()
    block: tuple[int, ...] = ()


def find_beginnings(lines: Sequence[Prepared]) -> tuple[Beginning, ...]:
    """The beginnings in `lines`, which hold no blank ones; empty when no line does."""
    if not lines:
        return ()
    marks = [series_mark(line) for line in lines]
    markers = [parse_marker(line.folded) for line in lines]
    titles = _series(lines, marks)
    found = [_block(lines, marks, index) for index in titles]
    first = _first(lines, markers, found)
    if first is not None:
        found.insert(0, first)
    return tuple(_between(lines, marks, markers, found))


def _series(lines: Sequence[Prepared], marks: Sequence[SeriesMark | None]) -> list[int]:
    """The lines whose number makes a series with another's, or that say 篇N outright."""
    titles: list[int] = []
    for index, mark in enumerate(marks):
        if mark is None or index + 1 == len(lines):
            continue
        peers = [
            other
            for position, other in enumerate(marks)
            if other and position != index and other.kind == mark.kind
            if abs(other.number - mark.number) == 1
            if mark.kind == "leading" or alike(mark.stem, other.stem)
        ]
        if not peers and mark.kind == "trailing":
            continue
        if not peers and mark.kind == "bracketed" and mark.number != 1:
            continue
        previous = titles[-1] if titles else None
        if previous is not None and index - previous == 1:
            earlier = marks[previous]
            if earlier and earlier.number == mark.number:
                continue  # the same title given twice
        titles.append(index)
    return titles


def _block(lines: Sequence[Prepared], marks: Sequence[SeriesMark | None], index: int) -> Beginning:
    """The beginning whose title begins at `index`, with the lines that give the title again."""
    block = [index]
    stem = lines[index].folded
    own = marks[index]
    for position in range(index + 1, min(index + 4, len(lines))):
        line, mark = lines[position], marks[position]
        if mark and own and mark.number != own.number:
            break
        bare = own is not None and not own.stem
        if not (
            title_strength(line) and (bare or title_strength(line) == 2 or alike(stem, line.folded))
        ):
            break
        if not bare and not alike(stem, line.folded) and is_plan_title(line):
            break
        block.append(position)
    title = block[1] if own is not None and not own.stem and len(block) > 1 else index
    return Beginning(index, (title,), tuple(block))


def _first(
    lines: Sequence[Prepared], markers: Sequence[Marker | None], found: Sequence[Beginning]
) -> Beginning | None:
    """The beginning before the first of a series, if what stands there is a report."""
    end = found[0].start if found else len(lines)
    head = 0
    while head < end and _is_preamble(lines, head, end):
        head += 1
    if head == end:
        return None
    size = sum(len(line.text) for line in lines[head:end])
    if found and size < _PREAMBLE and not any(markers[head:end]):
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
    if is_compilation_title(line):
        return True
    if not is_site_words(line):
        return False
    return not (title_strength(line) or parse_marker(line.folded)) or index + 1 < end


def _between(
    lines: Sequence[Prepared],
    marks: Sequence[SeriesMark | None],
    markers: Sequence[Marker | None],
    found: Sequence[Beginning],
) -> list[Beginning]:
    """`found` with the beginnings that no series announced."""
    result: list[Beginning] = []
    for position, beginning in enumerate(found):
        end = found[position + 1].start if position + 1 < len(found) else len(lines)
        result.append(beginning)
        current = beginning
        index = max((*current.block, current.start)) + 1
        while index < end:
            start = _weighed(lines, marks, markers, current, index, end)
            if start is not None:
                current = start
                result.append(current)
                index = max((*current.block, current.start))
            index += 1
    return result


def _weighed(
    lines: Sequence[Prepared],
    marks: Sequence[SeriesMark | None],
    markers: Sequence[Marker | None],
    current: Beginning,
    index: int,
    end: int,
) -> Beginning | None:
    """The beginning at `index`, if the evidence there suffices."""
    line = lines[index]
    if index + 1 >= end or markers[index] is not None:
        return None
    body = max((*current.block, current.start - 1)) + 1
    if sum(len(lines[i].text) for i in range(body, index)) < _SHORTEST_REPORT:
        return None
    strength = title_strength(line)
    salutation = is_salutation(line)
    opening = opening_weight(line)
    if not (strength or salutation or opening or line.spaced):
        return None
    before = any(is_closing(lines[i]) for i in range(max(body, index - 2), index))
    evidence = 1.5 * before + _restart(markers, body, index, end)
    evidence += 1.0 if line.spaced and not any(other.spaced for other in lines[body:index]) else 0.0
    if strength:
        block = _block(lines, marks, index)
        after = block.block[-1] + 1
        evidence += strength + 1.5 * (len(block.block) > 1)
        if after < end:
            evidence += 1.5 * (is_salutation(lines[after]) or opening_weight(lines[after]) >= 1)
        if current.title:
            earlier = lines[current.title[-1]]
            evidence += 1.5 * alike(line.folded, earlier.folded)
            evidence += 1.0 * (0 < line.hashes <= earlier.hashes)
        evidence -= (1.5 if strength == 1 else 0.5) * is_plan_title(line)
        if evidence >= _TITLED:
            return block
        return None
    if _is_own_line_heading(lines, markers, index - 1):
        return None
    evidence += max(2.0 * salutation, opening) + _other_place(lines, body, index, end)
    return Beginning(index) if evidence >= _UNTITLED else None


def _restart(markers: Sequence[Marker | None], body: int, index: int, end: int) -> float:
    """Evidence that numbering starts over after `index`: 1.5, and .5 more after a long run."""
    ahead = next(
        (marker for marker in markers[index : min(end, index + _LOOK_AHEAD)] if marker), None
    )
    if ahead is None or ahead.number != 1:
        return 0.0
    top = next((marker for marker in markers[body:index] if marker), None)
    if top is None or top.style != ahead.style:
        return 0.0
    reached = max(m.number for m in markers[body:index] if m and m.style == top.style)
    if reached < 2:
        return 0.0
    return 2.0 if reached >= 3 else 1.5


def _is_own_line_heading(
    lines: Sequence[Prepared], markers: Sequence[Marker | None], index: int
) -> bool:
    """Whether what follows line `index` is its text rather than a new report."""
    line = lines[index]
    return line.hashes > 0 or (len(line.folded) <= 40 and markers[index] is not None)


def _other_place(lines: Sequence[Prepared], body: int, index: int, end: int) -> float:
    """1 when the writer's own 我县, 我区 … changes at `index`."""
    before = _own_place(lines[body:index])
    after = _own_place(lines[index : min(end, index + _LOOK_AHEAD)])
    return 1.0 if before and after and before != after else 0.0


def _own_place(lines: Sequence[Prepared]) -> str | None:
    counts: Counter[str] = Counter()
    for line in lines:
        for place in "县区市镇乡校":
            counts[place] += line.folded.count("我" + place)
    ranked = counts.most_common(2)
    if ranked[0][1] < 2 or ranked[0][1] < 3 * ranked[1][1]:
        return None
    return ranked[0][0]
