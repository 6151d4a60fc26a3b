"""Random searches."""

from __future__ import annotations

import random
from collections.abc import Sequence

from indexer.model import AnalysedFile
from search_app.engine.protocol import Duplicates, SearchRequest, Sort
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Facet,
    Field,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Question,
    WordRun,
    Words,
)
from tests.corpora import ROLES, TOPICS, WORDS
from tests.engine_contract.files import all_sections

FIELDS: tuple[Field, ...] = ("any", "any", "any", "title", "heading")
VALUES: dict[Facet, tuple[str, ...]] = {
    "region": ("330000", "330500", "330522", "110000", "220723", "999999"),
    "year": ("2009", "2011", "2012", "2014", "1999"),
    "topic": TOPICS,
    "role": ROLES,
    "period": ("上半年", "全年"),
}


class RandomQueries:
    """Random queries over the words and the very texts of files."""

    def __init__(self, seed: int, files: Sequence[AnalysedFile]) -> None:
        self.draw = random.Random(seed)
        self.texts = [
            (report.title, "\n".join(section.path), section.text)
            for _, report, section in all_sections(files)
        ]

    def substring(self, longest: int) -> str:
        text = self.draw.choice(self.draw.choice(self.texts))
        line = self.draw.choice(text.split("\n"))
        at = self.draw.randrange(max(len(line), 1))
        return line[at : at + self.draw.randint(1, longest)] or "教"

    def chunk(self) -> str:
        if self.draw.random() < 0.3:
            return self.substring(6)
        return "".join(self.draw.choices(WORDS, k=self.draw.randint(1, 2)))

    def facet(self) -> tuple[Facet, tuple[str, ...]]:
        facet = self.draw.choice(list(VALUES))
        return facet, tuple(self.draw.sample(VALUES[facet], self.draw.randint(1, 2)))

    def leaf(self) -> Node:
        draw = self.draw
        match draw.randrange(9):
            case 0 | 1:
                return Words(self.chunk(), draw.choice(FIELDS))
            case 2:
                alternatives = tuple(self.chunk() for _ in range(draw.randint(0, 2)))
                content = tuple(draw.choices(WORDS, k=draw.randint(0, 2)))
                return Words(self.chunk(), "any", alternatives, content)
            case 3:
                return Phrase(self.substring(12), draw.choice(FIELDS))
            case 4:
                texts = tuple(self.substring(3) for _ in range(draw.randint(2, 3)))
                return Near(texts, draw.randint(0, 15))
            case 5:
                return Prefix(
                    draw.choice(("教", "校", "学籍", "2", "p", "安")), draw.choice(FIELDS)
                )
            case 6:
                return WordRun(self.chunk(), draw.choice(FIELDS))
            case 7:
                texts = tuple(self.chunk() for _ in range(draw.randint(1, 3)))
                return Question(texts, draw.randint(1, 4))
            case _:
                return draw.choice((Everything(), Filter(*self.facet())))

    def node(self, depth: int = 2) -> Node:
        kind = self.draw.randrange(8) if depth else 7
        if kind > 3:
            return self.leaf()
        children = tuple(self.node(depth - 1) for _ in range(self.draw.randint(1, 3)))
        match kind:
            case 0:
                return And(children)
            case 1:
                return Or(children)
            case 2:
                return AtLeast(self.draw.randint(1, len(children)), children)
            case _:
                return And((*children, Not(self.node(0))))

    def request(self) -> SearchRequest:
        sorts: tuple[Sort, ...] = ("relevance", "relevance", "newest", "oldest")
        duplicates: tuple[Duplicates, ...] = ("collapse", "show")
        return SearchRequest(
            self.node(),
            filters=dict(self.facet() for _ in range(self.draw.choice((0, 0, 1, 2)))),
            sort=self.draw.choice(sorts),
            page=1,
            size=1000,
            duplicates=self.draw.choice(duplicates),
            uncertain=self.draw.random() < 0.3,
        )
