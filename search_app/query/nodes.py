"""The query tree: what a query means, independent of any engine.

The parser makes it, engines evaluate it, snippets take their marks from it. Nodes are frozen and
hashable, so that equal queries can share cached work. Texts are as typed, not folded; whoever
matches folds them with `indexer.text.fold`.
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
    """A chunk typed without quotes. Matches where it stands literally, or where all its words do.

    `alternatives` are synonyms to accept in its place where they stand literally. `content`,
    where given, is the chunk without its stop words (学校的安全: 学校, 安全): only the words of
    these pieces are asked for and scored; empty stands for all of `text`.
    """

    text: str
    field: Field = "any"
    alternatives: tuple[str, ...] = ()
    content: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted string: a literal substring, after folding, of the body, a heading or the title."""

    text: str
    field: Field = "any"


@dataclass(frozen=True, slots=True)
class Near:
    """Literal strings within `distance` characters of each other, in any order."""

    texts: tuple[str, ...]
    distance: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word beginning with these characters."""

    text: str
    field: Field = "any"


@dataclass(frozen=True, slots=True)
class Filter:
    """A facet value inside the query (主题:校园安全). Values are OR-ed; a filter never scores."""

    facet: Facet
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordRun:
    """A chunk whose words stand one after another as words: 育局 does not stand in 教育局.

    What an exclusion typed without quotes excludes; `Not(Phrase)` excludes the literal string.
    """

    text: str
    field: Field = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """A whole sentence, given as its runs of content (stop and question words already removed).

    Matches where at least `count` of the runs' distinct terms stand, words and two-character
    pieces alike, in any field; ranks by the sum of BM25 over all of those terms. `count` 1 is the
    weakest reading: any one of them.
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
    """At least `count` of the children: how a query is relaxed when nothing holds them all."""

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
    """Something about the query the user should know: `message`, for the span [start, end) of
    characters of the query as typed."""

    start: int
    end: int
    message: Message


@dataclass(frozen=True, slots=True, eq=False)
class ParsedQuery:
    """The outcome of parsing; parsing never fails. `labels` are the facet values that say nothing
    by themselves (codes), each with the name it was given in the query. Compared as an object, not
    by its fields: what is made of it can be kept by it."""

    source: str
    node: Node
    diagnostics: tuple[Diagnostic, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
