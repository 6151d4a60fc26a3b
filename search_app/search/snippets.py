"""Marks and snippets: where a query matched a text, shown in the text's own script.

Matching is on the folded text, which has the original's offsets. HTML is safe by construction:
the text is escaped first, the marks are put in second.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from typing import Literal, Protocol

from markupsafe import Markup, escape

from indexer.text import fold, words
from indexer.text.grams import SENTINEL
from search_app.query.nodes import Node
from search_app.query.terms import Term, terms

Part = Literal["body", "title", "heading"]
Span = tuple[int, int]
Mark = tuple[int, int, int]
"""Where what matched begins and ends in a text, and which of the terms looked for it is."""

WIDTH = 140
ELLIPSIS = "…"
_ENDS = "[。！？；：，、!?;,\n]"
_CLAUSE_END = re.compile(f"{_ENDS}(?!{_ENDS})")
_UP_TO_CLAUSE_END = re.compile(f".*{_ENDS}", re.DOTALL)
# Share of a window that looking for a clause boundary may cost at its end.
_SLACK = 0.4
_ASCII_WORD = re.compile("[0-9a-z]")
_UNSAFE = "&<>'\""  # what is escaped


class HasText(Protocol):
    @property
    def text(self) -> str: ...


def highlight(text: str, node: Node, part: Part = "body") -> list[Span]:
    """Spans [start, end) of `text` that `node` matched, in order, without overlap.

    `part` says what the text is: terms that look only in titles or headings mark nothing else.
    """
    return [(start, end) for start, end, _ in _find_marks(fold(text), _looked_for(node, part))]


def highlight_html(text: str, node: Node, part: Part = "body") -> Markup:
    """The whole of `text` with its marks, for titles, headings and the reader."""
    marks = _find_marks(fold(text), _looked_for(node, part))
    return Markup(_marked(text, marks, 0, len(text)))


def snippet_html(section: HasText, node: Node, width: int = WIDTH) -> Markup:
    """The best passage of a section in about `width` characters: one window, or two with an
    ellipsis between when two hold more of the query's terms; its beginning when only the title or
    a heading matched."""
    return snippets_html([section], node, width)[0]


def snippets_html(sections: Iterable[HasText], node: Node, width: int = WIDTH) -> list[Markup]:
    """`snippet_html` of each of `sections`."""
    wanted = _looked_for(node, "body")
    texts = [section.text for section in sections]
    # All at once: ten short texts take several times as long to fold as one of all.
    marks = _find_marks(fold(SENTINEL.join(texts)), wanted)
    snippets: list[Markup] = []
    start = first = 0
    for text in texts:
        last = bisect_left(marks, (start + len(text),), first)
        own = [(begin - start, end - start, number) for begin, end, number in marks[first:last]]
        snippets.append(_snippet_html(text, own, wanted, width))
        start, first = start + len(text) + 1, last
    return snippets


def _looked_for(node: Node, part: Part) -> list[Term]:
    """The terms that can stand in a part. `SENTINEL` stands in no text."""
    found = [term for term in terms(node) if term.field in ("any", part)]
    return [term for term in found if SENTINEL not in term.text]


def _snippet_html(text: str, marks: list[Mark], wanted: Sequence[Term], width: int) -> Markup:
    windows = _windows(text, marks, wanted, width)
    pieces = [_marked(text, marks, start, end) for start, end in windows]
    before = "" if not windows or windows[0][0] == 0 else ELLIPSIS
    after = "" if not windows or windows[-1][1] >= len(text) else ELLIPSIS
    return Markup(before + ELLIPSIS.join(pieces) + after)


def _find_marks(folded: str, wanted: Sequence[Term]) -> list[Mark]:
    """Every mark of `wanted`, longest first, in order. Longer terms win where terms overlap.
    `folded` is one text, or several with `SENTINEL` between them."""
    taken = bytearray(len(folded))
    marks: list[Mark] = []
    for number, term in enumerate(wanted):
        size = len(term.text)
        for start in _occurrences(term, folded):
            end = start + size
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\x01" * size
                marks.append((start, end, number))
    marks.sort()
    return marks


def _occurrences(term: Term, folded: str) -> list[int]:
    starts = _find_all(term.text, folded)
    if not starts:
        return []
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
        if end - first - size <= term.distance and SENTINEL not in folded[first:end]:
            kept.add(nearest[term.text])
    return [start for start in starts if start in kept]


def _windows(text: str, marks: list[Mark], wanted: Sequence[Term], width: int) -> list[Span]:
    if not text:
        return []
    if len(text) <= width:
        return [(0, len(text))]
    if not marks:
        return [_fit(text, 0, 1, width)]
    if marks[-1][1] - marks[0][0] <= width:
        return [_fit_marks(text, marks, (0, len(marks)), width)]
    best = _best(marks, wanted, width)
    held = _held(marks, best)
    if len(held) == len(_held(marks, (0, len(marks)))):
        return [_fit_marks(text, marks, best, width)]
    half = width // 2
    first = _best(marks, wanted, half)
    second = _best(marks, wanted, half, _held(marks, first))
    pair = sorted((_fit_marks(text, marks, first, half), _fit_marks(text, marks, second, half)))
    both = _held(marks, first) | _held(marks, second)
    if len(both) <= len(held) or pair[0][1] >= pair[1][0]:
        return [_fit_marks(text, marks, best, width)]
    return pair


def _held(marks: list[Mark], run: Span) -> set[int]:
    """The numbers of the terms of a run of marks."""
    return {number for _, _, number in marks[run[0] : run[1]]}


def _best(
    marks: list[Mark], wanted: Sequence[Term], width: int, known: Set[int] = frozenset()
) -> Span:
    """Indices [i, j) of the consecutive marks that fit into `width` and say most: distinct terms
    not yet `known`, then the longest literal string, then the sheer number; the earliest of
    equals. Only runs that no mark can be added to are looked at: any other says less."""
    literals = [len(term.text) if term.kind == "literal" else 0 for term in wanted]
    best, best_score = (0, 1), (-1, -1, -1)
    end = 0
    for first, (start, _, _) in enumerate(marks):
        reached = max(end, first + 1)
        while reached < len(marks) and marks[reached][1] - start <= width:
            reached += 1
        if reached == end:
            continue
        end = reached
        held = _held(marks, (first, end))
        score = (len(held - known), max([literals[n] for n in held]), end - first)
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
    """The window of about `width` characters around the core, cut at clause boundaries where one
    is near, never inside a mark, a Latin word, a number or a combined character."""
    spare = width - (core_end - core_start)
    start = core_start - spare // 2 if spare > 0 else core_start
    if start > 0:
        clause = _CLAUSE_END.search(text, start - 1, core_start + 1)
        if clause is not None and clause.end() <= core_start:
            start = clause.end()
        else:
            start = _whole(text, start, -1, marks)
    else:
        start = 0
    end = max(core_end, start + width)
    if end >= len(text):
        return start, len(text)
    clause = _UP_TO_CLAUSE_END.match(text, max(core_end, end - int(width * _SLACK)) - 1, end)
    return start, _whole(text, end, 1, marks) if clause is None else clause.end()


def _whole(text: str, at: int, step: Literal[-1, 1], marks: list[Mark] | None) -> int:
    """`at`, moved outwards off anything that must not be cut."""
    for start, end, _ in marks or ():
        if start < at < end:
            at = start if step < 0 else end
            break
    while 0 < at < len(text) and (
        unicodedata.category(text[at])[0] == "M" or _goes_on(text[at - 1 : at + 1].lower(), 1)
    ):
        at += step
    return at


def _marked(text: str, marks: list[Mark], start: int, end: int) -> str:
    """text[start:end] escaped, with the marks that lie in it; line ends become spaces."""
    passage = text[start:end]
    plain = escape if any(map(passage.__contains__, _UNSAFE)) else str  # few have any such sign
    shown = ""
    at = start
    for begin, after, _ in marks:
        if start <= begin and after <= end:
            shown += f"{plain(text[at:begin])}<mark>{plain(text[begin:after])}</mark>"
            at = after
    return f"{shown}{plain(text[at:end])}".replace("\n", " ")
