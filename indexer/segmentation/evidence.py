"""Scores, in points, what speaks for a new report at a line that no series announced.

The points were set on the labelled cases in tests/indexer/segmentation/cases. The beginnings there
reach 3 points or more. Places inside a report that look like a beginning get fewer: a plan after a
review, an address to the audience, a second 一、 below the heading of a part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.segmentation.headings import ends_sentence
from indexer.segmentation.markers import Marker, style_rank
from indexer.segmentation.paragraphs import (
    find_place_names,
    is_closing,
    is_salutation,
    names_plan,
    names_review,
    opening_weight,
    salutation_weight,
)
from indexer.segmentation.parsed_lines import ParsedLine
from indexer.segmentation.titles import (
    are_similar,
    is_next_period,
    is_plan_title,
    title_strength,
)

TITLED_THRESHOLD = 3.5
UNTITLED_THRESHOLD = 3.0
"""A line that is a title, or is none, begins a report from this many points on."""

_LOOK_AHEAD = 12  # lines; the first heading of a report is expected within these
# How many lines before a place are read for what the current report is. Without a limit, a file of
# one report and ten thousand lines would be read ten thousand times.
_LOOK_BACK = 100
_LOOK_BACK_FOR_ADDRESS = 600  # lines; a speech has no more
_LOOK_ON = 300  # lines; the next heading of a report's top level is looked for within these

# A year of which a single mask is left: *年是……的一年.
_LONE_MASK = re.compile(r"[x×*○□]年(?=是|,|来|以来|[上下]半年)")
# 大家好, which opens a speech with or without a colon.
_GREETING = re.compile(
    r"(?:尊敬的|各位|同志们|老师们|朋友们|大家).{0,40}?(?:早上|上午|中午|下午|晚上)?好[!。:,]?$"
)
_EXCLAIMED = re.compile(r"(?:尊敬的)?(?:各位|同志们|老师们|朋友们|代表们|委员们)[^:。]{0,24}!")
_INTRODUCES = re.compile(
    r"^(?:[一二三四]季度|(?:本|这个?)(?:学期|学年|年度?|季度)|(?:今|上半|一|半)年|20[\dx]{2}年|[x×*]{1,4}年)(?!.{0,40}(?:要|将))"
    r"|^(?:现将|根据|按照).{0,60}(?:汇报|报告|总结)|(?:汇报|报告|总结)(?:如下|于后)"
)
# Offices that write reports of their own, as they begin a clause.
_SPEAKERS = (
    *(
        "团委",
        "妇联",
        "工会",
        "关工委",
        "联校",
        "中心校",
        "学区",
        "幼儿园",
        "教研室",
        "进修学校",
        "职教中心",
    ),
    *(
        "卫生院",
        "医院",
        "图书馆",
        "文化馆",
        "林场",
        "镇党委",
        "党支部",
        "招办",
        "电大",
        "中学",
        "小学",
    ),
)
_SPEAKER = re.compile(rf"(?:^|[我,。;:、\s])({'|'.join(_SPEAKERS)})", re.MULTILINE)
# What is aimed at belongs to a plan, whichever time it begins with. A paragraph that goes on from
# the past year to the next speaks of one subject only, and one that values what was done sums up.
_AIMS = re.compile(
    r"^.{0,60}(?:目标|总体要求|总要求|任务|思路|指导思想)(?:建议)?(?:是|为|:)|^.{0,60}预期目标"
    r"|新的一年,?(?:我们)?(?:要|将)|来之不易"
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a report begins. `start` is the index of its first line. `title` holds the indices of
    the lines of its title, and is empty without one. `block` holds those and the indices of the
    lines that give the title again; the body starts after them."""

    start: int
    title: tuple[int, ...] = ()
    block: tuple[int, ...] = ()


class Place(NamedTuple):
    """The line `at` of `lines`, which may begin a new report after the `current` one.

    `body` is the index of the current report's first line after its title, `end` that of the next
    announced beginning. `gap` is how many source lines usually lie from one line to the next.
    """

    lines: Sequence[ParsedLine]
    current: Beginning
    body: int
    at: int
    end: int
    gap: int

    @property
    def recent(self) -> range:
        """The indices of the current report's last lines before this one."""
        return range(max(self.body, self.at - _LOOK_BACK), self.at)


