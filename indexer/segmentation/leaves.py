"""Makes the leaf sections of an outline, with ids that stay the same after a rebuild."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from indexer.model import Heading, Line, Section
from indexer.segmentation.outline import Node
from indexer.segmentation.parsed_lines import ParsedLine

# Characters from which a leaf is cut into parts. A cut is a beginning that a reader did not expect:
# in reports of five bureaus, which are not in the repository, cutting at 1,200 adds 5 % to the leaf
# starts, cutting at 2,400 adds none to those labelled by hand. No leaf of corpus/ or tests/labelled
# is as long as 1,200; `python -m bench.score_segmentation FOLDER` measures it on longer ones.
_LONG_LEAF = 2400
_SHORTEST_PART = 300
_ENUMERATION = re.compile(r"(?:^|(?<=[。；;！]))[一二三四五六七八九十]{1,2}是")


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
    """The leaf sections: the text between one heading and the next. A heading without text of its
    own gives none."""
    by_index = {node.candidate.at: node for node in nodes}
    path: list[tuple[int, str]] = []
    body: list[Line] = []
    sections: list[Section] = []

    def end_leaf() -> None:
        if body:
            sections.extend(_split_leaf(tuple(text for _, text in path), tuple(body), ids))
            body.clear()

    for index, parsed in enumerate(lines):
        node = by_index.get(index)
        if node is None:
            body.append(_replace_text(parsed.line, parsed.text))
            continue
        end_leaf()
        while path and path[-1][0] >= node.level:
            path.pop()
        path.append((node.level, _heading_text(node, lines)))
        if node.candidate.rest > 0:
            body.append(_replace_text(parsed.line, parsed.text[node.candidate.body_start :]))
    end_leaf()
    return tuple(sections)


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
