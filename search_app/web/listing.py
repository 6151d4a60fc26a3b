"""Sections in a list that is no search result: similar ones, copies, new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search_app.engine.protocol import Engine, StoredSection
from search_app.query.nodes import Everything, Node
from search_app.search.snippets import highlight_html, snippet_html


@dataclass(frozen=True, slots=True)
class Listed:
    """A section with its title and beginning, what a query matches marked."""

    section: StoredSection
    title_html: Markup
    snippet_html: Markup


def list_sections(engine: Engine, ids: Sequence[str], node: Node | None = None) -> list[Listed]:
    """The sections of `ids` that are still there, in order."""
    marking = Everything() if node is None else node
    return [
        Listed(
            section,
            highlight_html(section.title, marking, "title"),
            snippet_html(section, marking),
        )
        for section in engine.sections(ids)
        if section is not None
    ]
