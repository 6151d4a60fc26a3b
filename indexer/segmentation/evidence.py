"""What speaks for a new report at a line that no series announced, in points.

The points were set on the labelled cases in tests/indexer/segmentation/cases: the beginnings there
reach 3 and more, places within a report that look like one (a plan after a review, an address to
the audience, a second 一、 under a part's heading) stay below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.segmentation.markers import Marker
from indexer.segmentation.prepared import Prepared
from indexer.segmentation.titles import (
    alike,
    is_closing,
    is_plan_title,
    is_salutation,
    opening_weight,
    title_strength,
)

_LOOK_AHEAD = 12  # lines in which a report's first heading is expected


@dataclass(frozen=True, slots=True)
class Beginning:
    """A report's first line. `title` are the indices of its title's lines, empty when it has
    none; `block` are those and the lines that give the title again; the body starts after them."""

    start: int
    title: tuple[int, ...] = ()
    block: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A line within the report begun at `current`, whose text runs from `body` at most to `end`."""

    lines: Sequence[Prepared]
    markers: Sequence[Marker | None]
    current: Beginning
    body: int
    index: int
    end: int


def titled_evidence(place: Place, block: Sequence[int]) -> float:
    """Points for the title-like line at `place`, given again in the lines of `block`."""
    line = place.lines[place.index]
    strength = title_strength(line)
    points = strength + 1.5 * (len(block) > 1)
    points += 1.5 * _closed_before(place) + _restart(place) + _page_start(place)
    after = block[-1] + 1
    if after < place.end:
        following = place.lines[after]
        points += 1.5 * (is_salutation(following) or opening_weight(following) >= 1)
    if place.current.title:
        earlier = place.lines[place.current.title[-1]]
        points += 1.5 * alike(line.folded, earlier.folded)
        points += 1.0 * (0 < line.hashes <= earlier.hashes)
    # 下半年工作计划 is more often a report's second part than another report.
    return points - (1.5 if strength == 1 else 0.5) * is_plan_title(line)


def untitled_evidence(place: Place) -> float:
    """Points for a report that begins at `place` with its text."""
    line, marker = place.lines[place.index], place.markers[place.index]
    if marker is not None and (marker.number != 1 or marker.style != _top_style(place)):
        return 0.0
    salutation, opening = is_salutation(line), opening_weight(line)
    page = _page_start(place)
    if marker is None and not (salutation or opening or page):
        return 0.0
    if _heads_what_follows(place.lines[place.index - 1], place.markers[place.index - 1]):
        return 0.0
    points = max(2.0 * salutation, opening) + page + 1.5 * _closed_before(place) + _restart(place)
    if points < 1.0:
        return points
    return points + _other_writer(place)


def _closed_before(place: Place) -> bool:
    """Thanks, a vow or a date in the two lines before."""
    return any(
        is_closing(place.lines[index])
        for index in range(max(place.body, place.index - 2), place.index)
    )


def _page_start(place: Place) -> float:
    """2 for a lone space before the line where no other line of the report has one: a new page."""
    if not place.lines[place.index].spaced:
        return 0.0
    return 0.0 if any(line.spaced for line in place.lines[place.body : place.index]) else 2.0


def _top_style(place: Place) -> str | None:
    return next((m.style for m in place.markers[place.body : place.index] if m), None)


def _restart(place: Place) -> float:
    """Points when numbering starts over after this line: 1.5, and .5 more after a long run."""
    until = min(place.end, place.index + _LOOK_AHEAD)
    ahead = next((marker for marker in place.markers[place.index : until] if marker), None)
    top = _top_style(place)
    if ahead is None or ahead.number != 1 or ahead.style != top:
        return 0.0
    before = place.markers[place.body : place.index]
    reached = max(marker.number for marker in before if marker and marker.style == top)
    if reached < 2:
        return 0.0
    return 2.0 if reached >= 3 else 1.5


def _heads_what_follows(line: Prepared, marker: Marker | None) -> bool:
    """Whether `line` is a heading, so that what follows is its text and no new report."""
    own_line = len(line.folded) <= 40 and "。" not in line.folded[:-1]
    return line.hashes > 0 or (marker is not None and own_line)


def _other_writer(place: Place) -> float:
    """1 each when the writer's own place (我县, 我区) and own office (我局, 我校) change."""
    before = place.lines[place.body : place.index]
    after = place.lines[place.index : min(place.end, place.index + _LOOK_AHEAD)]
    points = 0.0
    for kinds in ("县区市镇乡省州旗", "局校院办站所"):
        one, other = _own(before, kinds), _own(after, kinds)
        points += 1.0 if one and other and one != other else 0.0
    return points


def _own(lines: Sequence[Prepared], kinds: str) -> str | None:
    """The one of `kinds` that 我 goes with, where it does so twice and clearly."""
    counts: Counter[str] = Counter()
    for line in lines:
        for kind in kinds:
            counts[kind] += line.folded.count("我" + kind)
    (first, most), (_, second) = counts.most_common(2)
    return first if most >= 2 and most >= 3 * second else None
