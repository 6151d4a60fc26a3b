"""Query string → tokens. Full-width operators count as their half-width twins.

Nothing is rejected: what cannot be an operator where it stands is a separator, with a diagnostic
when the user probably meant something by it.
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
    """`text` is what was typed without its operators; `name` the field of a field or facet token;
    `distance` the reach of a phrase followed by ~n."""

    kind: Kind
    start: int
    end: int
    text: str = ""
    name: str = ""
    distance: int | None = None


# Opening quote → what may close it, best first: a straight quote lets curly ones stand inside.
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
_NO_LETTER = re.compile(r"[\W_]")
_ASCII = re.compile(r"[0-9a-z]")
# What stands together without a space; the spaces inside quotes and parentheses do not part it.
_RUN = re.compile(r'(?:"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』|\([^()]*\)|\S)+')

# What makes a run of characters a question: it asks with a word, or ends as questions do. 几 and
# 多 alone do not (近几年, 多种); 谁 twice does not (谁主管谁负责 is a rule, not a question).
_ASKS = re.compile(
    "什么|甚么|哪[些个里儿年位种所几一方]|何[时地处人种年]|如何|怎[么样]|为何|多[少久长大远高]|(?<![近这前后十好])几[个所名位辆年月次]"
    "|是否|能否|可否|是不是|有没有|请问|^(?:[^谁]*谁[^谁]*)$"
)
_ENDS_ASKING = re.compile(r"(?:\?|[吗呢](?:\?)?)$")
QUESTION_SIZE = 6  # characters; shorter ones are looked up as they stand
_PAIRS = (("“", "”"), ("「", "」"), ("『", "』"), ("(", ")"), ('"', '"'))


class Lexer:
    """One pass over one query; `tokens` and `diagnostics` are complete after `run`. With
    `questions` False a sentence that asks is words like any other."""

    def __init__(self, source: str, *, questions: bool = True) -> None:
        self.source = source
        self.folded = fold(source)
        self.questions = questions
        self.tokens: list[Token] = []
        self.diagnostics: list[Diagnostic] = []

    def run(self) -> None:
        position = 0
        while position < len(self.source):
            position = self._token(position)

    def _token(self, at: int) -> int:
        """Reads what starts at `at`; where the next token may start."""
        character = self.folded[at]
        if self.questions and (at == 0 or _is_space(self.folded[at - 1])):
            run = _RUN.match(self.folded, at)
            if run is not None and is_question(run.group()):
                self._add("question", at, run.end(), self.source[at : run.end()])
                return run.end()
        if character in _CLOSERS:
            return self._phrase(at)
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
            return self._minus(at)
        if character in "」』":
            self._complain(at, at + 1, message("引号没有配对，已忽略"))
            return at + 1
        if not is_word_character(self.folded, at):
            return at + 1
        if self._at_boundary(at) and (match := _FIELD_NAME.match(self.folded, at)):
            return self._field(match)
        return self._words(at)

    def _phrase(self, at: int) -> int:
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

    def _minus(self, at: int) -> int:
        end = at + 1
        while end < len(self.folded) and self.folded[end] in _MINUS:
            end += 1
        if end - at > 1:
            return end  # a dash
        excludes = end < len(self.folded) and (
            self.folded[end] in "(" or self.folded[end] in _CLOSERS or not self._is_gap(end)
        )
        if excludes:
            self._add("minus", at, end)
        else:
            self._complain(at, end, message("“-”后面没有要排除的词，已忽略"))
        return end

    def _field(self, match: re.Match[str]) -> int:
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

    def _words(self, at: int) -> int:
        end = _letters_end(self.folded, at + 1)
        while end < len(self.folded) and is_word_character(self.folded, end):
            end = _letters_end(self.folded, end + 1)
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
            end += 1  # a hyphen inside a word is not an exclusion
        return end

    def _at_boundary(self, at: int) -> bool:
        return at == 0 or self.folded[at - 1] in "(|" + _MINUS or _is_space(self.folded[at - 1])

    def _is_gap(self, at: int) -> bool:
        """Whether no word goes on at `at` (masks such as ** are no prefix operator)."""
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
    """Whether a run without spaces is a sentence that asks, to be read as a whole.

    Quotes and parentheses inside it are then its own punctuation, not operators. A run that
    begins with an operator, or is quoted or bracketed as a whole, is none.
    """
    run = folded.rstrip("。!")
    bare = run.rstrip("?")
    if len(bare) < QUESTION_SIZE or "|" in run or run[0] in _MINUS + "*~)":
        return False
    if (bare[0], bare[-1]) in _PAIRS or _FIELD_NAME.match(run):
        return False
    closers = dict(_PAIRS).get(bare[0])
    if closers is not None and closers not in bare[1:]:
        return False  # an unclosed quote, which is to be said
    return _ASKS.search(bare) is not None or _ENDS_ASKING.search(run) is not None


def is_word_character(folded: str, at: int) -> bool:
    """Whether the character at `at` belongs to a word: letters and digits of any script, the
    percent sign after a digit, and marks inside a Latin word or number (3.5, A-B, 2010-2020)."""
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


def _letters_end(folded: str, at: int) -> int:
    """Where the letters and digits that stand from `at` on end."""
    other = _NO_LETTER.search(folded, at)
    return len(folded) if other is None else other.start()


def _is_space(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf")
