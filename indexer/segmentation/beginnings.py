"""Finds the lines at which reports begin, with a title of their own and without one.

A title that a compilation numbered (…（一）, …篇二, 篇3：…) always begins a report. Every other
line is weighed by what it says, what comes before it and what follows it (`evidence`). The weights
were set on the labelled cases in tests/indexer/segmentation/cases.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from statistics import median_low
from typing import NamedTuple

from indexer.segmentation.evidence import (
    TITLED_THRESHOLD,
    UNTITLED_THRESHOLD,
    Beginning,
    Place,
    introduces_report,
    score_titled,
    score_untitled,
)
from indexer.segmentation.learned import (
    FEWEST_POINTS,
    MOST_POINTS,
    add_points,
    score_places,
)
from indexer.segmentation.parsed_lines import ParsedLine
from indexer.segmentation.place_features import describe_places
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

_ADDRESS = re.compile("各位代表.{0,400}我代表|我代表.{2,40}报告.{0,20}(?:工作|审议)")
_LINES_OF_ADDRESS = 4
_SHORTEST_REPORT = 60  # characters of body text before another report may begin
_TITLE_AGAIN = (
    200  # characters; a title given again, below a date or an introduction, comes within these
)
_HEADER_LINE = (
    45  # characters; author, date and occasion below a title are no longer and have no stop
)
_ADDED_AMONG = 0.2  # the same in a file in which another beginning was found
_ADDED = 1.0  # log-odds of the learned model from which a report begins, whatever the rules say
_EARLIER = -0.5  # log-odds from which one of the lines above begins the report instead
_IN_ADDRESS = 1.5  # log-odds from which an untitled one begins where a congress is addressed
_SHORTEST_LEARNED = 150  # characters before another report may begin that rules know nothing of
_ANNOUNCED = -5.5  # log-odds from which one begins where a series says that one is missing
_LARGEST_GAP = 5  # reports; a larger gap between two numbers is a mistake
_LINES_ABOVE = 2  # lines and
_OPENING = 250  # characters that may stand between the first line of a report and its first heading
_VETOED = -1.5  # log-odds below which none begins, whatever they say
_PREAMBLE = 600  # characters; a site's own words before the first title are no longer


def find_beginnings(
    lines: Sequence[ParsedLine], recommended: Collection[int] = ()
) -> tuple[Beginning, ...]:
    """The beginnings of the reports in `lines`, none of which is blank; empty without lines.

    `recommended` holds the indices of lines before which a site recommended what follows.
    """
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
    return tuple(_add_unannounced(lines, marks, announced, recommended))


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


class _Candidate(NamedTuple):
    """A beginning that was weighed: with log-odds `odds`, after `size` characters of the report it
    would end."""

    beginning: Beginning
    odds: float
    size: int


def _add_unannounced(
    lines: Sequence[ParsedLine],
    marks: Sequence[SeriesMark | None],
    announced: Sequence[Beginning],
    recommended: Collection[int],
) -> list[Beginning]:
    """`announced` and, between them, the beginnings that no series announced."""
    result: list[Beginning] = []
    gap = find_usual_gap(lines)
    for position, beginning in enumerate(announced):
        following = announced[position + 1] if position + 1 < len(announced) else None
        end = following.start if following else len(lines)
        between, candidates = _search(
            lines, marks, beginning, end, gap, recommended, len(announced) + len(result) > 1
        )
        if following is not None:
            missing = _count_missing(marks, beginning, following) - len(between)
            between += _choose_best(lines, candidates, between, missing)
        result += [beginning, *sorted(between, key=lambda found: found.start)]
    return result


def _search(
    lines: Sequence[ParsedLine],
    marks: Sequence[SeriesMark | None],
    announced: Beginning,
    end: int,
    gap: int,
    recommended: Collection[int],
    several: bool,
) -> tuple[list[Beginning], list[_Candidate]]:
    """The beginnings after `announced` and before `end`, and all that were weighed. `several` says
    whether the file is known to hold several reports."""
    result: list[Beginning] = []
    weighed: list[_Candidate] = []
    chances = score_places(describe_places(lines[announced.start : end], gap))
    current = announced
    index = body = _body_start(current)
    addressed = _addresses_congress(lines, current)
    size, headed, since = 0, False, 0
    while index < end:
        place = Place(lines, current, body, index, end, gap)
        again = not headed and size < _TITLE_AGAIN and _repeats_title(place)
        if size >= _SHORTEST_REPORT and not again and index + 1 < end:
            chance = float(chances[index - announced.start])
            candidate = _Candidate(Beginning(index), add_points(chance, FEWEST_POINTS), size)
            points = FEWEST_POINTS
            if add_points(chance, MOST_POINTS) >= _VETOED:  # else no rule can help
                found, points = weigh(place, marks)
                candidate = _Candidate(found, add_points(chance, points), size)
            weighed.append(candidate)
            needed = _ADDED_AMONG if several or result else _ADDED
            enough = index in recommended or (
                candidate.odds >= _VETOED
                if points >= 0
                else candidate.odds >= needed and size >= _SHORTEST_LEARNED
            )
            if addressed and not candidate.beginning.title and index not in recommended:
                enough = candidate.odds >= _IN_ADDRESS
            if enough and may_begin(lines[index]):
                current = _prefer_earlier(lines, weighed[since:])
                result.append(current)
                index = body = _body_start(current)
                addressed = _addresses_congress(lines, current)
                size, headed, since = 0, False, len(weighed)
                continue
        size += _body_size(lines[index])
        headed = headed or lines[index].marker is not None
        index += 1
    return result, weighed


def _addresses_congress(lines: Sequence[ParsedLine], beginning: Beginning) -> bool:
    """Whether a report lays itself before a congress with its first words. It is given in one
    piece, and says in the middle what a year was or will be, as others do where they begin."""
    head = lines[beginning.start : _body_start(beginning) + _LINES_OF_ADDRESS]
    return any(_ADDRESS.search(line.folded) for line in head)


def _prefer_earlier(lines: Sequence[ParsedLine], weighed: Sequence[_Candidate]) -> Beginning:
    """The last of `weighed`, or the line shortly before it that may as well begin the report: a
    first heading is sooner recognised than the paragraph above it."""
    last = weighed[-1]
    above = [
        candidate
        for candidate in weighed[-1 - _LINES_ABOVE : -1]
        if (candidate.odds >= _EARLIER or _introduces(lines, candidate, last))
        and last.beginning.start - candidate.beginning.start <= _LINES_ABOVE
        and last.size - candidate.size <= _OPENING
    ]
    if last.beginning.title or not above:
        return last.beginning
    return max(above, key=lambda candidate: candidate.odds).beginning


def _introduces(lines: Sequence[ParsedLine], above: _Candidate, heading: _Candidate) -> bool:
    """Whether the line `above` a first heading is the paragraph that introduces it."""
    line, below = lines[above.beginning.start], lines[heading.beginning.start]
    heads = below.hashes > 0 or (below.marker is not None and below.marker.number == 1)
    return heads and line.marker is None and may_begin(line) and introduces_report(line)


def _count_missing(marks: Sequence[SeriesMark | None], before: Beginning, after: Beginning) -> int:
    """How many reports a series leaves out between two of its titles: one between 篇一 and 篇三."""
    first, second = marks[before.start], marks[after.start]
    if first is None or second is None or first.kind != second.kind:
        return 0
    missing = second.number - first.number - 1
    return missing if 0 < missing <= _LARGEST_GAP else 0


def _choose_best(
    lines: Sequence[ParsedLine],
    weighed: Sequence[_Candidate],
    chosen: Sequence[Beginning],
    count: int,
) -> list[Beginning]:
    """The `count` likeliest of `weighed` that are no part of one another's first lines, or of those
    `chosen` already."""
    best: list[Beginning] = []
    for candidate in sorted(weighed, key=lambda candidate: -candidate.odds):
        if len(best) >= count:
            break
        starts = [found.start for found in (*chosen, *best)]
        near = any(abs(candidate.beginning.start - start) <= _LINES_ABOVE for start in starts)
        marker = lines[candidate.beginning.start].marker
        first = marker is None or marker.number == 1
        if candidate.odds >= _ANNOUNCED and first and not near:
            best.append(candidate.beginning)
    return best


def _body_size(line: ParsedLine) -> int:
    """The number of characters of a body line; 0 for a line of the header below a title."""
    header = line.marker is None and len(line.text) <= _HEADER_LINE and "。" not in line.folded
    return 0 if header else len(line.text)


def _repeats_title(place: Place) -> bool:
    """Whether the line repeats the title of the current report."""
    line = place.lines[place.at].folded.strip()
    return line in {place.lines[index].folded.strip() for index in place.current.title}


def find_usual_gap(lines: Sequence[ParsedLine]) -> int:
    """How many source lines usually lie from one line to the next: 1 where no line is blank, 2
    where every other one is."""
    gaps = [after.line.start - before.line.end for before, after in pairwise(lines)]
    return median_low(gaps) if gaps else 1


def _body_start(beginning: Beginning) -> int:
    """The index of the first line after the title, or after the first line of an untitled
    report."""
    return max((*beginning.block, beginning.start)) + 1


def weigh(place: Place, marks: Sequence[SeriesMark | None]) -> tuple[Beginning, float]:
    """The beginning that the line at `place` would be, and the points for it, beyond those that are
    enough."""
    line = place.lines[place.at]
    if line.marker is None and title_strength(line):
        beginning = _read_title_block(place.lines, marks, place.at)
        points = score_titled(place, beginning.block) - TITLED_THRESHOLD
    else:
        beginning = Beginning(place.at)
        points = score_untitled(place) - UNTITLED_THRESHOLD
    return beginning, points


def may_begin(line: ParsedLine) -> bool:
    """Whether the line can begin a report: a site's words and copies that break off cannot."""
    return not (is_truncated_copy(line) or is_site_words(line))
