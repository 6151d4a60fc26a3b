"""What speaks for a new report at a line that no series announced, in points.

The points were set on the labelled cases in tests/indexer/segmentation/cases: the beginnings there
reach 3 and more, places within a report that look like one (a plan after a review, an address to
the audience, a second 一、 under a part's heading) stay below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.segmentation.headings import ends_sentence
from indexer.segmentation.markers import Marker, rank
from indexer.segmentation.paragraphs import (
    is_closing,
    is_salutation,
    names_plan,
    names_review,
    opening_weight,
    place_names,
    salutation_weight,
)
from indexer.segmentation.prepared import Prepared
from indexer.segmentation.titles import (
    alike,
    is_next_period,
    is_plan_title,
    title_strength,
)

TITLED = 3.5
UNTITLED = 3.0
"""Points from which a line with a title, or without one, begins a report."""

_LOOK_AHEAD = 12  # lines in which a report's first heading is expected
# Lines before a place that are asked what the report is; without an end, a file of one report and
# ten thousand lines would be read ten thousand times.
_LOOK_BACK = 100


@dataclass(frozen=True, slots=True)
class Beginning:
    """A report's first line. `title` are the indices of its title's lines, empty when it has
    none; `block` are those and the lines that give the title again; the body starts after them."""

    start: int
    title: tuple[int, ...] = ()
    block: tuple[int, ...] = ()


class Place(NamedTuple):
    """A line within the report begun at `current`, whose text runs from `body` at most to `end`.

    `gap` is how many source lines usually lie from one line to the next.
    """

    lines: Sequence[Prepared]
    current: Beginning
    body: int
    at: int
    end: int
    gap: int

    @property
    def recent(self) -> range:
        """The report's last lines before this one."""
        return range(max(self.body, self.at - _LOOK_BACK), self.at)


def titled_evidence(place: Place, block: Sequence[int]) -> float:
    """Points for the title-like line at `place`, given again in the lines of `block`."""
    line = place.lines[place.at]
    strength = title_strength(line)
    points = strength + 1.5 * (len(block) > 1)
    points += 0.5 * ends_sentence(place.lines[place.at - 1])
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
    if is_plan_title(line):
        points -= 0.5 + (strength == 1) + 1.5 * is_next_period(line)
    # The whole report so far is read for its names: only where they decide.
    return points if points >= TITLED else points + _other_name(place)


def untitled_evidence(place: Place) -> float:
    """Points for a report that begins at `place` with its text."""
    line = place.lines[place.at]
    if line.marker is not None:
        return _numbered_evidence(place, line.marker)
    salutation, opening, page = salutation_weight(line), opening_weight(line), _page_start(place)
    if not (salutation or opening or page >= 2.0) or _heads_what_follows(place):
        return 0.0
    points = max(salutation, opening) + page + 1.5 * _closed_before(place) + _restart(place)
    if points < 1.0:
        return points
    points += 1.5 * (opening >= 1.0 and _plan_before(place))
    return points + _other_writer(place) + _other_name(place)


def _numbered_evidence(place: Place, marker: Marker) -> float:
    """Points for a report that begins with its first heading, 一、……."""
    if marker.number != 1 or rank(marker.style) > 1 or marker.style != _top_style(place):
        return 0.0
    if _heads_what_follows(place):
        return 0.0
    points = _page_start(place) + 1.5 * _closed_before(place) + _restart(place)
    points += 1.5 * (names_review(place.lines[place.at]) and _plan_before(place))
    return points + _other_writer(place)


def _plan_before(place: Place) -> bool:
    """Whether the report so far has come to its last part, the one that looks ahead."""
    return any(names_plan(place.lines[index]) for index in place.recent)


def _closed_before(place: Place) -> bool:
    """Thanks, a vow or a date in the two lines before."""
    return any(
        is_closing(place.lines[index]) for index in range(max(place.body, place.at - 2), place.at)
    )


def _page_start(place: Place) -> float:
    """2 for a lone space before the line where no other line of the report has one: a new page;
    1 for more blank or removed lines before it than usual."""
    line, before = place.lines[place.at], place.lines[place.at - 1]
    points = 1.0 if line.line.start - before.line.end > place.gap else 0.0
    if line.spaced and not any(place.lines[index].spaced for index in place.recent):
        points += 2.0
    return points


def _top_style(place: Place) -> str | None:
    first = place.lines[place.body : min(place.at, place.body + _LOOK_BACK)]
    return next((line.marker.style for line in first if line.marker), None)


def _restart(place: Place) -> float:
    """Points when numbering starts over after this line: 1.5, and .5 more after a long run; 1.5
    also for a first 一、 after a report of lesser numbers."""
    until = min(place.end, place.at + _LOOK_AHEAD)
    ahead = next((line.marker for line in place.lines[place.at : until] if line.marker), None)
    top = _top_style(place)
    if ahead is None or ahead.number != 1 or top is None:
        return 0.0
    before = [marker for index in place.recent if (marker := place.lines[index].marker)]
    reached = max((marker.number for marker in before if marker.style == top), default=0)
    if ahead.style != top:
        seen = any(marker.style == ahead.style for marker in before)
        lesser = rank(top) >= rank(ahead.style) and reached >= 2
        return 1.5 if lesser and not seen else 0.0
    if reached < 2:
        return 0.0
    return 2.0 if reached >= 3 else 1.5


def _heads_what_follows(place: Place) -> bool:
    """Whether the line before is a heading, so that this is its text and no new report."""
    line = place.lines[place.at - 1]
    marker = line.marker
    if line.hashes > 0:
        return True
    if marker is None or len(line.folded) > 40 or "。" in line.folded[:-1]:
        return False
    earlier = place.lines[place.at - 2].marker if place.at >= 2 else None
    listed = earlier is not None and earlier.style == marker.style
    return not (listed and earlier is not None and earlier.number == marker.number - 1)


def _other_writer(place: Place) -> float:
    """1 each when the writer's own place (我县, 我区) and own office (我局, 我校) change."""
    before = [place.lines[index] for index in place.recent]
    after = place.lines[place.at : min(place.end, place.at + _LOOK_AHEAD)]
    points = 0.0
    for kinds in ("县区市镇乡省州旗", "局校院办站所"):
        one, other = _own(before, kinds), _own(after, kinds)
        points += 1.0 if one and other and one != other else 0.0
    return points


def _other_name(place: Place) -> float:
    """1 when the line names a county or city, and no name of the report so far."""
    names = place_names(place.lines[place.at].folded[:60])
    if not names:
        return 0.0
    titles = place.current.title or (place.current.start,)
    before = "".join(place.lines[index].folded for index in (*titles, *place.recent))
    if any(name in before for name in names):
        return 0.0
    return 1.0 if any(before.count(name) >= 2 for name in place_names(before)) else 0.0


def _own(lines: Sequence[Prepared], kinds: str) -> str | None:
    """The one of `kinds` that 我 goes with, where it does so twice and clearly."""
    text = "".join(line.folded for line in lines)
    counts = Counter({kind: text.count("我" + kind) for kind in kinds})
    (first, most), (_, second) = counts.most_common(2)
    return first if most >= 2 and most >= 3 * second else None
