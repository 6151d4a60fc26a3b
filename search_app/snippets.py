"""Marks and snippets: where a query matched a text, shown in the text's own script.

Matching is on the folded text, which has the original's offsets. HTML is safe by construction:
the text is escaped first, the marks are put in second.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal, Protocol

from markupsafe import Markup, escape

from indexer.text import fold, words
from search_app.query.nodes import Node
from search_app.query.terms import Term, terms

Part = Literal["body", "title", "heading"]
Span = tuple[int, int]

WIDTH = 140
ELLIPSIS = "…"
_ENDS = "[。！？；：，、!?;,\n]"
_CLAUSE_END = re.compile(f"{_ENDS}(?!{_ENDS})")
_UP_TO_CLAUSE_END = re.compile(f".*{_ENDS}", re.DOTALL)
# Share of a window that looking for a clause boundary may cost at its end.
_SLACK = 0.4
_ASCII_WORD = re.compile("[0-9a-z]")
_UNSAFE = re.compile("[&<>'\"\n]")  # what is escaped, and line ends


class HasText(Protocol):
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """The span [start, end) of a text that `term` matched."""

    start: int
    end: int
    term: Term


def highlight(text: str, node: Node, part: Part = "body") -> list[Span]:
    """Spans [start, end) of `text` that `node` matched, in order, without overlap.

    `part` says what the text is: terms that look only in titles or headings mark nothing else.
    """
    return [(mark.start, mark.end) for mark in find_marks(text, node, part)]


def highlight_html(text: str, node: Node, part: Part = "body") -> Markup:
    """The whole of `text` with its marks, for titles, headings and the reader."""
    return Markup(_marked(text, find_marks(text, node, part), 0, len(text)))


def snippet_html(section: HasText, node: Node, width: int = WIDTH) -> Markup:
    """The best passage of a section in about `width` characters: one window, or two with an
    ellipsis between when two hold more of the query's terms; its beginning when only the title or
    a heading matched."""
    return snippets_html([section], node, width)[0]


def snippets_html(sections: Iterable[HasText], node: Node, width: int = WIDTH) -> list[Markup]:
    """`snippet_html` of each of `sections`."""
    wanted = terms(node)  # once: to look them up, the whole tree of the query is hashed
    texts = [section.text for section in sections]
    folded = fold("".join(texts))  # once: ten short texts take four times as long as one of all
    ends = list(accumulate(map(len, texts), initial=0))
    return [
        _snippet_html(text, folded[start:end], wanted, width)
        for text, (start, end) in zip(texts, pairwise(ends), strict=True)
    ]


def _snippet_html(text: str, folded: str, wanted: Sequence[Term], width: int) -> Markup:
    marks = _find_marks(folded, wanted, "body")
    windows = _windows(text, marks, width)
    pieces = [_marked(text, marks, start, end) for start, end in windows]
    before = "" if not windows or windows[0][0] == 0 else ELLIPSIS
    after = "" if not windows or windows[-1][1] >= len(text) else ELLIPSIS
    return Markup(before + ELLIPSIS.join(pieces) + after)


def find_marks(text: str, node: Node, part: Part = "body") -> list[Mark]:
    """Every mark of `node` in `text`, in order. Longer terms win where terms overlap."""
    return _find_marks(fold(text), terms(node), part)


def _find_marks(folded: str, wanted: Sequence[Term], part: Part) -> list[Mark]:
    taken = bytearray(len(folded))
    marks: list[Mark] = []
    for term in wanted:
        if term.field not in ("any", part) or term.text not in folded:
            continue
        for start in _occurrences(term, folded):
            end = start + len(term.text)
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * (end - start)
                marks.append(Mark(start, end, term))
    marks.sort(key=lambda mark: mark.start)
    return marks


def _occurrences(term: Term, folded: str) -> list[int]:
    starts = _find_all(term.text, folded)
    match term.kind:
        case "literal":
            return starts
        case "word":
            size = len(term.text)
            if not (_ASCII_WORD.match(term.text) or _ASCII_WORD.match(term.text, size - 1)):
                return starts
            return [start for start in starts if _stands_alone(folded, start, start + size)]
        case "prefix":
            return _beginning_words(term.text, starts, folded)
        case "near":
            return _together(term, starts, folded)


def _find_all(text: str, folded: str) -> list[int]:
    starts = []
    at = folded.find(text)
    while at >= 0:
        starts.append(at)
        at = folded.find(text, at + 1)
    return starts


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Whether no Latin word or number is torn at either end."""
    return not _goes_on(folded, start) and not _goes_on(folded, end)


def _goes_on(folded: str, at: int) -> bool:
    return (
        0 < at < len(folded)
        and _ASCII_WORD.match(folded, at - 1) is not None
        and _ASCII_WORD.match(folded, at) is not None
    )


def _beginning_words(prefix: str, starts: list[int], folded: str) -> list[int]:
    """Those of `starts` at which a word begins. Words do not reach over punctuation, so only the
    stretches between it that hold one of `starts` are cut."""
    kept: list[int] = []
    done = 0
    for start in starts:
        if start < done:
            continue
        begin = start
        while begin > 0 and folded[begin - 1].isalnum():
            begin -= 1
        done = start
        while done < len(folded) and folded[done].isalnum():
            done += 1
        found = words(folded[begin:done])
        kept += sorted({begin + at for word, at in found if word.startswith(prefix)})
    return kept


