"""Parses a query string into a query tree.

Every string has a tree: what is malformed is read as plain words, and a diagnostic says so. In the
language a space means AND; OR (or |) binds tighter than the space, so 长兴 校车 OR 班车 asks for
长兴 and for one of the two others; - excludes what follows it; parentheses group.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from indexer.message import Message, message
from search_app.query.fields import (
    FACET_FIELDS,
    FACET_LABELS,
    TEXT_FIELDS,
    Resolver,
    read_facet_values,
)
from search_app.query.lexer import Lexer, Token
from search_app.query.nodes import (
    And,
    Diagnostic,
    Everything,
    Facet,
    Field,
    Filter,
    Near,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    Question,
    WordRun,
    Words,
)

# Bounds of one query. They lie far above what a person types and far below what would keep a shared
# server busy.
MAX_CHARACTERS = 1000
MAX_TERMS = 64
MAX_DEPTH = 20
_OPERANDS = ("words", "prefix", "phrase", "facet", "question")
_BETWEEN_VALUES = re.compile(r"\s*[,，、;；|｜]\s*|\s+(?:OR\s+)?")


def parse(
    source: str,
    *,
    resolve: Resolver = lambda name: (),
    topics: Collection[str] | None = None,
) -> ParsedQuery:
    """The tree of `source`, with what the user should know about how it was read. Never raises.

    `resolve` returns the region codes of a place name (地区:长兴). `topics` are the labels that
    主题: may name; when it is None any is accepted.
    """
    return _Parser(source, resolve, topics).run()


class _Parser:
    """A recursive descent over the tokens of one query. `position` is that of the next token."""

    def __init__(self, source: str, resolve: Resolver, topics: Collection[str] | None) -> None:
        self.source = source
        self.resolve = resolve
        self.topics = topics
        self.diagnostics: list[Diagnostic] = []
        self.labels: dict[str, str] = {}
        self.position = 0
        self.tokens: list[Token] = []

    def run(self) -> ParsedQuery:
        self._tokenize()
        nodes: list[Node] = []
        while self._peek() is not None:
            nodes += self._read_sequence(0)
            if (stray := self._peek()) is not None:
                self._complain(stray, message("括号没有配对，已忽略"))
                self.position += 1
        node = _conjoin(nodes)
        if isinstance(node, Everything) and self.source.strip():
            literal = self.source.strip()[:MAX_CHARACTERS]
            node = Phrase(literal)
            said = message("没有可以查找的词，按原样查找这些符号")
            self.diagnostics.append(Diagnostic(0, len(self.source), said))
        diagnostics = tuple(sorted(self.diagnostics, key=lambda d: (d.start, d.end)))
        return ParsedQuery(self.source, node, diagnostics, tuple(self.labels.items()))

    def _tokenize(self) -> None:
        lexer = Lexer(self.source[:MAX_CHARACTERS])
        lexer.run()
        self.tokens = lexer.tokens
        self.diagnostics = lexer.diagnostics
        end = len(self.source)
        if end > MAX_CHARACTERS:
            said = message("查询太长，只用前 %(most)s 个字符", most=MAX_CHARACTERS)
            self.diagnostics.append(Diagnostic(MAX_CHARACTERS, end, said))
        operands = [i for i, token in enumerate(self.tokens) if token.kind in _OPERANDS]
        if len(operands) > MAX_TERMS:
            cut = operands[MAX_TERMS]
            said = message("词太多，只用前 %(most)s 个", most=MAX_TERMS)
            self.diagnostics.append(Diagnostic(self.tokens[cut].start, end, said))
            del self.tokens[cut:]

    def _peek(self) -> Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def _complain(self, token: Token, said: Message) -> None:
        self.diagnostics.append(Diagnostic(token.start, token.end, said))

    def _read_sequence(self, depth: int) -> list[Node]:
        """Reads the operands up to a closing parenthesis or the end; all of them must match."""
        nodes: list[Node] = []
        while (token := self._peek()) is not None and token.kind != "close":
            node = self._read_alternatives(depth)
            if node is not None:
                nodes.append(node)
        return nodes

    def _read_alternatives(self, depth: int) -> Node | None:
        """Reads one operand, or several with OR between them. None where there are only operators
        that join nothing."""
        nodes: list[Node] = []
        joined = True  # whether the next operand belongs to this OR
        while (token := self._peek()) is not None and token.kind != "close":
            if token.kind == "or":
                if joined:
                    self._complain(token, message("“OR”两边都要有词，已忽略"))
                joined = True
                last = token
                self.position += 1
            elif joined:
                joined = False
                node = self._read_operand(depth)
                if node is not None:
                    nodes.append(node)
            else:
                break
        if joined and nodes:
            self._complain(last, message("“OR”两边都要有词，已忽略"))
        if len(nodes) <= 1:
            return nodes[0] if nodes else None
        return Or(tuple(dict.fromkeys(_complete_exclusion(node) for node in nodes)))

    def _read_operand(self, depth: int) -> Node | None:
        token = self.tokens[self.position]
        self.position += 1
        match token.kind:
            case "words":
                return Words(token.text)
            case "prefix":
                return Prefix(token.text)
            case "phrase":
                return _build_phrase(token)
            case "question":
                return Question(tuple(_split_plain(token.text)))
            case "facet":
                return self._read_facet(token)
            case "field":
                return self._read_field(token, depth)
            case "minus":
                operand = self._read_bound(token, depth, message("“-”后面没有要排除的词，已忽略"))
                return None if operand is None else _negate(operand)
            case "open":
                return self._read_group(token, depth)
            case _:  # a lone AND: the space says the same
                return None

    def _read_bound(self, token: Token, depth: int, said: Message) -> Node | None:
        """Reads the operand of the operator `token`. When none follows, the diagnostic `said` is
        added and None returned. Operators in a row (-标题:-(…) count as levels of depth."""
        following = self._peek()
        if following is None or following.kind in ("close", "or", "and") or depth >= MAX_DEPTH:
            self._complain(token, said)
            return None
        return self._read_operand(depth + 1)

    def _read_group(self, token: Token, depth: int) -> Node | None:
        if depth >= MAX_DEPTH:
            self._complain(token, message("括号套得太深，已忽略"))
            return None
        nodes = self._read_sequence(depth + 1)
        if self._peek() is None:
            self._complain(token, message("括号没有配对，已忽略"))
        else:
            self.position += 1
        if not nodes:
            self._complain(token, message("括号里没有内容，已忽略"))
            return None
        return _conjoin(nodes)

    def _read_field(self, token: Token, depth: int) -> Node | None:
        missing = message("“%(field)s：”后面没有内容，按普通词查找", field=token.text)
        operand = self._read_bound(token, depth, missing)
        if operand is None:
            return Words(token.text)
        return _set_field(operand, TEXT_FIELDS[token.name])

    def _read_facet(self, token: Token) -> Node | None:
        facet = FACET_FIELDS[token.name]
        values: dict[str, None] = {}
        unknown: list[str] = []
        for part in _BETWEEN_VALUES.split(token.text.strip()):
            meant = read_facet_values(facet, part, self.resolve, self.topics)
            values |= dict.fromkeys(meant)
            if facet == "region":
                self.labels |= dict.fromkeys(meant, part)
            if part and not meant:
                unknown.append(part)
        for part in unknown:
            label = message(FACET_LABELS[facet])
            said = message("不认识的%(facet)s“%(value)s”，按普通词查找", facet=label, value=part)
            self._complain(token, said)
        nodes: list[Node] = [Filter(facet, tuple(values))] if values else []
        nodes += [Words(text) for part in unknown for text in _split_plain(part)]
        return _conjoin(nodes) if nodes else None


def _split_plain(text: str) -> list[str]:
    """The chunks of `text` when every operator is read as punctuation."""
    pieces: list[str] = []
    for run in re.split(r"[\"“”「」『』＂()（）|｜:：]", text):
        lexer = Lexer(run, questions=False)
        lexer.run()
        pieces += [token.text for token in lexer.tokens if token.text]
    return pieces


def _build_phrase(token: Token) -> Node:
    parts = tuple(dict.fromkeys(token.text.split()))
    if token.distance is not None and len(parts) > 1:
        return Near(parts, token.distance)
    return Phrase(token.text)


def _conjoin(nodes: list[Node]) -> Node:
    """A node that matches where all of `nodes` do.

    Nested conjunctions are opened and repetitions dropped. Exclusions come last. Filters of one
    facet are united, so that their values are OR-ed as on the page. Words beside a question become
    part of it.
    """
    flat: dict[Node, None] = {}
    for node in nodes:
        flat |= dict.fromkeys(node.children if isinstance(node, And) else (node,))
    if any(isinstance(node, Question) for node in flat):
        flat = _merge_into_question(list(flat))
    wanted: list[Node] = []
    filters: dict[Facet, tuple[str, ...]] = {}
    excluded: list[Node] = []
    for node in flat:
        match node:
            case Filter(facet, values):
                filters[facet] = tuple(dict.fromkeys(filters.get(facet, ()) + values))
            case Not():
                excluded.append(node)
            case Everything():
                pass
            case _:
                wanted.append(node)
    merged = [*wanted, *(Filter(facet, values) for facet, values in filters.items())]
    if not merged:
        merged = [Everything()]
    everything = (*merged, *excluded)
    return everything[0] if len(everything) == 1 else And(everything)


def _merge_into_question(nodes: list[Node]) -> dict[Node, None]:
    """`nodes` with all questions and words made one question."""
    texts: list[str] = []
    others: list[Node] = []
    for node in nodes:
        match node:
            case Question(part):
                texts += part
            case Words(text, "any"):
                texts.append(text)
            case _:
                others.append(node)
    return dict.fromkeys((Question(tuple(dict.fromkeys(texts))), *others))


def _complete_exclusion(node: Node) -> Node:
    """An operand of an OR. An exclusion there matches everything but what it excludes."""
    return And((Everything(), node)) if isinstance(node, Not) else node


def _negate(node: Node) -> Node:
    """A node that excludes what `node` matches; a double exclusion cancels out."""
    match node:
        case Not(child):
            return child
        case And((Everything(), Not(child))):
            return child
        case _:
            return Not(_require_words(node))


def _require_words(node: Node) -> Node:
    """`node` inside an exclusion: chunks match only as words of the text, so that -育局 does not
    exclude 教育局."""
    match node:
        case Words(text, field):
            return WordRun(text, field)
        case And(children):
            return And(tuple(_require_words(child) for child in children))
        case Or(children):
            return Or(tuple(_require_words(child) for child in children))
        case _:
            return node


def _set_field(node: Node, field: Field) -> Node:
    """`node` restricted to `field`, but for what already has a field of its own."""
    match node:
        case Words() | Phrase() | Prefix() | WordRun():
            return replace(node, field=field) if node.field == "any" else node
        case Near(texts):
            return And(tuple(Phrase(text, field) for text in texts))
        case And(children):
            return And(tuple(_set_field(child, field) for child in children))
        case Or(children):
            return Or(tuple(_set_field(child, field) for child in children))
        case Not(child):
            return Not(_set_field(child, field))
        case _:
            return node
