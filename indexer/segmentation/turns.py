"""Finds where the text of a heading ends before the next heading begins.

After the last of several sibling headings a report often turns away from it, to its shortcomings,
to what comes next, to its close.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from indexer.segmentation.outline import Node
from indexer.segmentation.paragraphs import names_review, read_turn
from indexer.segmentation.parsed_lines import ParsedLine

# Characters from which what turns away is a leaf of its own. A vow of one line (同志们，让我们……)
# stays with the text before it, as thanks and a signature do: the longest that is labelled so, in
# tests/indexer/segmentation/cases, has 41.
_SHORTEST_TURN = 42
_TROUBLE_HEADING = re.compile(r"问题|不足|困难|差距|短板")
_PLAN_HEADING = re.compile(r"下一?步|下半年|下一?阶段|今后|明年|来年|目标|任务|展望|要点|打算|措施")


def find_turns(nodes: Sequence[Node], lines: Sequence[ParsedLine], end: int) -> dict[int, int]:
    """The indices of the lines at which the text turns away from the heading above, each with the
    level of the heading that it goes on with: 0 where it belongs to none.

    `nodes` is the outline of `lines`, and `end` the index at which appended notes begin.
    """
    turns: dict[int, int] = {}
    for position, following_level, body in _bodies(nodes, end):
        node = nodes[position]
        if following_level >= node.level:
            continue  # a sibling or a child comes next
        start, turned = body.start, ""
        for index in body[1:]:
            kind = read_turn(lines[index])
            if kind in ("", turned) or _size(lines[index : body.stop]) < _SHORTEST_TURN:
                continue
            if turned:
                turns_here = _size(lines[start:index]) >= _SHORTEST_TURN
            else:
                turns_here = not (
                    _is_about(kind, position, nodes, lines)
                    or _is_usual(kind, position, nodes, lines, end)
                )
            if turns_here:
                turns[index] = following_level
                start, turned = index, kind
    return turns


def _bodies(nodes: Sequence[Node], end: int) -> Iterator[tuple[int, int, range]]:
    """For each node its position, the level of the heading after it (0 at the end of the report),
    and the indices of the lines of its text."""
    for position, (node, following) in enumerate(pairwise([*nodes, None])):
        assert node is not None
        start = node.candidate.at + (node.candidate.rest == 0)
        stop = following.candidate.at if following else end
        yield position, following.level if following else 0, range(start, stop)


def _size(lines: Sequence[ParsedLine]) -> int:
    return sum(len(line.text) for line in lines)


def _is_about(kind: str, position: int, nodes: Sequence[Node], lines: Sequence[ParsedLine]) -> bool:
    """Whether the heading at `position`, or one above it, is itself about what the text turns to:
    下一步，…… under 三、今后打算 stays there."""
    level = nodes[position].level + 1
    for node in reversed(nodes[: position + 1]):
        if node.level >= level:
            continue
        level = node.level
        line = lines[node.candidate.at]
        head = line.folded[: node.candidate.head_end]
        if kind == "problem" and _TROUBLE_HEADING.search(head):
            return True
        if kind == "plan" and _PLAN_HEADING.search(head):
            return not names_review(line)
    return False


def _is_usual(
    kind: str, position: int, nodes: Sequence[Node], lines: Sequence[ParsedLine], end: int
) -> bool:
    """Whether a sibling before the heading at `position` ends with the same turn, so that each
    section of the report has its own plan or shortcomings."""
    if kind in ("closing", "address"):
        return False
    for earlier, following_level, body in reversed(list(_bodies(nodes[: position + 1], end))[:-1]):
        if nodes[earlier].level < nodes[position].level:
            return False
        if following_level >= nodes[earlier].level and any(
            read_turn(lines[index]) == kind for index in body[1:]
        ):
            return True
    return False
