"""Did you mean: another spelling for what the index does not know. Offered, never applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from indexer.text import QueryText, analyse
from search_app.query.content import stop_words
from search_app.query.nodes import And, AtLeast, Node, Or, Question, Words
from search_app.search.pinyin import lookalikes
from search_app.search.vocabulary import Entry, Vocabulary

_LETTERS = re.compile("[a-z]{3,}")
# Longest stretch that is looked up as one misspelt word.
_LONGEST = 8
# Longest misspelt word inside a longer chunk.
_LONGEST_WORD = 4
# The place of neighbours changed over among the ways of _propose_words.
_SWAPPED = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """The query with the folded string `misspelt` spelt otherwise: as the user would type it, and
    as a tree."""

    misspelt: str
    source: str
    node: Node


def correct(
    source: str, node: Node, doubtful: Iterable[str], vocabulary: Vocabulary
) -> Iterator[Correction]:
    """`source` (as typed, parsed as `node`) with one of the `doubtful` among its chunks spelt
    otherwise, likeliest first: the fewest characters changed, then same sound, like shape,
    neighbours changed over. Letters that spell a word in pinyin are spelt in characters."""
    for chunk in dict.fromkeys(doubtful):
        at = source.find(chunk)
        if at < 0:
            continue
        for misspelt, other in _respell_chunk(chunk, vocabulary):
            changed = source[:at] + other + source[at + len(chunk) :]
            yield Correction(misspelt, changed, _replace_chunk(node, chunk, other))


def _replace_chunk(node: Node, chunk: str, other: str) -> Node:
    match node:
        case Words(text) if text == chunk:
            return replace(node, text=other)
        case Question(texts):
            return replace(node, texts=tuple(other if t == chunk else t for t in texts))
        case And(children) | Or(children) | AtLeast(_, children):
            changed = tuple(_replace_chunk(child, chunk, other) for child in children)
            return replace(node, children=changed)
        case _:
            return node


def find_chunks(node: Node) -> Iterator[str]:
    """What of a query may be misspelt: what is typed without quotes and not excluded."""
    match node:
        case Words(text):
            yield text
        case Question(texts):
            yield from texts
        case And(children) | Or(children) | AtLeast(_, children):
            for child in children:
                yield from find_chunks(child)
        case _:  # what is quoted or excluded is meant as it stands
            return


def _respell_chunk(chunk: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """(misspelt part, `chunk` with it mended), likeliest first."""
    piece = analyse(chunk)
    folded = piece.folded
    if _LETTERS.fullmatch(folded):
        return [(folded, entry.text) for entry in vocabulary.find_spoken(folded)]
    unknown = _mark_unknown(piece, vocabulary)
    before = sum(unknown)
    ranks: dict[tuple[str, str], tuple[int, int, int]] = {}
    for start, end in _find_doubtful_spans(piece, unknown):
        span = folded[start:end]
        for way, entries in enumerate(_propose_words(span, vocabulary)):
            for entry in entries:
                changed = sum(a != b for a, b in zip(span, entry.folded, strict=True))
                other = chunk[:start] + entry.text + chunk[end:]
                if (span, other) in ranks:
                    continue  # in a likelier way
                if changed > 1 and way != _SWAPPED and span != folded:
                    continue  # too far from what was typed for a word among others
                if sum(_mark_unknown(analyse(other), vocabulary)) >= before:
                    continue  # it mends one word and breaks its neighbour
                ranks[span, other] = (changed, way, -entry.count)
    return sorted(ranks, key=lambda spelling: ranks[spelling])


def _find_doubtful_spans(piece: QueryText, unknown: bytearray) -> Iterator[tuple[int, int]]:
    """Spans that may be misspelt words: the whole chunk, and every shorter stretch of two to four
    characters that touches a word the index does not know and no stop word. (A misspelling moves
    the cut, so its own edges say little: 管理学藉 is cut into 管理学 and 藉.)"""
    size = len(piece.folded)
    stop = bytearray(size)
    for word, start in piece.words:
        if word in stop_words():
            stop[start : start + len(word)] = b"\x01" * len(word)
    if 2 <= size <= _LONGEST and any(unknown):
        yield 0, size
    for length in range(2, min(_LONGEST_WORD + 1, size)):
        for start in range(size - length + 1):
            end = start + length
            if any(unknown[start:end]) and not any(stop[start:end]):
                yield start, end


def _mark_unknown(piece: QueryText, vocabulary: Vocabulary) -> bytearray:
    """1 for each character of a word that the index does not know: a name or a misspelling is
    mostly cut into single characters. Stop words are known."""
    unknown = bytearray(len(piece.folded))
    for word, start in piece.words:
        known = word in stop_words() or (len(word) > 1 and vocabulary.get(word) is not None)
        if not known:
            unknown[start : start + len(word)] = b"\x01" * len(word)
    return unknown


def _propose_words(span: str, vocabulary: Vocabulary) -> Iterator[list[Entry]]:
    """Words it may have been meant for, likeliest way first: same sound and like shape (学藉,
    学籍), same sound, like shape, neighbours changed over."""
    sounding = vocabulary.find_homophones(span)
    alike = lookalikes()
    shapes = (
        span[:at] + other + span[at + 1 :]
        for at, character in enumerate(span)
        for other in alike.get(character, "")
    )
    shaped = _look_up(shapes, vocabulary)
    yield [entry for entry in sounding if entry in shaped]
    yield sounding
    yield shaped
    swaps = (span[:at] + span[at + 1] + span[at] + span[at + 2 :] for at in range(len(span) - 1))
    yield _look_up(swaps, vocabulary)


def _look_up(texts: Iterator[str], vocabulary: Vocabulary) -> list[Entry]:
    entries = (vocabulary.get(text) for text in texts)
    return [entry for entry in entries if entry is not None]
