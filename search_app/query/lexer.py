"""Splits a query string into tokens.

Full-width operators count as their half-width twins. No string is rejected: a character that cannot
be an operator where it stands separates words, and a diagnostic says so where the user probably
meant something by it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from indexer.message import Message, message
from indexer.text import fold
from search_app.query.fields import FACET_FIELDS, TEXT_FIELDS
from search_app.query.nodes import Diagnostic

Kind = Literal[
    "words", "prefix", "phrase", "question", "or", "and", "minus", "open", "close", "field", "facet"
]


class Token(NamedTuple):
    """A piece of the query, characters `start` up to `end` of it.

    `text` is the piece as typed, without its operators; `name` is the folded name that a field or
    facet token begins with; `distance` is the n of a phrase that is followed by ~n.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""
    name: str = ""
    distance: int | None = None


# For each opening quote the characters that close it, in groups: the second group counts only where
# the query has none of the first, so that straight quotes can have curly ones inside.
_CLOSERS: dict[str, tuple[str, ...]] = {
    '"': ('"', "“”"),
    "“": ("”", '"“'),
    "”": ("“", '"”'),
    "「": ("」",),
    "『": ("』",),
}
_MINUS = "-−"
_REACH = re.compile(r"~(\d{1,4})")
_FIELD_NAME = re.compile(
    "(" + "|".join(sorted((*TEXT_FIELDS, *FACET_FIELDS), key=len, reverse=True)) + r")\s*:\s*"
)
_FACET_VALUE = re.compile(
    r'\(([^()]*)\)|"([^"]*)"|“([^”]*)”|「([^」]*)」|([^\s()|"“”「」。！？!?]+)'
)
_ASCII = re.compile(r"[0-9a-z]")
# A stretch of the query without a space, except for spaces inside quotes and parentheses.
_RUN = re.compile(r'(?:"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|\([^()]*\)|\S)+')

# A stretch is a question when it has a question word or ends as questions do. 几 and 多 alone are
# no question words (近几年, 多种), nor is 谁 when it stands there twice (谁主管谁负责 is a rule).
_ASKS = re.compile(
    "什么|甚么|哪[些个里儿年位种所几一方]|何[时地处人种年]|如何|怎[么样]|为何|多[少久长大远高]|(?<![近这前后十好])几[个所名位辆年月次]"
    "|是否|能否|可否|是不是|有没有|请问|^(?:[^谁]*谁[^谁]*)$"
)
_ENDS_ASKING = re.compile(r"(?:\?|[吗呢](?:\?)?)$")
_SHORTEST_QUESTION = 6  # characters; a shorter one is looked up as it stands
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("(", ")"), ('"', '"'))