def score_titled(place: Place, block: Sequence[int]) -> float:
    """Points for a report whose title is the line at `place`. `block` holds the indices of the
    lines that give this title."""
    line = place.lines[place.at]
    strength = title_strength(line)
    if continues_numbering(place):
        return 0.0
    points = strength + 1.5 * (len(block) > 1)
    points += 0.5 * ends_sentence(place.lines[place.at - 1])
    points += 1.5 * _follows_closing(place) + _score_restart(place) + _score_page_start(place)
    after = block[-1] + 1
    if after < place.end:
        following = place.lines[after]
        points += 1.5 * (is_salutation(following) or opening_weight(following) >= 1)
    if place.current.title:
        earlier = place.lines[place.current.title[-1]]
        points += 1.5 * are_similar(line.folded, earlier.folded)
        points += 1.0 * (0 < line.hashes <= earlier.hashes)
    # 下半年工作计划 is more often a report's second part than another report.
    if is_plan_title(line):
        points -= 0.5 + (strength == 1) + 1.5 * is_next_period(line)
    # Looking for names reads the whole report so far, so it is done only where names can decide.
    return points if points >= TITLED_THRESHOLD else points + _score_other_name(place)


def score_untitled(place: Place) -> float:
    """Points for a report that begins at `place` without a title."""
    line = place.lines[place.at]
    if line.marker is not None:
        return _score_numbered(place, line.marker)
    salutation, opening, page = (
        weigh_salutation(place),
        weigh_opening(line),
        _score_page_start(place),
    )
    if not (salutation or opening or page >= 2.0) or _heads_what_follows(place):
        return 0.0
    if page < 2.0 and continues_numbering(place):
        return 0.0
    points = max(salutation, opening) + page + 1.5 * _follows_closing(place) + _score_restart(place)
    if points < 1.0:
        return points
    points += 1.5 * (opening >= 1.0 and _follows_plan(place))
    return points + _score_other_writer(place) + _score_other_name(place)


def _score_numbered(place: Place, marker: Marker) -> float:
    """Points for a report without a title that begins with its first heading, 一、……."""
    top = _find_top_style(place)
    if marker.number == 1 and top is None:
        return 3.0 if _speaker_changes(place) else 0.0
    if marker.number != 1 or style_rank(marker.style) > 1 or marker.style != top:
        return 0.0
    if _heads_what_follows(place):
        return 0.0
    points = _score_page_start(place) + 1.5 * _follows_closing(place) + _score_restart(place)
    points += 1.5 * (names_review(place.lines[place.at]) and _follows_plan(place))
    return points + _score_other_writer(place)


def _follows_plan(place: Place) -> bool:
    """Whether the current report has come to its last part, the one that looks ahead."""
    return any(
        names_plan(place.lines[index]) and not names_review(place.lines[index])
        for index in place.recent
    )


def weigh_opening(line: ParsedLine) -> float:
    """`paragraphs.opening_weight`, where a lone mask counts as a year, and what is aimed at as
    nothing that opens a report."""
    if _AIMS.search(line.folded):
        return 0.0
    if _LONE_MASK.match(line.folded):
        line = line._replace(folded=f"xx{line.folded[1:]}")
    return opening_weight(line)


def introduces_report(line: ParsedLine) -> bool:
    """Whether a paragraph may be the first of a report, by its first words or its last ones."""
    return bool(weigh_opening(line) or _INTRODUCES.search(line.folded))


def weigh_salutation(place: Place) -> float:
    """Points for an address to the audience: what `paragraphs.salutation_weight` gives, 3 for a
    greeting (各位校长，大家好！), and 0 for an exclamation (同志们！) after an earlier address,
    with which a speech goes on."""
    line = place.lines[place.at]
    if len(line.folded) <= 60 and _GREETING.match(line.folded):
        return 3.0
    if is_call(line):
        earlier = place.lines[max(0, place.at - _LOOK_BACK_FOR_ADDRESS) : place.at]
        if any(is_salutation(line) for line in earlier):
            return 0.0
    return salutation_weight(line)


def is_call(line: ParsedLine) -> bool:
    """Whether the line calls the audience with an exclamation mark: 同志们！"""
    return _EXCLAIMED.match(line.folded) is not None


def continues_numbering(place: Place) -> bool:
    """Whether the next heading of the current report's top level counts on from its last one, so
    that this line stands inside the report."""
    top = _find_top_style(place)
    if top is None:
        return False
    before = [
        marker.number
        for index in place.recent
        if (marker := place.lines[index].marker) and marker.style == top
    ]
    until = min(place.end, place.at + _LOOK_ON)
    ahead = (line.marker for line in place.lines[place.at : until] if line.marker)
    following = next((marker.number for marker in ahead if marker.style == top), None)
    return bool(before) and following is not None and following == before[-1] + 1


