"""From candidates to an outline: which are headings, and how deep each stands.

The depth is read from the sequence, not from the style: a number that goes on belongs to the run
it continues, a run that starts at 1 belongs under what stands above it. Reports nest their styles
in any order, skip levels, and lose numbers; markdown's # only says that a line is a heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from indexer.segmentation.headings import (
    Candidate,
    ends_sentence,
    numbered_candidates,
    run_in,
    short_line,
)
from indexer.segmentation.markers import rank
from indexer.segmentation.prepared import Prepared

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
    }
)
_LONG_ITEM = 90  # characters: numbered one-sentence paragraphs this long are headed text, no list
_SHARE_WITH_BODY = 0.6


class Node(NamedTuple):
    """A heading in its place; `level` 1 is the top."""

    candidate: Candidate
    level: int


def build_outline(lines: Sequence[Prepared]) -> list[Node]:
    """The outline of one report's lines (without its title and without blank lines)."""
    candidates = numbered_candidates(lines)
    nodes = place(candidates)
    for _ in range(4):
        listed = _listed(nodes, lines)
        if not listed:
            break
        candidates = [c for c in candidates if c.at not in listed]
        nodes = place(candidates)
    extra = _unnumbered(candidates, lines)
    return place(sorted([*candidates, *extra], key=lambda c: c.at)) if extra else nodes


@dataclass(slots=True)
class _Level:
    style: str
    delimiter: str
    number: int
    hashes: int = 0


def place(candidates: Sequence[Candidate]) -> list[Node]:
    """The level of each candidate, by the sequence of their numbers."""
    stack: list[_Level] = []
    seen: dict[str, int] = {}
    nodes: list[Node] = []
    turns = _turns(candidates)
    for position, candidate in enumerate(candidates):
        marker = candidate.marker
        if marker is None:
            depth = _depth_unnumbered(stack, candidate, turns[position])
            level = _Level(candidate.kind, "", 0, candidate.hashes)
        else:
            depth = _depth_numbered(stack, seen, candidates, position)
            level = _Level(marker.style, marker.delimiter, marker.number)
            seen[marker.style] = depth
        del stack[depth:]
        stack.append(level)
        nodes.append(Node(candidate, depth + 1))
    return _under_lost_parent(nodes)


def _depth_numbered(
    stack: Sequence[_Level],
    seen: dict[str, int],
    candidates: Sequence[Candidate],
    position: int,
) -> int:
    marker = candidates[position].marker
    assert marker is not None
    for depth in reversed(range(len(stack))):
        level = stack[depth]
        if level.style != marker.style:
            continue
        if marker.delimiter != level.delimiter and marker.number == 1:
            if _goes_on(level, candidates, position):
                return len(stack)  # 1. under 1、
            continue
        if marker.delimiter == level.delimiter or marker.number == level.number + 1:
            return depth
    same = [depth for depth, level in enumerate(stack) if level.style == marker.style]
    if same:
        return same[-1]
    unnumbered = bool(stack) and not stack[-1].number
    if marker.number == 1 and (unnumbered or _heads_nothing_else(candidates, position - 1)):
        return len(stack)
    if marker.style in seen:
        return min(seen[marker.style], len(stack))
    depth = len(stack)
    while depth and _shallower(marker.style, stack[depth - 1]):
        if marker.number == 1 and _goes_on(stack[depth - 1], candidates, position):
            break
        depth -= 1
    return depth


def _heads_nothing_else(candidates: Sequence[Candidate], position: int) -> bool:
    """Whether the heading stands right above the next one, with no text of its own, and is not
    the last line of a list."""
    if position < 0:
        return False
    heading, following = candidates[position], candidates[position + 1]
    if heading.rest > 0 or following.at != heading.at + 1:
        return False
    before = candidates[position - 1] if position else None
    if before is None or before.marker is None or heading.marker is None:
        return True
    listed = before.at == heading.at - 1 and before.rest == 0
    return not (listed and before.marker.style == heading.marker.style)


def _shallower(style: str, level: _Level) -> bool:
    """Whether `style` usually stands above or beside `level`."""
    return level.number > 0 and rank(style) <= rank(level.style)


def _goes_on(level: _Level, candidates: Sequence[Candidate], position: int) -> bool:
    """Whether the run of `level` is continued after `position`, before it starts over."""
    for later in candidates[position:]:
        marker = later.marker
        if marker is None or marker.style != level.style or marker.delimiter != level.delimiter:
            continue
        return marker.number == level.number + 1
    return False


def _turns(candidates: Sequence[Candidate]) -> list[Candidate | None]:
    """For each candidate the one after it or after the run it is in: a part stands alone, other
    headings without a number come in runs before the next number."""
    turns: list[Candidate | None] = []
    turn: Candidate | None = None
    after: Candidate | None = None
    for candidate in reversed(candidates):
        if after is None or after.kind != candidate.kind or after.kind == "part":
            turn = after
        turns.append(turn)
        after = candidate
    return turns[::-1]