class Lexer:
    """Reads one query in one pass; `tokens` and `diagnostics` are complete after `run`. Unless
    `questions` is set, a question is read as words, like any other text."""

    def __init__(self, source: str, *, questions: bool = True) -> None:
        self.source = source
        self.folded = fold(source)
        self.questions = questions
        self.tokens: list[Token] = []
        self.diagnostics: list[Diagnostic] = []

    def run(self) -> None:
        position = 0
        while position < len(self.source):
            position = self._read_token(position)

    def _read_token(self, at: int) -> int:
        """Reads the token at `at`, or skips a separator, and returns where the next one may start.
        So do the methods below."""
        character = self.folded[at]
        if self.questions and (at == 0 or _is_space(self.folded[at - 1])):
            run = _RUN.match(self.folded, at)
            if run is not None and is_question(run.group()):
                self._add("question", at, run.end(), self.source[at : run.end()])
                return run.end()
        if character in _CLOSERS:
            return self._read_phrase(at)
        if character in "()":
            self._add("open" if character == "(" else "close", at, at + 1)
            return at + 1
        if character == "|":
            end = at + 1
            while end < len(self.folded) and self.folded[end] == "|":
                end += 1
            self._add("or", at, end)
            return end
        if character in _MINUS:
            return self._read_minus(at)
        if character in "」』":
            self._complain(at, at + 1, message("引号没有配对，已忽略"))
            return at + 1
        if not is_word_character(self.folded, at):
            return at + 1
        if self._at_boundary(at) and (match := _FIELD_NAME.match(self.folded, at)):
            return self._read_field(match)
        return self._read_words(at)

    def _read_phrase(self, at: int) -> int:
        for closers in _CLOSERS[self.folded[at]]:
            ends = [end for c in closers if (end := self.folded.find(c, at + 1)) >= 0]
            if ends:
                break
        else:
            self._complain(at, at + 1, message("引号没有配对，引号后的内容按普通词查找"))
            return at + 1
        close = min(ends)
        end = close + 1
        distance = None
        if match := _REACH.match(self.folded, end):
            distance, end = int(match[1]), match.end()
        elif self.folded.startswith("~", end):
            self._complain(end, end + 1, message("“~”后面要写字数，如 ~10；已忽略"))
            end += 1
        if self.source[at + 1 : close].strip():
            self._add("phrase", at, end, self.source[at + 1 : close], distance=distance)
        else:
            self._complain(at, end, message("引号里没有内容，已忽略"))
        return end

    def _read_minus(self, at: int) -> int:
        end = at + 1
        while end < len(self.folded) and self.folded[end] in _MINUS:
            end += 1
        if end - at > 1:
            return end  # several in a row are a dash
        excludes = end < len(self.folded) and (
            self.folded[end] in "(" or self.folded[end] in _CLOSERS or not self._is_gap(end)
        )
        if excludes:
            self._add("minus", at, end)
        else:
            self._complain(at, end, message("“-”后面没有要排除的词，已忽略"))
        return end

    def _read_field(self, match: re.Match[str]) -> int:
        name, start, end = match[1], match.start(), match.end()
        if name in TEXT_FIELDS:
            self._add("field", start, end, self.source[start : match.end(1)], name=name)
            return end
        value = _FACET_VALUE.match(self.folded, end)
        if value is None:
            operator = self.source[start:end].strip()
            self._complain(start, end, message("“%(operator)s”后面没有内容", operator=operator))
            self._add("words", start, match.end(1), self.source[start : match.end(1)])
            return end
        group = value.lastindex or 0
        text = self.source[value.start(group) : value.end(group)]
        self._add("facet", start, value.end(), text, name=name)
        return value.end()

    def _read_words(self, at: int) -> int:
        end = at + 1
        while end < len(self.folded) and is_word_character(self.folded, end):
            end += 1
        text = self.source[at:end]
        if text in ("OR", "ＯＲ"):
            self._add("or", at, end, text)
        elif text in ("AND", "ＡＮＤ"):
            self._add("and", at, end, text)
        elif self.folded.startswith("*", end) and self._is_gap(end + 1):
            self._add("prefix", at, end + 1, text)
            return end + 1
        else:
            self._add("words", at, end, text)
        while end < len(self.folded) and self.folded[end] in _MINUS:
            end += 1  # a hyphen right after a word excludes nothing
        return end

    def _at_boundary(self, at: int) -> bool:
        """Whether the name of a field may begin at `at`."""
        return at == 0 or self.folded[at - 1] in "(|" + _MINUS or _is_space(self.folded[at - 1])

    def _is_gap(self, at: int) -> bool:
        """Whether a word has ended before `at`. Before a * it has not: ** masks characters of a
        name and is no prefix operator."""
        if at >= len(self.folded):
            return True
        return not is_word_character(self.folded, at) and self.folded[at] != "*"

    def _add(
        self,
        kind: Kind,
        start: int,
        end: int,
        text: str = "",
        name: str = "",
        distance: int | None = None,
    ) -> None:
        self.tokens.append(Token(kind, start, end, text, name, distance))

    def _complain(self, start: int, end: int, said: Message) -> None:
        self.diagnostics.append(Diagnostic(start, end, said))


def is_question(folded: str) -> bool:
    """Whether a stretch of a query (folded, without spaces) is a question, to be read as a whole.

    Quotes and parentheses inside a question are its own punctuation and no operators. A stretch
    that begins with an operator, or that is quoted or in parentheses as a whole, is no question.
    """
    run = folded.rstrip("。!")
    bare = run.rstrip("?")
    if len(bare) < _SHORTEST_QUESTION or "|" in run or run[0] in _MINUS + "*~)":
        return False
    if (bare[0], bare[-1]) in _PAIRS or _FIELD_NAME.match(run):
        return False
    closers = dict(_PAIRS).get(bare[0])
    if closers is not None and closers not in bare[1:]:
        return False  # the quote is not closed, which deserves a diagnostic
    return _ASKS.search(bare) is not None or _ENDS_ASKING.search(run) is not None


def is_word_character(folded: str, at: int) -> bool:
    """Whether the character at `at` belongs to a word. Letters, digits and combining marks of any
    script do, so does a percent sign after a digit, and so does punctuation inside a Latin word or
    a number (3.5, A-B, 2010-2020)."""
    character = folded[at]
    if unicodedata.category(character)[0] in "LNM":
        return True
    if at == 0:
        return False
    if character in "%‰":
        return folded[at - 1].isdigit()
    return (
        character in ".,-/_+&'@#"
        and at + 1 < len(folded)
        and _ASCII.match(folded[at - 1]) is not None
        and _ASCII.match(folded[at + 1]) is not None
    )


def _is_space(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")