def _together(term: Term, starts: list[int], folded: str) -> list[int]:
    """Those of `starts` that belong to a place where the whole group stands together. A group is
    taken from its leftmost string to the nearest of each of the others after it."""
    found = {text: _find_all(text, folded) for text in term.group}
    size = sum(len(text) for text in found)
    kept: set[int] = set()
    for first in (start for held in found.values() for start in held):
        nearest = {
            text: held[at]
            for text, held in found.items()
            if (at := bisect_left(held, first)) < len(held)
        }
        if len(nearest) < len(found) or first not in nearest.values():
            continue
        end = max(start + len(text) for text, start in nearest.items())
        if end - first - size <= term.distance:
            kept.add(nearest[term.text])
    return [start for start in starts if start in kept]


def _windows(text: str, marks: list[Mark], width: int) -> list[Span]:
    if not marks or len(text) <= width:
        return [_fit(text, 0, min(len(text), 1), width)] if text else []
    if marks[-1].end - marks[0].start <= width:
        return [_fit_marks(text, marks, (0, len(marks)), width)]
    wanted = {mark.term for mark in marks}
    best = _best(marks, width, frozenset())
    if len(_held(marks, best)) == len(wanted):
        return [_fit_marks(text, marks, best, width)]
    half = width // 2
    first = _best(marks, half, frozenset())
    second = _best(marks, half, frozenset(_held(marks, first)))
    pair = sorted((_fit_marks(text, marks, first, half), _fit_marks(text, marks, second, half)))
    held = _held(marks, first) | _held(marks, second)
    if len(held) <= len(_held(marks, best)) or pair[0][1] >= pair[1][0]:
        return [_fit_marks(text, marks, best, width)]
    return pair


def _held(marks: list[Mark], run: Span) -> set[Term]:
    return {mark.term for mark in marks[run[0] : run[1]]}


def _best(marks: list[Mark], width: int, known: frozenset[Term]) -> Span:
    """Indices [i, j) of the consecutive marks that fit into `width` and say most: distinct terms
    not yet `known`, then literal strings, then the sheer number; the earliest of equals."""
    best, best_score = (0, 1), (-1, -1, -1)
    counts: Counter[Term] = Counter()
    first = fresh = 0
    for last, mark in enumerate(marks):
        counts[mark.term] += 1
        fresh += counts[mark.term] == 1 and mark.term not in known
        while first < last and mark.end - marks[first].start > width:
            gone = marks[first].term
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
                fresh -= gone not in known
            first += 1
        if fresh < best_score[0]:
            continue
        literal = max((len(term.text) for term in counts if term.kind == "literal"), default=0)
        score = (fresh, literal, last - first)
        if score > best_score:
            best, best_score = (first, last + 1), score
    return best


def _fit_marks(text: str, marks: list[Mark], run: Span, width: int) -> Span:
    return _fit(text, marks[run[0]].start, marks[run[1] - 1].end, width, marks)


def _fit(
    text: str, core_start: int, core_end: int, width: int, marks: list[Mark] | None = None
) -> Span:
    """The window of about `width` characters around the core, cut at clause boundaries where one
    is near, never inside a mark, a Latin word, a number or a combined character."""
    spare = max(0, width - (core_end - core_start))
    start = max(0, core_start - spare // 2)
    if start > 0:
        boundary = _first_clause_start(text, start, core_start)
        start = boundary if boundary is not None else _whole(text, start, -1, marks)
    end = min(len(text), max(core_end, start + width))
    if end < len(text):
        boundary = _last_clause_end(text, max(core_end, end - int(width * _SLACK)), end)
        end = boundary if boundary is not None else _whole(text, end, 1, marks)
    return start, end


def _first_clause_start(text: str, low: int, high: int) -> int | None:
    found = _CLAUSE_END.search(text, max(low, 1) - 1, high + 1)
    return found.end() if found is not None and found.end() <= high else None


def _last_clause_end(text: str, low: int, high: int) -> int | None:
    found = _UP_TO_CLAUSE_END.match(text, max(low, 1) - 1, high)
    return None if found is None else found.end()


def _whole(text: str, at: int, step: Literal[-1, 1], marks: list[Mark] | None) -> int:
    """`at`, moved outwards off anything that must not be cut."""
    for mark in marks or ():
        if mark.start < at < mark.end:
            at = mark.start if step < 0 else mark.end
            break
    while 0 < at < len(text) and (
        unicodedata.category(text[at])[0] == "M" or _goes_on(text[at - 1 : at + 1].lower(), 1)
    ):
        at += step
    return at


def _marked(text: str, marks: list[Mark], start: int, end: int) -> str:
    """text[start:end] escaped, with the marks that lie in it; line ends become spaces."""
    plain = _plain if _UNSAFE.search(text, start, end) else str  # few texts have any such sign
    pieces: list[str] = []
    at = start
    for mark in marks:
        if mark.start < start or mark.end > end:
            continue
        pieces += (plain(text[at : mark.start]), "<mark>")
        pieces += (plain(text[mark.start : mark.end]), "</mark>")
        at = mark.end
    pieces.append(plain(text[at:end]))
    return "".join(pieces)


def _plain(text: str) -> str:
    return escape(text.replace("\n", " "))