def _depth_unnumbered(
    stack: Sequence[_Level], candidate: Candidate, after: Candidate | None
) -> int:
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


def _under_lost_parent(nodes: list[Node]) -> list[Node]:
    """Where 二、 follows (1)…(5) with no 一、 before: those stand under the 一、 that was lost."""
    for position, node in enumerate(nodes):
        marker = node.candidate.marker
        if marker is None or node.level != 1 or marker.number == 1:
            continue
        before = nodes[:position]
        if not before or any(n.candidate.marker is None for n in before):
            return nodes
        styles = {n.candidate.marker.style for n in before if n.candidate.marker and n.level == 1}
        if all(rank(style) > rank(marker.style) for style in styles):
            return [Node(n.candidate, n.level + 1) for n in before] + nodes[position:]
        return nodes
    return nodes


def _listed(nodes: Sequence[Node], lines: Sequence[Prepared]) -> set[int]:
    """The lines of runs of plain list items, and of stray numbers."""
    return {
        nodes[position].candidate.at
        for run in _runs(nodes)
        if not _are_headings(run, nodes, lines)
        for position in run
    }


def _runs(nodes: Sequence[Node]) -> list[list[int]]:
    """Positions of numbered siblings: one parent, one style, numbered on from its first."""
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


def _are_headings(run: Sequence[int], nodes: Sequence[Node], lines: Sequence[Prepared]) -> bool:
    """Whether a run of numbered siblings heads text, or is a list of one-sentence items."""
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
    judged = run[:-1]
    with_body = sum(_has_body(position, nodes, lines) for position in judged)
    if with_body / len(judged) >= _SHARE_WITH_BODY:
        return True
    mean = sum(nodes[position].candidate.length for position in run) / len(run)
    return mean >= _LONG_ITEM


def _has_body(position: int, nodes: Sequence[Node], lines: Sequence[Prepared]) -> bool:
    """Text on the heading's line or under it, or headings below it."""
    candidate = nodes[position].candidate
    if candidate.has_rest:
        return True
    if position + 1 == len(nodes):
        return candidate.at + 1 < len(lines)
    following = nodes[position + 1]
    return following.level > nodes[position].level or following.candidate.at > candidate.at + 1


def _has_children(position: int, nodes: Sequence[Node]) -> bool:
    return position + 1 < len(nodes) and nodes[position + 1].level > nodes[position].level


def _unnumbered(candidates: Sequence[Candidate], lines: Sequence[Prepared]) -> list[Candidate]:
    """Headings without a number, found between the others."""
    bounds = [-1, *(c.at for c in candidates), len(lines)]
    by_index = {c.at: c for c in candidates}
    extra: list[Candidate] = []
    for start, end in pairwise(bounds):
        gap = range(start + 1, end)
        lost = _lost_number(by_index.get(start), by_index.get(end), gap, lines)
        extra += lost or _alternating(gap, lines, end in by_index) or _run_ins(gap, lines)
    return extra


def _lost_number(
    before: Candidate | None, after: Candidate | None, gap: range, lines: Sequence[Prepared]
) -> list[Candidate]:
    """The one heading that stands between 二、 and 四、."""
    if before is None or after is None or before.marker is None or after.marker is None:
        return []
    if before.marker.style != after.marker.style or after.marker.number != before.marker.number + 2:
        return []
    own = not before.has_rest
    start = gap.start + 1 if own else gap.start
    found = [
        candidate
        for index in range(start, gap.stop)
        if (candidate := short_line(index, lines[index]) if own else run_in(index, lines[index]))
    ]
    return [found[0]._replace(kind="lost")] if len(found) == 1 else []


def _alternating(gap: range, lines: Sequence[Prepared], headed_after: bool) -> list[Candidate]:
    """Short lines, two or more, each with longer text under it."""
    found: list[Candidate] = []
    for index in gap:
        candidate = short_line(index, lines[index])
        if candidate is None or (index > gap.start and not ends_sentence(lines[index - 1])):
            continue
        under = index + 1
        if under < gap.stop:
            if len(lines[under].folded) >= max(30, 3 * candidate.length // 2):
                found.append(candidate)
        elif headed_after:
            found.append(candidate)
    return found if len(found) >= 2 else []


def _run_ins(gap: range, lines: Sequence[Prepared]) -> list[Candidate]:
    """Paragraphs that begin with a short sentence: three or more in a row, or, when the sentence
    may hold a comma, all paragraphs of the place but its first, four or more."""
    begun = [run_in(index, lines[index], clauses=True) for index in gap] if len(gap) >= 3 else []
    if not any(begun):
        return []
    found: list[Candidate] = []
    strict = [run_in(index, lines[index]) for index in gap]
    for _, group in groupby(strict, key=lambda candidate: candidate is not None):
        run = [candidate for candidate in group if candidate is not None]
        if len(run) >= 3:
            found += run
    whole = [candidate for candidate in begun if candidate is not None]
    if len(whole) >= 4 and len(whole) > len(found) and all(begun[1:]):
        return whole
    return found
