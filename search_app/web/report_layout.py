"""A whole report laid out for reading: headings and sections in their order, hits marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from search_app.query.nodes import Node
from search_app.search.snippets import highlight_html


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, or a section's paragraphs with the source line each begins on.

    `anchor` is the HTML id: h0, h1, … for headings, the section's id for sections.
    """

    anchor: str
    level: int
    heading: Markup | None
    section: Mapping[str, Any] | None
    paragraphs: tuple[tuple[int, Markup], ...] = ()

    @property
    def marks(self) -> int:
        return sum(html.count("<mark>") for _, html in self.paragraphs)


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A line of the table of contents. `marks` counts the hits below it, up to the next entry."""

    anchor: str
    level: int
    text: str
    marks: int


def layout(report: Mapping[str, Any], node: Node) -> tuple[Block, ...]:
    """The blocks of a report (as the engine gives it), with what `node` matches marked."""
    blocks: list[Block] = []
    outline = report["outline"]
    shown = 0
    for section in report["sections"]:
        upto = _headings_before(section, outline, shown)
        blocks.extend(
            _heading_block(number, outline[number], node) for number in range(shown, upto)
        )
        shown = upto
        paragraphs = tuple(
            (start, highlight_html(text, node)) for start, _end, text in section["lines"]
        )
        blocks.append(Block(section["id"], len(section["path"]), None, section, paragraphs))
    blocks.extend(
        _heading_block(number, outline[number], node) for number in range(shown, len(outline))
    )
    return tuple(blocks)


def contents(
    report: Mapping[str, Any], blocks: tuple[Block, ...], beginning: str
) -> tuple[OutlineEntry, ...]:
    """The table of contents of laid-out blocks; `beginning` names the text before the first
    heading."""
    entries: list[OutlineEntry] = []
    current = (report["sections"][0]["id"] if report["sections"] else "", 1, beginning)
    marks = 0
    begun = bool(blocks) and blocks[0].heading is None
    for block in blocks:
        if block.heading is not None:
            if begun:
                entries.append(OutlineEntry(*current, marks))
            number = int(block.anchor.removeprefix("h"))
            current = (block.anchor, block.level, report["outline"][number]["text"])
            begun, marks = True, 0
        marks += block.marks
    if begun:
        entries.append(OutlineEntry(*current, marks))
    return tuple(entries)


def _headings_before(
    section: Mapping[str, Any], outline: list[Mapping[str, Any]], shown: int
) -> int:
    """How many headings of the outline stand before this section, `shown` of them already out.

    Several inline headings may share one source line, so the line alone does not tell: the
    section's nearest heading does.
    """
    if not section["path"]:
        return shown
    nearest = section["path"][-1]
    for number in range(shown, len(outline)):
        if outline[number]["line"] > section["start_line"]:
            break
        if outline[number]["text"] == nearest:
            following = number + 1
            while (
                following < len(outline)
                and outline[following]["text"] == nearest
                and outline[following]["line"] < section["start_line"]
            ):
                following += 1
            return following
    return shown


def _heading_block(number: int, heading: Mapping[str, Any], node: Node) -> Block:
    return Block(f"h{number}", heading["level"], highlight_html(heading["text"], node), None)