def _follows_closing(place: Place) -> bool:
    """Whether one of the two lines before closes a report: with thanks, a vow or a date."""
    return any(
        is_closing(place.lines[index]) for index in range(max(place.body, place.at - 2), place.at)
    )


def _score_page_start(place: Place) -> float:
    """Points for signs of a new page: 2 for a lone space before the line where no recent line has
    one, and 1 for more blank or removed lines before it than usual."""
    line, before = place.lines[place.at], place.lines[place.at - 1]
    points = 1.0 if line.line.start - before.line.end > place.gap else 0.0
    if line.lone_space and not any(place.lines[index].lone_space for index in place.recent):
        points += 2.0
    return points


def _find_top_style(place: Place) -> str | None:
    """The style of the first number in the current report, None where its first lines have none."""
    first = place.lines[place.body : min(place.at, place.body + _LOOK_BACK)]
    return next((line.marker.style for line in first if line.marker), None)


def _score_restart(place: Place) -> float:
    """Points when numbering starts over after this line: 1.5, or 2 where the run before it reached
    3. A first 一、 after a report of lower-ranking numbers gets 1.5 as well."""
    until = min(place.end, place.at + _LOOK_AHEAD)
    ahead = next((line.marker for line in place.lines[place.at : until] if line.marker), None)
    top = _find_top_style(place)
    if ahead is None or ahead.number != 1 or top is None:
        return 0.0
    before = [marker for index in place.recent if (marker := place.lines[index].marker)]
    reached = max((marker.number for marker in before if marker.style == top), default=0)
    if ahead.style != top:
        used_before = any(marker.style == ahead.style for marker in before)
        ranks_lower = style_rank(top) >= style_rank(ahead.style) and reached >= 2
        return 1.5 if ranks_lower and not used_before else 0.0
    if reached < 2:
        return 0.0
    return 2.0 if reached >= 3 else 1.5


def _heads_what_follows(place: Place) -> bool:
    """Whether the line before is a heading, so that this line is its text and no new report."""
    line = place.lines[place.at - 1]
    marker = line.marker
    if line.hashes > 0:
        return True
    if marker is None or len(line.folded) > 40 or "。" in line.folded[:-1]:
        return False
    earlier = place.lines[place.at - 2].marker if place.at >= 2 else None
    continues_list = earlier is not None and earlier.style == marker.style
    return not (continues_list and earlier is not None and earlier.number == marker.number - 1)


def _score_other_writer(place: Place) -> float:
    """Points when the writer changes: 1 for another kind of place (我县, 我区), 1 for another kind
    of office (我局, 我校)."""
    before = [place.lines[index] for index in place.recent]
    after = place.lines[place.at : min(place.end, place.at + _LOOK_AHEAD)]
    points = 0.0
    for kinds in ("县区市镇乡省州旗", "局校院办站所"):
        writer_before, writer_after = _find_writer(before, kinds), _find_writer(after, kinds)
        changed = writer_before and writer_after and writer_before != writer_after
        points += 1.0 if changed else 0.0
    return points


def _speaker_changes(place: Place) -> bool:
    """Whether the office that the current report names in its first lines is named no more from
    this line on, and another one, not named before, speaks instead."""
    first = "".join(line.folded for line in place.lines[place.current.start : place.body + 1])
    before = "".join(place.lines[index].folded for index in place.recent)
    until = min(place.end, place.at + _LOOK_AHEAD)
    after = "\n".join(line.folded for line in place.lines[place.at : until])
    now = Counter(_SPEAKER.findall(after)).most_common(1)
    return (
        bool(now)
        and now[0][1] >= 2
        and now[0][0] not in first + before
        and any(office in first and before.count(office) >= 2 for office in _SPEAKERS)
        and not any(office in first and office in after for office in _SPEAKERS)
    )


def _score_other_name(place: Place) -> float:
    """1 point when the line names a county or city and the current report names only others."""
    names = find_place_names(place.lines[place.at].folded[:60])
    if not names:
        return 0.0
    titles = place.current.title or (place.current.start,)
    before = "".join(place.lines[index].folded for index in (*titles, *place.recent))
    if any(name in before for name in names):
        return 0.0
    return 1.0 if any(before.count(name) >= 2 for name in find_place_names(before)) else 0.0


def _find_writer(lines: Sequence[ParsedLine], kinds: str) -> str | None:
    """The one of `kinds` that the writer says 我 with (我县: 县); None unless it is said twice and
    three times as often as any other."""
    text = "".join(line.folded for line in lines)
    counts = Counter({kind: text.count("我" + kind) for kind in kinds})
    (first, most), (_, second) = counts.most_common(2)
    return first if most >= 2 and most >= 3 * second else None
