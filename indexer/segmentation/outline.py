"""Makes an outline of candidates: decides which are headings, and how deep each stands.

The depth follows from the sequence of numbers, not from their style. A number that counts on
belongs to the run that it continues; a run that starts at 1 belongs below the heading above it.
Reports nest the styles of numbers in any order, skip levels and lose numbers, and markdown's # says
only that a line is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from indexer.segmentation.headings import (
    Candidate,
    colon_candidate,
    ends_sentence,
    find_candidates,
    run_in_candidate,
    short_line_candidate,
)
from indexer.segmentation.markers import style_rank
from indexer.segmentation.notes import find_notes
from indexer.segmentation.parsed_lines import ParsedLine

_NEEDS_SIBLINGS = frozenset(
    {
        "ordinal",
        "circled",
        "bare",
        "dotted",
        "spaced",
        "spaced_arab",
        "stem",
        "masked",
        "masked_paren",
        "emptied",
        "emptied_paren",
    }
)
_LONG_ITEM = (
    90  # characters; numbered one-sentence paragraphs of this length are headed text, no list
)
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]{1,4}条\s")
_SHARE_WITH_BODY = 0.6


class Node(NamedTuple):
    """A heading of the outline; `level` 1 is the top."""

    candidate: Candidate
    level: int


def build_outline(lines: Sequence[ParsedLine]) -> list[Node]:
    """The outline of one report. `lines` holds neither its title nor blank lines. Notes appended to
    the report have no headings."""
    lines = lines[: find_notes(lines)]
    candidates = find_candidates(lines)
    nodes = assign_levels(candidates)
    for _ in range(4):
        list_items = _find_list_items(nodes, lines)
        if not list_items:
            break
        candidates = [c for c in candidates if c.at not in list_items]
        nodes = assign_levels(candidates)
    extra = _find_unnumbered(candidates, lines)
    return assign_levels(sorted([*candidates, *extra], key=lambda c: c.at)) if extra else nodes


@dataclass(slots=True)
class _Level:
    """The heading that is open at one depth: the last one there, with its style and number."""

    style: str
    delimiter: str
    number: int
    hashes: int = 0


def assign_levels(candidates: Sequence[Candidate]) -> list[Node]:
    """A node for each candidate, with the level that the sequence of numbers gives it."""
    stack: list[_Level] = []
    depth_of_style: dict[str, int] = {}
    nodes: list[Node] = []
    turns = _find_next_turns(candidates)
    for position, candidate in enumerate(candidates):
        marker = candidate.marker
        if marker is None:
            depth = _find_unnumbered_depth(stack, candidate, turns[position])
            level = _Level(candidate.kind, "", 0, candidate.hashes)
        else:
            depth = _find_numbered_depth(stack, depth_of_style, candidates, position)
            level = _Level(marker.style, marker.delimiter, marker.number)
            depth_of_style[marker.style] = depth
        del stack[depth:]
        stack.append(level)
        nodes.append(Node(candidate, depth + 1))
    return _nest_under_lost_parent(nodes)


def _find_numbered_depth(
    stack: Sequence[_Level],
    depth_of_style: dict[str, int],
    candidates: Sequence[Candidate],
    position: int,
) -> int:
    """The depth, 0 being the top, of the candidate at `position`, which has a number.

    `stack` holds the open headings from the top down, `depth_of_style` the depth at which each
    style was last seen. The candidate continues the deepest open run of its style; where there is
    none it begins a run below the heading before it or beside a heading that its style usually
    equals.
    """
    marker = candidates[position].marker
    assert marker is not None
    for depth in reversed(range(len(stack))):
        level = stack[depth]
        if level.style != marker.style:
            continue
        if marker.delimiter != level.delimiter and marker.number == 1:
            if _continues_run(level, candidates, position):
                return len(stack)  # 1. under 1、
            continue
        if marker.delimiter == level.delimiter or marker.number == level.number + 1:
            return depth
    same = [depth for depth, level in enumerate(stack) if level.style == marker.style]
    if same:
        return same[-1]
    unnumbered = bool(stack) and not stack[-1].number
    if marker.number == 1 and (unnumbered or _stands_alone(candidates, position - 1)):
        return len(stack)
    if marker.style in depth_of_style:
        return min(depth_of_style[marker.style], len(stack))
    depth = len(stack)
    while depth and _stands_above(marker.style, stack[depth - 1]):
        if marker.number == 1 and _continues_run(stack[depth - 1], candidates, position):
            break
        depth -= 1
    return depth


def _stands_alone(candidates: Sequence[Candidate], position: int) -> bool:
    """Whether the heading at `position` comes right before the next one, without text of its own,
    and is not the last item of a list."""
    if position < 0:
        return False
    heading, following = candidates[position], candidates[position + 1]
    if heading.rest > 0 or following.at != heading.at + 1:
        return False
    before = candidates[position - 1] if position else None
    if before is None or before.marker is None or heading.marker is None:
        return True
    follows_item = before.at == heading.at - 1 and before.rest == 0
    return not (follows_item and before.marker.style == heading.marker.style)


def _stands_above(style: str, level: _Level) -> bool:
    """Whether a number of this style usually ranks above `level` or equal to it."""
    return level.number > 0 and style_rank(style) <= style_rank(level.style)


def _continues_run(level: _Level, candidates: Sequence[Candidate], position: int) -> bool:
    """Whether a candidate from `position` on continues the run of `level` before one starts it
    over."""
    for later in candidates[position:]:
        marker = later.marker
        if marker is None or marker.style != level.style or marker.delimiter != level.delimiter:
            continue
        return marker.number == level.number + 1
    return False


def _find_next_turns(candidates: Sequence[Candidate]) -> list[Candidate | None]:
    """For each candidate the one after the run of its kind that it is in. A heading of a part is no
    member of a run, so its turn is the candidate right after it."""
    turns: list[Candidate | None] = []
    turn: Candidate | None = None
    after: Candidate | None = None
    for candidate in reversed(candidates):
        if after is None or after.kind != candidate.kind or after.kind == "part":
            turn = after
        turns.append(turn)
        after = candidate
    return turns[::-1]


def _find_unnumbered_depth(
    stack: Sequence[_Level], candidate: Candidate, after: Candidate | None
) -> int:
    """The depth, 0 being the top, of a candidate without a number. `after` is the first candidate
    that is not of its run."""
    numbered_depths = {level.style: depth for depth, level in enumerate(stack) if level.number}
    following = after.marker if after else None
    depth_of_following = numbered_depths.get(following.style) if following else None
    if following is not None and depth_of_following is not None:
        gap = following.number - stack[depth_of_following].number
        if candidate.kind == "lost" and gap == 2:
            return depth_of_following  # the sibling that lost its number
    for depth, level in enumerate(stack):
        if level.style == candidate.kind and level.hashes >= candidate.hashes:
            return depth
    if following is not None and depth_of_following is not None:
        if following.number == 1 and candidate.kind != "run-in":
            return depth_of_following  # 下半年工作要点 above a second 一、
        if candidate.kind in ("part", "marked"):
            return depth_of_following + 1
    nested = any(level.style == candidate.kind for level in stack)
    return 0 if candidate.kind in ("part", "marked") and not nested else len(stack)


def _nest_under_lost_parent(nodes: list[Node]) -> list[Node]:
    """`nodes`, with those before the first 二、 one level deeper where the 一、 above them was
    lost: (1) … (5) 二、."""
    for position, node in enumerate(nodes):
        marker = node.candidate.marker
        if marker is None or node.level != 1 or marker.number == 1:
            continue
        before = nodes[:position]
        if not before or any(n.candidate.marker is None for n in before):
            return nodes
        styles = {n.candidate.marker.style for n in before if n.candidate.marker and n.level == 1}
        if all(style_rank(style) > style_rank(marker.style) for style in styles):
            return [Node(n.candidate, n.level + 1) for n in before] + nodes[position:]
        return nodes
    return nodes


def _find_list_items(nodes: Sequence[Node], lines: Sequence[ParsedLine]) -> set[int]:
    """The indices of the lines that are items of a list, or begin with a stray number."""
    return {
        nodes[position].candidate.at
        for run in _find_sibling_runs(nodes)
        if not _is_heading_run(run, nodes, lines)
        for position in run
    }


def _find_sibling_runs(nodes: Sequence[Node]) -> list[list[int]]:
    """The positions of numbered siblings, a list for each run of them. The members of a run have
    one parent and one style, and count on from the first."""
    runs: list[list[int]] = []
    open_runs: dict[int, list[int]] = {}
    for position, node in enumerate(nodes):
        for level in [level for level in open_runs if level > node.level]:
            del open_runs[level]
        marker = node.candidate.marker
        if marker is None:
            open_runs.pop(node.level, None)
            continue
        run = open_runs.get(node.level)
        previous = nodes[run[-1]].candidate.marker if run else None
        if (
            run is None
            or previous is None
            or previous.style != marker.style
            or (marker.number == 1 and previous.number != 1)
        ):
            run = []
            runs.append(run)
            open_runs[node.level] = run
        run.append(position)
    return runs


def _is_heading_run(run: Sequence[int], nodes: Sequence[Node], lines: Sequence[ParsedLine]) -> bool:
    """Whether the members of a run head text; else they are items of a list, a sentence each."""
    first = nodes[run[0]].candidate
    marker = first.marker
    assert marker is not None
    if len(run) == 1:
        if marker.style in _NEEDS_SIBLINGS:
            return False
        if marker.number > 1 and marker.style not in ("chapter", "han", "han_paren"):
            return first.has_rest
        return _has_body(run[0], nodes, lines) or first.length <= 40
    if any(_has_children(position, nodes) for position in run):
        return True
    all_but_last = run[:-1]
    with_body = sum(_has_body(position, nodes, lines) for position in all_but_last)
    if with_body / len(all_but_last) >= _SHARE_WITH_BODY:
        return True
    mean = sum(nodes[position].candidate.length for position in run) / len(run)
    return mean >= _LONG_ITEM


def _has_body(position: int, nodes: Sequence[Node], lines: Sequence[ParsedLine]) -> bool:
    """Whether text comes on the heading's line or below it, or headings of a deeper level do."""
    candidate = nodes[position].candidate
    if candidate.has_rest:
        return True
    if position + 1 == len(nodes):
        return candidate.at + 1 < len(lines)
    following = nodes[position + 1]
    return following.level > nodes[position].level or following.candidate.at > candidate.at + 1


