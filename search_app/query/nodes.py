"""The query tree: what a query means, independent of any engine.

The parser builds it, engines evaluate it, snippets take their marks from it. Nodes are frozen and
hashable, so that equal queries can share cached results. Texts are as typed; who matches them folds
them with `indexer.text.fold`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from indexer.message import Message

Field = Literal["any", "title", "heading"]
Facet = Literal["region", "year", "topic", "role", "period"]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every section: the empty query, or a query of filters alone."""


@dataclass(frozen=True, slots=True)
class Words:
    """A chunk typed without quotes. Matches a section that has it literally or has all its words.

    A section that has one of `alternatives`, which are synonyms, literally matches too. `content`
    is the chunk without its stop words (学校 and 安全 for 学校的安全): only the words of these
    pieces are required and scored. Empty, it means all of `text`.
    """

    text: str
    field: Field = "any"
    alternatives: tuple[str, ...] = ()
    content: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted string. Matches where body, headings or title, all folded, have it literally."""

    text: str
    field: Field = "any"


@dataclass(frozen=True, slots=True)
class Near:
    """Literal strings close together, in any order: in one part of a section, with at most
    `distance` characters between the first and the last that belong to none of them."""

    texts: tuple[str, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Matches a section that has a word beginning with these characters."""

    text: str
    field: Field = "any"


@dataclass(frozen=True, slots=True)
class Filter:
    """Facet values named in the query (主题:校园安全), of which a section must have one. A filter
    adds nothing to a score."""

    facet: Facet
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordRun:
    """A chunk that matches where its words stand one after another as words of the text, so that
    育局 does not match 教育局. An exclusion typed without quotes excludes these; `Not(Phrase)`
    excludes a literal string."""

    text: str
    field: Field = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, as its runs of text between the words that it asks with.

    Its terms are the distinct words and bigrams of the runs. Matches a section that has at least
    `count` of them, in any part; the score is the sum of the BM25 scores of all, lowered by the
    share of them that the section lacks.
    """

    texts: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Matches where at least `count` of the children do. A query that nothing matches is relaxed to
    it."""

    count: int
    children: tuple[Node, ...]


Node = (
    Everything
    | Words
    | Phrase
    | Near
    | Prefix
    | WordRun
    | Question
    | Filter
    | And
    | Or
    | Not
    | AtLeast
)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A message to the user about characters `start` up to `end` of the query as typed."""

    start: int
    end: int
    message: Message


@dataclass(frozen=True, slots=True, eq=False)
class ParsedQuery:
    """A query as the parser understood it. `labels` has (value, name) pairs: for each code of a
    region the name that the query gave it. Compared by identity, so that it can be part of a cache
    key at no cost."""

    source: str
    node: Node
    diagnostics: tuple[Diagnostic, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
