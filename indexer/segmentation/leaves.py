"""Makes the leaf sections of an outline, with ids that stay the same after a rebuild."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise

from indexer.model import Heading, Line, Section
from indexer.segmentation.notes import find_notes
from indexer.segmentation.outline import Node
from indexer.segmentation.parsed_lines import ParsedLine
from indexer.segmentation.subjects import find_subjects
from indexer.segmentation.turns import find_turns

# Characters from which a leaf is cut into parts. A cut is a beginning that a reader did not expect:
# in reports of five bureaus, which are not in the repository, cutting at 1,200 adds 5 % to the leaf
# starts, cutting at 2,400 adds none to those labelled by hand. No leaf of corpus/ or tests/labelled
# is as long as 1,200; `python -m bench.score_segmentation FOLDER` measures it on longer ones.
_LONG_LEAF = 2400
_SHORTEST_PART = 300
_ENUMERATION = re.compile(r"(?:^|(?<=[。；;！]))[一二三四五六七八九十]{1,2}是")

# Characters from which text without a heading of its own is cut where its subject changes, and
# from which text below a heading is. Of the leaves below a heading in the files labelled by hand,
# all of one subject, the longest has 1,169.
_LONG_STRETCH = 300
_LONG_HEADED = 1200


@dataclass(slots=True)
class Identities:
    """Makes the ids of one file's reports and sections.

    An id is 16 hexadecimal digits, a hash of the file's name, of what the thing says and of how
    often the same was said before in the file. So a change elsewhere in the file changes no id.
    """

    file_name: str
    _count: Counter[str] = field(default_factory=Counter)

    def make_id(self, *parts: str) -> str:
        """The id of the thing that says `parts`, counted as one more of its kind."""
        content = "\x1f".join(parts)
        self._count[content] += 1
        hashed = f"{self.file_name}\x1e{content}\x1e{self._count[content]}"
        return blake2b(hashed.encode(), digest_size=8).hexdigest()


def make_headings(nodes: Sequence[Node], lines: Sequence[ParsedLine]) -> tuple[Heading, ...]:
    """The headings of the outline, as values of the model."""
    return tuple(
        Heading(
            line=lines[node.candidate.at].line.start,
            level=node.level,
            text=_heading_text(node, lines),
            inline=node.candidate.rest > 0,
        )
        for node in nodes
    )


def make_sections(
    nodes: Sequence[Node], lines: Sequence[ParsedLine], ids: Identities
) -> tuple[Section, ...]:
    """The leaf sections: the text between one heading and the next, or the place where it turns
    away from the heading. A heading without text of its own gives none."""
    notes = find_notes(lines)
    turns = find_turns(nodes, lines, notes) | {notes: 0}
    by_index = {node.candidate.at: node for node in nodes}
    path: list[tuple[int, str]] = []
    body: list[ParsedLine] = []
    headed = bool(nodes)  # whether `body` stands below a heading or before one
    sections: list[Section] = []

    def end_leaf() -> None:
        if not body:
            return
        titles = tuple(text for _, text in path)
        for leaf in _cut_subjects(body, _LONG_HEADED if headed else _LONG_STRETCH):
            sections.extend(_split_leaf(titles, leaf, ids))
        body.clear()

    for index, parsed in enumerate(lines):
        node = by_index.get(index)
        if index in turns:
            end_leaf()
            headed = index == notes
            while path and path[-1][0] > turns[index]:
                path.pop()
        if node is None:
            body.append(parsed)
            continue
        end_leaf()
        headed = True
        while path and path[-1][0] >= node.level:
            path.pop()
        path.append((node.level, _heading_text(node, lines)))
        if node.candidate.rest > 0:
            start = node.candidate.body_start
            body.append(
                parsed._replace(text=parsed.text[start:], folded=parsed.folded[start:], marker=None)
            )
    end_leaf()
    return tuple(sections)


def _cut_subjects(body: Sequence[ParsedLine], shortest: int) -> list[tuple[Line, ...]]:
    """The leaves of text below one heading or none: a stretch of `shortest` characters or more is
    cut where its subject changes."""
    lines = [_replace_text(parsed.line, parsed.text) for parsed in body]
    if sum(len(line.text) for line in lines) < shortest:
        return [tuple(lines)]
    cuts = [0, *find_subjects(body), len(lines)]
    return [tuple(lines[start:end]) for start, end in pairwise(cuts)]


def _replace_text(line: Line, text: str) -> Line:
    return line if line.text == text else Line(line.start, line.end, text)


def _heading_text(node: Node, lines: Sequence[ParsedLine]) -> str:
    return lines[node.candidate.at].text[: node.candidate.head_end]


def _split_leaf(path: tuple[str, ...], body: tuple[Line, ...], ids: Identities) -> list[Section]:
    parts = _cut_long_leaf(body)
    if len(parts) == 1:
        return [_make_section(path, body, None, ids)]
    return [_make_section(path, part, number, ids) for number, part in enumerate(parts, 1)]


def _make_section(
    path: tuple[str, ...], body: tuple[Line, ...], part: int | None, ids: Identities
) -> Section:
    text = "\n".join(line.text for line in body)
    return Section(ids.make_id("section", *path, text), path, body, part)


def _cut_long_leaf(body: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """The parts of a very long leaf, cut before 一是, 二是 … where the parts are long enough; a
    leaf of usual length is its only part."""
    if sum(len(line.text) for line in body) <= _LONG_LEAF:
        return [body]
    parts: list[list[Line]] = [[]]
    size = 0
    for line in body:
        cuts = [item.start() for item in _ENUMERATION.finditer(line.text)]
        start = 0
        for cut in cuts:
            if size + cut - start < _SHORTEST_PART or len(line.text) - cut < _SHORTEST_PART // 3:
                continue
            if cut > start:
                parts[-1].append(_replace_text(line, line.text[start:cut]))
            parts.append([])
            start, size = cut, 0
        parts[-1].append(_replace_text(line, line.text[start:]))
        size += len(line.text) - start
    return [tuple(part) for part in parts if part]
