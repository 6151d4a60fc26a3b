"""Marks what a query matched in a text, and picks the passage to show of it.

Matching is on the folded text, whose offsets are those of the original, so what is shown keeps its
own script. HTML is safe by construction: the text is escaped first, the marks are put in second.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from itertools import chain
from typing import Literal, Protocol

from markupsafe import Markup, escape

from indexer.text import fold, words
from search_app.query.nodes import Node
from search_app.query.terms import Term, list_terms

Part = Literal["body", "title", "heading"]
Span = tuple[int, int]
"""Begin and end, in characters of a text or in places of a list of marks."""
Mark = tuple[int, int, int]
"""Begin and end of a match in a text, and the place of its term in the list of terms."""

WIDTH = 140  # characters of a snippet
ELLIPSIS = "…"
_ENDS = "[。！？；：，、!?;,\n]"
_CLAUSE_END = re.compile(f"{_ENDS}(?!{_ENDS})")
_UP_TO_CLAUSE_END = re.compile(f".*{_ENDS}", re.DOTALL)
_SLACK = 0.4
"""The share of a snippet's width by which it may be shorter in order to end with a clause."""
_ASCII_WORD = re.compile("[0-9a-z]")


class HasText(Protocol):
    @property
    def text(self) -> str: ...


def highlight_html(text: str, node: Node, part: Part = "body") -> Markup:
    """The whole of `text` with what `node` matched marked. Terms that look only in titles or only
    in headings mark nothing in any other `part`."""
    marks = find_marks(fold(text), _select_terms(node, part))
    return Markup(_render(text, marks, 0, len(text)))


def snippet_html(section: HasText, node: Node, width: int = WIDTH) -> Markup:
    """The best passage of a section's text, of about `width` characters, with its marks.

    It is one window, or two of half the width with an ellipsis between them when two hold more of
    the query's terms. When only the title or a heading matched it is the beginning of the text.
    """
    return snippets_html([section], node, width)[0]


def snippets_html(sections: Iterable[HasText], node: Node, width: int = WIDTH) -> list[Markup]:
    """The `snippet_html` of each of `sections`."""
    terms = _select_terms(node, "body")
    return [_render_snippet(section.text, terms, width) for section in sections]


def _select_terms(node: Node, part: Part) -> list[Term]:
    return [term for term in list_terms(node) if term.field in ("any", part)]


def _render_snippet(text: str, terms: Sequence[Term], width: int) -> Markup:
    marks = find_marks(fold(text), terms)
    windows = _choose_windows(text, marks, terms, width)
    passages = [_render(text, marks, start, end) for start, end in windows]
    before = "" if not windows or windows[0][0] == 0 else ELLIPSIS
    after = "" if not windows or windows[-1][1] >= len(text) else ELLIPSIS
    return Markup(before + ELLIPSIS.join(passages) + after)


# Marks


def find_marks(folded: str, terms: Sequence[Term]) -> list[Mark]:
    """The marks of `terms` in `folded`, in order and without overlap. Where matches overlap, that
    of the term that comes first in `terms` is marked; `list_terms` has the longest first."""
    is_marked = bytearray(len(folded))
    marks: list[Mark] = []
    for number, term in enumerate(terms):
        size = len(term.text)
        for start in _find_matches(term, folded):
            end = start + size
            if is_marked.find(1, start, end) < 0:
                is_marked[start:end] = b"\x01" * size
                marks.append((start, end, number))
    marks.sort()
    return marks


def _find_matches(term: Term, folded: str) -> list[int]:
    """Where a term begins in `folded` at places that its kind allows."""
    starts = _find_all(term.text, folded)
    if not starts:
        return []
    match term.kind:
        case "literal":
            return starts
        case "word":
            size = len(term.text)
            return [start for start in starts if _is_whole_word(folded, start, start + size)]
        case "prefix":
            return _select_word_beginnings(term.text, starts, folded)
        case "near":
            return _select_grouped(term, starts, folded)


def _find_all(text: str, folded: str) -> list[int]:
    starts = []
    at = folded.find(text)
    while at >= 0:
        starts.append(at)
        at = folded.find(text, at + 1)
    return starts


def _is_whole_word(folded: str, start: int, end: int) -> bool:
    """Whether neither end of a span is inside a Latin word or a number."""
    return not _is_inside_latin(folded, start) and not _is_inside_latin(folded, end)


def _is_inside_latin(folded: str, at: int) -> bool:
    """Whether there is a Latin letter or digit both before and after `at`."""
    return (
        0 < at < len(folded)
        and _ASCII_WORD.match(folded, at - 1) is not None
        and _ASCII_WORD.match(folded, at) is not None
    )


def _select_word_beginnings(prefix: str, starts: list[int], folded: str) -> list[int]:
    """Those of `starts` at which a word begins. No word reaches over punctuation, so only the
    stretches of letters and digits around `starts` are cut into words."""
    selected: list[int] = []
    cut_up_to = 0
    for start in starts:
        if start < cut_up_to:
            continue
        begin = start
        while begin > 0 and folded[begin - 1].isalnum():
            begin -= 1
        cut_up_to = start
        while cut_up_to < len(folded) and folded[cut_up_to].isalnum():
            cut_up_to += 1
        stretch = words(folded[begin:cut_up_to])
        selected += sorted({begin + at for word, at in stretch if word.startswith(prefix)})
    return selected