def _has_children(position: int, nodes: Sequence[Node]) -> bool:
    return position + 1 < len(nodes) and nodes[position + 1].level > nodes[position].level


def _find_unnumbered(
    candidates: Sequence[Candidate], lines: Sequence[ParsedLine]
) -> list[Candidate]:
    """The headings without a number between the other candidates."""
    bounds = [-1, *(c.at for c in candidates), len(lines)]
    by_index = {c.at: c for c in candidates}
    extra: list[Candidate] = []
    for start, end in pairwise(bounds):
        gap = range(start + 1, end)
        lost = _find_lost_number(by_index.get(start), by_index.get(end), gap, lines)
        extra += (
            lost
            or _find_alternating(gap, lines, end in by_index)
            or _find_run_ins(gap, lines)
            or _find_colon_siblings(gap, lines)
        )
    return extra


def _find_lost_number(
    before: Candidate | None, after: Candidate | None, gap: range, lines: Sequence[ParsedLine]
) -> list[Candidate]:
    """The heading between 二、 and 四、 that lost its number, if exactly one line can be it."""
    if before is None or after is None or before.marker is None or after.marker is None:
        return []
    if before.marker.style != after.marker.style or after.marker.number != before.marker.number + 2:
        return []
    on_own_line = not before.has_rest
    start = gap.start + 1 if on_own_line else gap.start
    make_candidate = short_line_candidate if on_own_line else run_in_candidate
    possible = [
        candidate
        for index in range(start, gap.stop)
        if (candidate := make_candidate(index, lines[index]))
    ]
    return [possible[0]._replace(kind="lost")] if len(possible) == 1 else []


