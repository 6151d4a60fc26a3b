"""From an outline to leaf sections, with ids that survive a rebuild."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from indexer.model import Heading, Line, Section
from indexer.segmentation.outline import Node
from indexer.segmentation.prepared import Prepared

# A leaf of 1,200 characters may be cut, yet each cut is one more beginning that a reader did not
# expect: on the shared corpus cutting at 1,200 adds 5 % of leaf starts, at 2,400 none of the
# labelled ones. (bench/score_segmentation.py)
_LONG_LEAF = 2400
_SHORTEST_PART = 300
_ENUMERATION = re.compile(r"(?:^|(?<=[。；;！]))[一二三四五六七八九十]{1,2}是")


@dataclass(slots=True)
class Identities:
    """Ids within one file: 16 hexadecimal digits of what a thing says and the count of the same
    thing before it, so that a change elsewhere in the file changes no id."""

    file_name: str
    _count: Counter[str] = field(default_factory=Counter)

    def of(self, *parts: str) -> str:
        said = "\x1f".join(parts)
        self._count[said] += 1
        counted = f"{self.file_name}\x1e{said}\x1e{self._count[said]}"
        return blake2b(counted.encode(), digest_size=8).hexdigest()


def headings_of(nodes: Sequence[Node], lines: Sequence[Prepared]) -> tuple[Heading, ...]:
    """The outline as the model has it."""
    return tuple(
        Heading(
            line=lines[node.candidate.at].line.start,
            level=node.level,
            text=_words(node, lines),
            inline=node.candidate.rest > 0,
        )
        for node in nodes
    )


def sections_of(
    nodes: Sequence[Node], lines: Sequence[Prepared], identities: Identities
) -> tuple[Section, ...]:
    """The leaves: the text between one heading and the next. A heading without text gives none."""
    by_index = {node.candidate.at: node for node in nodes}
    path: list[tuple[int, str]] = []
    body: list[Line] = []
    sections: list[Section] = []

    def close() -> None:
        if body:
            sections.extend(_leaf(tuple(text for _, text in path), tuple(body), identities))
            body.clear()

    for index, prepared in enumerate(lines):
        node = by_index.get(index)
        if node is None:
            body.append(_with_text(prepared.line, prepared.text))
            continue
        close()
        while path and path[-1][0] >= node.level:
            path.pop()
        path.append((node.level, _words(node, lines)))
        if node.candidate.rest > 0:
            body.append(_with_text(prepared.line, prepared.text[node.candidate.body_start :]))
    close()
    return tuple(sections)


def _with_text(line: Line, text: str) -> Line:
    return line if line.text == text else Line(line.start, line.end, text)


def _words(node: Node, lines: Sequence[Prepared]) -> str:
    return lines[node.candidate.at].text[: node.candidate.head_end]


def _leaf(path: tuple[str, ...], body: tuple[Line, ...], identities: Identities) -> list[Section]:
    pieces = _pieces(body)
    if len(pieces) == 1:
        return [_section(path, body, None, identities)]
    return [_section(path, piece, part, identities) for part, piece in enumerate(pieces, 1)]


def _section(
    path: tuple[str, ...], body: tuple[Line, ...], part: int | None, identities: Identities
) -> Section:
    text = "\n".join(line.text for line in body)
    return Section(identities.of("section", *path, text), path, body, part)


def _pieces(body: tuple[Line, ...]) -> list[tuple[Line, ...]]:
    """A very long leaf cut before 一是, 二是 … into pieces of some size; else the leaf itself."""
    if sum(len(line.text) for line in body) <= _LONG_LEAF:
        return [body]
    pieces: list[list[Line]] = [[]]
    size = 0
    for line in body:
        cuts = [found.start() for found in _ENUMERATION.finditer(line.text)]
        start = 0
        for cut in cuts:
            if size + cut - start < _SHORTEST_PART or len(line.text) - cut < _SHORTEST_PART // 3:
                continue
            if cut > start:
                pieces[-1].append(_with_text(line, line.text[start:cut]))
            pieces.append([])
            start, size = cut, 0
        pieces[-1].append(_with_text(line, line.text[start:]))
        size += len(line.text) - start
    return [tuple(piece) for piece in pieces if piece]