def _select_grouped(term: Term, starts: list[int], folded: str) -> list[int]:
    """Those of `starts` that are in a group: all strings of the term's group, with at most
    `term.distance` other characters between the first and the last. A group that begins with one
    string has the nearest of each of the others after it."""
    starts_of = {text: _find_all(text, folded) for text in term.group}
    total_length = sum(len(text) for text in starts_of)
    grouped: set[int] = set()
    for first in chain.from_iterable(starts_of.values()):
        nearest = {
            text: text_starts[at]
            for text, text_starts in starts_of.items()
            if (at := bisect_left(text_starts, first)) < len(text_starts)
        }
        if len(nearest) < len(starts_of):
            continue
        end = max(start + len(text) for text, start in nearest.items())
        if end - first - total_length <= term.distance:
            grouped.add(nearest[term.text])
    return [start for start in starts if start in grouped]


# Windows


def _choose_windows(text: str, marks: list[Mark], terms: Sequence[Term], width: int) -> list[Span]:
    """The one or two spans of `text` to show."""
    if not text:
        return []
    if len(text) <= width:
        return [(0, len(text))]
    if not marks:
        return [_fit(text, 0, 1, width)]
    if marks[-1][1] - marks[0][0] <= width:
        return [_fit_marks(text, marks, (0, len(marks)), width)]
    best = best_run(marks, terms, width)
    shown = _terms_of(marks, best)
    if len(shown) == len(_terms_of(marks, (0, len(marks)))):
        return [_fit_marks(text, marks, best, width)]
    half = width // 2
    first = best_run(marks, terms, half)
    second = best_run(marks, terms, half, _terms_of(marks, first))
    pair = sorted((_fit_marks(text, marks, first, half), _fit_marks(text, marks, second, half)))
    shown_by_both = _terms_of(marks, first) | _terms_of(marks, second)
    if len(shown_by_both) <= len(shown) or pair[0][1] >= pair[1][0]:
        return [_fit_marks(text, marks, best, width)]
    return pair


def _terms_of(marks: list[Mark], run: Span) -> set[int]:
    """The places of the terms that have a mark in a run of `marks`."""
    return {number for _, _, number in marks[run[0] : run[1]]}


def best_run(
    marks: list[Mark], terms: Sequence[Term], width: int, known: Set[int] = frozenset()
) -> Span:
    """The places [first, end) of the consecutive marks that fit into `width` characters and say
    most about the match; a single mark may be wider.

    The run with most distinct terms that are not in `known` (places in `terms`) wins, then the one
    with the longest literal string, then the one with most marks, then the earliest. A run that one
    more mark could be added to says less than with it and is not looked at.
    """
    literal_lengths = [len(term.text) if term.kind == "literal" else 0 for term in terms]
    best, best_score = (0, 1), (-1, -1, -1)
    end = 0
    for first, (start, _, _) in enumerate(marks):
        reached = max(end, first + 1)
        while reached < len(marks) and marks[reached][1] - start <= width:
            reached += 1
        if reached == end:
            continue
        end = reached
        run_terms = _terms_of(marks, (first, end))
        longest = max([literal_lengths[number] for number in run_terms])
        score = (len(run_terms - known), longest, end - first)
        if score > best_score:
            best, best_score = (first, end), score
        if end == len(marks):
            break
    return best


def _fit_marks(text: str, marks: list[Mark], run: Span, width: int) -> Span:
    return _fit(text, marks[run[0]][0], marks[run[1] - 1][1], width, marks)


def _fit(
    text: str, core_start: int, core_end: int, width: int, marks: list[Mark] | None = None
) -> Span:
    """A window of about `width` characters around the core. It begins and ends at the boundary of a
    clause where one is near, and never inside a mark, a Latin word, a number or a character with
    combining marks."""
    spare = width - (core_end - core_start)
    start = core_start - spare // 2 if spare > 0 else core_start
    if start > 0:
        clause = _CLAUSE_END.search(text, start - 1, core_start + 1)
        if clause is not None and clause.end() <= core_start:
            start = clause.end()
        else:
            start = _move_outwards(text, start, -1, marks)
    else:
        start = 0
    end = max(core_end, start + width)
    if end >= len(text):
        return start, len(text)
    clause = _UP_TO_CLAUSE_END.match(text, max(core_end, end - int(width * _SLACK)) - 1, end)
    if clause is not None:
        return start, clause.end()
    return start, _move_outwards(text, end, 1, marks)


def _move_outwards(text: str, at: int, step: Literal[-1, 1], marks: list[Mark] | None) -> int:
    """`at`, moved in the direction of `step` to where `text` may be cut."""
    for start, end, _ in marks or ():
        if start < at < end:
            at = start if step < 0 else end
            break
    while 0 < at < len(text) and (
        unicodedata.category(text[at])[0] == "M"
        or _is_inside_latin(text[at - 1 : at + 1].lower(), 1)
    ):
        at += step
    return at


def _render(text: str, marks: list[Mark], start: int, end: int) -> str:
    """text[start:end] as HTML with the marks that lie in it. Line ends become spaces."""
    html = ""
    at = start
    for begin, after, _ in marks:
        if start <= begin and after <= end:
            html += f"{escape(text[at:begin])}<mark>{escape(text[begin:after])}</mark>"
            at = after
    return f"{html}{escape(text[at:end])}".replace("\n", " ")