def _find_alternating(
    gap: range, lines: Sequence[ParsedLine], headed_after: bool
) -> list[Candidate]:
    """The short lines of the gap, where two or more each have longer text below. In a law, whose
    articles are numbered 第一条, a short line that ends with a full stop is a sentence."""
    of_law = any(_ARTICLE.match(lines[index].folded) for index in gap)
    headings: list[Candidate] = []
    for index in gap:
        candidate = short_line_candidate(index, lines[index])
        if candidate is None or (index > gap.start and not ends_sentence(lines[index - 1])):
            continue
        if of_law and lines[index].folded.endswith("。"):
            continue
        under = index + 1
        if under < gap.stop:
            if len(lines[under].folded) >= max(30, 3 * candidate.length // 2):
                headings.append(candidate)
        elif headed_after:
            headings.append(candidate)
    return headings if len(headings) >= 2 else []


def _find_run_ins(gap: range, lines: Sequence[ParsedLine]) -> list[Candidate]:
    """The paragraphs of the gap that begin with a run-in heading: three or more in a row, or, where
    the heading may contain a comma, four or more that are all but the gap's first paragraph."""
    if len(gap) < 3:
        return []
    loose = [run_in_candidate(index, lines[index], clauses=True) for index in gap]
    if not any(loose):
        return []
    in_rows: list[Candidate] = []
    strict = [run_in_candidate(index, lines[index]) for index in gap]
    for _, group in groupby(strict, key=lambda candidate: candidate is not None):
        run = [candidate for candidate in group if candidate is not None]
        if len(run) >= 3:
            in_rows += run
    with_clauses = [candidate for candidate in loose if candidate is not None]
    if len(with_clauses) >= 4 and len(with_clauses) > len(in_rows) and all(loose[1:]):
        return with_clauses
    return in_rows


def _find_colon_siblings(gap: range, lines: Sequence[ParsedLine]) -> list[Candidate]:
    """The paragraphs of the gap that begin with a subject and a colon (幼儿教育：…… 中职教育：……):
    three or more with different words, in a row or of one shape, which is to say that the words end
    alike or are equally many."""
    candidates = [colon_candidate(index, lines) for index in gap] if len(gap) >= 3 else []
    in_rows: list[Candidate] = []
    alike: dict[str | int, list[Candidate]] = {}
    for _, group in groupby(candidates, key=lambda candidate: candidate is not None):
        row = [candidate for candidate in group if candidate is not None]
        if _are_distinct(row, lines):
            in_rows += row
        for candidate in row:
            words = _words(candidate, lines)
            for shape in (words[-2:], len(words)):
                alike.setdefault(shape, []).append(candidate)
    series = [c for same in alike.values() if _are_distinct(same, lines) for c in same]
    return sorted({c.at: c for c in [*in_rows, *series]}.values(), key=lambda c: c.at)


def _are_distinct(candidates: Sequence[Candidate], lines: Sequence[ParsedLine]) -> bool:
    """Whether there are three or more, none of which says the same as another: a dialogue repeats
    who speaks."""
    return len(candidates) >= 3 and len({_words(c, lines) for c in candidates}) == len(candidates)


def _words(candidate: Candidate, lines: Sequence[ParsedLine]) -> str:
    return lines[candidate.at].folded[: candidate.head_end]
