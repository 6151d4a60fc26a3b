"""Query string → query tree. Any string parses; what is broken is read as plain words and said.

The language: a space means AND, OR (or |) binds tighter than the space, so 长兴 校车 OR 班车 asks
for 长兴 and one of the two; - excludes what follows it; parentheses group.
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
    facet_values,
)
from search_app.query.lexer import QUESTION_SIZE, Lexer, Token
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

# Bounds of one query: far above what a person types, far below what would hurt a shared server.
MAX_CHARACTERS = 1000
MAX_TERMS = 64
MAX_DEPTH = 20
# Chinese words alone, each too short to be a question, have no operators to be looked for.
_WORD = f"[\u4e00-\u9fff]{{1,{QUESTION_SIZE - 1}}}"
_PLAIN = re.compile(f"{_WORD}(?: {_WORD}){{0,{MAX_TERMS - 1}}}")
_OPERANDS = ("words", "prefix", "phrase", "facet", "question")
_VALUE_GAP = re.compile(r"\s*[,，、;；|｜]\s*|\s+(?:OR\s+)?")


def parse(
    source: str,
    *,
    resolve: Resolver = lambda name: (),
    topics: Collection[str] | None = None,
) -> ParsedQuery:
    """The meaning of `source`. Never raises.

    `resolve` gives the region codes of a place name (地区:长兴). `topics` are the labels that 主题:
    may name; without them any is taken.
    """
    if _PLAIN.fullmatch(source):
        words = tuple([Words(text) for text in dict.fromkeys(source.split())])
        return ParsedQuery(source, words[0] if len(words) == 1 else And(words))
    return _Parser(source, resolve, topics).run()


class _Parser:
    def __init__(self, source: str, resolve: Resolver, topics: Collection[str] | None) -> None:
        self.source = source
        self.resolve = resolve
        self.topics = topics
        self.diagnostics: list[Diagnostic] = []
        self.labels: dict[str, str] = {}
        self.position = 0
        self.tokens: list[Token] = []

    def run(self) -> ParsedQuery:
        self._read()
        nodes: list[Node] = []
        while self._peek() is not None:
            nodes += self._sequence(0)
            if (stray := self._peek()) is not None:
                self._complain(stray, message("括号没有配对，已忽略"))
                self.position += 1
        node = _conjunction(nodes)
        if isinstance(node, Everything) and self.source.strip():
            literal = self.source.strip()[:MAX_CHARACTERS]
            node = Phrase(literal)
            said = message("没有可以查找的词，按原样查找这些符号")
            self.diagnostics.append(Diagnostic(0, len(self.source), said))
        diagnostics = tuple(sorted(self.diagnostics, key=lambda d: (d.start, d.end)))
        return ParsedQuery(self.source, node, diagnostics, tuple(self.labels.items()))

    def _read(self) -> None:
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

    def _sequence(self, depth: int) -> list[Node]:
        """Operands up to a closing parenthesis or the end, all of which must hold."""
        nodes: list[Node] = []
        while (token := self._peek()) is not None and token.kind != "close":
            node = self._alternatives(depth)
            if node is not None:
                nodes.append(node)
        return nodes

    def _alternatives(self, depth: int) -> Node | None:
        """One operand, or several joined by OR; None where only stray operators stood."""
        nodes: list[Node] = []
        joined = True
        while (token := self._peek()) is not None and token.kind != "close":
            if token.kind == "or":
                if joined:
                    self._complain(token, message("“OR”两边都要有词，已忽略"))
                joined = True
                last = token
                self.position += 1
            elif joined:
                joined = False
                node = self._operand(depth)
                if node is not None:
                    nodes.append(node)
            else:
                break
        if joined and nodes:
            self._complain(last, message("“OR”两边都要有词，已忽略"))
        if len(nodes) <= 1:
            return nodes[0] if nodes else None
        return Or(tuple(dict.fromkeys(_standing_alone(node) for node in nodes)))

    def _operand(self, depth: int) -> Node | None:
        token = self.tokens[self.position]
        self.position += 1
        match token.kind:
            case "words":
                return Words(token.text)
            case "prefix":
                return Prefix(token.text)
            case "phrase":
                return _phrase(token)
            case "question":
                return Question(tuple(_plain(token.text)))
            case "facet":
                return self._facet(token)
            case "field":
                return self._field(token, depth)
            case "minus":
                operand = self._bound(token, depth, message("“-”后面没有要排除的词，已忽略"))
                return None if operand is None else _negated(operand)
            case "open":
                return self._group(token, depth)
            case _:  # a lone AND: the space says the same
                return None

    def _bound(self, token: Token, depth: int, said: Message) -> Node | None:
        """The operand that a prefix operator applies to; None, with `said`, when none follows.

        Operators may be piled up (-标题:-(…): each level counts as depth.
        """
        following = self._peek()
        if following is None or following.kind in ("close", "or", "and") or depth >= MAX_DEPTH:
            self._complain(token, said)
            return None
        return self._operand(depth + 1)

    def _group(self, token: Token, depth: int) -> Node | None:
        if depth >= MAX_DEPTH:
            self._complain(token, message("括号套得太深，已忽略"))
            return None
        nodes = self._sequence(depth + 1)
        if self._peek() is None:
            self._complain(token, message("括号没有配对，已忽略"))
        else:
            self.position += 1
        if not nodes:
            self._complain(token, message("括号里没有内容，已忽略"))
            return None
        return _conjunction(nodes)

    def _field(self, token: Token, depth: int) -> Node | None:
        missing = message("“%(field)s：”后面没有内容，按普通词查找", field=token.text)
        operand = self._bound(token, depth, missing)
        if operand is None:
            return Words(token.text)
        return _in_field(operand, TEXT_FIELDS[token.name])

    def _facet(self, token: Token) -> Node | None:
        facet = FACET_FIELDS[token.name]
        values: dict[str, None] = {}
        unknown: list[str] = []
        for part in _VALUE_GAP.split(token.text.strip()):
            found = facet_values(facet, part, self.resolve, self.topics)
            values |= dict.fromkeys(found)
            if facet == "region":
                self.labels |= dict.fromkeys(found, part)
            if part and not found:
                unknown.append(part)
        for part in unknown:
            label = message(FACET_LABELS[facet])
            said = message("不认识的%(facet)s“%(value)s”，按普通词查找", facet=label, value=part)
            self._complain(token, said)
        nodes: list[Node] = [Filter(facet, tuple(values))] if values else []
        nodes += [Words(text) for part in unknown for text in _plain(part)]
        return _conjunction(nodes) if nodes else None


def _plain(text: str) -> list[str]:
    """The chunks of `text` with every operator taken as punctuation."""
    pieces: list[str] = []
    for run in re.split(r"[\"“”「」『』＂()（）|｜:：]", text):
        lexer = Lexer(run, questions=False)
        lexer.run()
        pieces += [token.text for token in lexer.tokens if token.text]
    return pieces


def _phrase(token: Token) -> Node:
    parts = tuple(dict.fromkeys(token.text.split()))
    if token.distance is not None and len(parts) > 1:
        return Near(parts, token.distance)
    return Phrase(token.text)


def _conjunction(nodes: list[Node]) -> Node:
    """All of `nodes`: nested conjunctions opened, repetitions dropped, what is wanted before what
    is excluded, values of one facet OR-ed as on the page, words beside a question taken into it."""
    flat: dict[Node, None] = {}
    for node in nodes:
        flat |= dict.fromkeys(node.children if isinstance(node, And) else (node,))
    if any(isinstance(node, Question) for node in flat):
        flat = _one_question(list(flat))
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


def _one_question(nodes: list[Node]) -> dict[Node, None]:
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


def _standing_alone(node: Node) -> Node:
    """A branch of an OR: an exclusion there means everything but."""
    return And((Everything(), node)) if isinstance(node, Not) else node


def _negated(node: Node) -> Node:
    match node:
        case Not(child):
            return child
        case And((Everything(), Not(child))):
            return child
        case _:
            return Not(_as_excluded(node))


def _as_excluded(node: Node) -> Node:
    """Inside an exclusion, words count where they stand as words (-育局 keeps 教育局)."""
    match node:
        case Words(text, field):
            return WordRun(text, field)
        case And(children):
            return And(tuple(_as_excluded(child) for child in children))
        case Or(children):
            return Or(tuple(_as_excluded(child) for child in children))
        case _:
            return node


def _in_field(node: Node, field: Field) -> Node:
    match node:
        case Words() | Phrase() | Prefix() | WordRun():
            return replace(node, field=field) if node.field == "any" else node
        case Near(texts):
            return And(tuple(Phrase(text, field) for text in texts))
        case And(children):
            return And(tuple(_in_field(child, field) for child in children))
        case Or(children):
            return Or(tuple(_in_field(child, field) for child in children))
        case Not(child):
            return Not(_in_field(child, field))
        case _:
            return node
