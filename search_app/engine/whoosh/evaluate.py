"""The query tree, evaluated a term at a time.

Each leaf gives the documents it matches with their scores; `leaf_parts` keeps what a leaf's score
is made of apart, so that it can be explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.store.schema import WORDS
from indexer.text import fold, smallest, words
from search_app.engine.protocol import PartKind
from search_app.engine.whoosh.corpus import Corpus, Offsets
from search_app.engine.whoosh.facets import Facets
from search_app.engine.whoosh.matches import (
    Matches,
    added,
    best,
    intersection,
    tallied,
    union,
    unscored,
    without,
)
from search_app.engine.whoosh.ranking import (
    ALTERNATIVE_WEIGHT,
    GRAM_WEIGHT,
    LITERAL_WEIGHT,
    PREFIX_SCORE,
    QUESTION_COVERAGE,
)
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Field,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Question,
    WordRun,
    Words,
)

_NARROWING = (Not, Filter, Everything)
"""Children of an `And` that leave out and do not score."""

Part = tuple[PartKind, str, Matches]
"""A summand of a leaf's score: what it is for, and what it gives each document."""


def evaluate(node: Node, corpus: Corpus, facets: Facets, uncertain: bool) -> Matches:
    """The documents that match `node`, scored. `uncertain` lets attributions that are only
    possible count in filters."""
    match node:
        case Everything():
            return corpus.everything()
        case Filter(facet, values):
            every = corpus.everything()
            return every.where(facets.selected(facet, values, uncertain, every.documents))
        case And(children):
            return _all_of(children, corpus, facets, uncertain)
        case Or(children):
            parts = [evaluate(child, corpus, facets, uncertain) for child in children]
            return union(parts, corpus.size) if parts else _nothing()
        case AtLeast(count, children):
            parts = [evaluate(child, corpus, facets, uncertain) for child in children]
            return union(parts, corpus.size, count) if parts else _nothing()
        case Not(child):
            excluded = evaluate(child, corpus, facets, uncertain)
            return without(corpus.everything(), excluded, corpus.size)
        case _:
            return corpus.cached(node, lambda: _leaf(node, corpus))


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """A text of a query, folded: the same ones come again with every page and filter."""
    return fold(text)


def _nothing() -> Matches:
    return unscored(np.zeros(0, np.int32))


def _all_of(children: Sequence[Node], corpus: Corpus, facets: Facets, uncertain: bool) -> Matches:
    wanted = [child for child in children if not isinstance(child, _NARROWING)]
    if wanted:
        parts = [evaluate(child, corpus, facets, uncertain) for child in wanted]
        found = intersection(parts, corpus.size)
    else:
        found = corpus.everything()
    for child in children:
        match child:
            case Filter(facet, values):
                chosen = facets.selected(facet, values, uncertain, found.documents)
                found = found.where(chosen)
            case Not(excluded):
                gone = evaluate(excluded, corpus, facets, uncertain)
                found = without(found, gone, corpus.size)
            case _:
                pass
    return found


def _leaf(node: Node, corpus: Corpus) -> Matches:
    match node:
        case Words(text, field, alternatives, content):
            chunks = [_chunk(text, content, field, corpus)]
            for alternative in alternatives:
                chunks.append(_alternative(alternative, field, corpus).times(ALTERNATIVE_WEIGHT))
            return best(chunks, corpus.size)
        case Phrase(text, field):
            return corpus.quoted(_folded(text), field)
        case Near(texts, distance):
            return corpus.scored(_near([_folded(text) for text in texts], distance, corpus))
        case Prefix(text, field):
            found = corpus.in_field(corpus.starting(WORDS, _folded(text)), field)
            documents = corpus.holding(found)
            return Matches(documents, np.full(len(documents), PREFIX_SCORE, np.float32))
        case WordRun(text, field):
            return corpus.scored(corpus.in_field(corpus.word_runs(_folded(text)), field))
        case Question(texts, count):
            return _question([_folded(text) for text in texts], count, corpus)
        case _:
            raise TypeError(f"no leaf of a query: {node!r}")


# A chunk


@lru_cache(maxsize=4096)
def _indexed(piece: str) -> tuple[str, ...]:
    """The words of a folded piece of a query as they are indexed, the shorter inside the longer."""
    return tuple(dict.fromkeys(word for word, _ in words(piece)))


def _chunk(text: str, content: tuple[str, ...], field: Field, corpus: Corpus) -> Matches:
    """The documents that hold the chunk literally, or all words of its content."""
    folded = _folded(text)
    literal = corpus.literal(folded, field)
    asked = _asked(folded, content)
    matching = literal
    if asked and asked != (folded,):  # a word stands literally wherever it stands as a word
        together = intersection([corpus.word(word, field) for word in asked], corpus.size)
        if len(together):
            matching = union([literal, together], corpus.size)
    parts = [part for _, _, part in _chunk_parts(folded, content, field, corpus)]
    base = Matches(matching.documents, np.zeros(len(matching), np.float32))
    return added(base, parts, corpus.size)


def _alternative(text: str, field: Field, corpus: Corpus) -> Matches:
    """The documents that hold a synonym literally, scored as the chunk it stands for would be: the
    words of 留守学生 apart are no 留守儿童."""
    folded = _folded(text)
    documents = corpus.literal(folded, field).documents
    parts = [part for _, _, part in _chunk_parts(folded, (), field, corpus)]
    return added(Matches(documents, np.zeros(len(documents), np.float32)), parts, corpus.size)


@lru_cache(maxsize=4096)
def _asked(folded: str, content: tuple[str, ...]) -> tuple[str, ...]:
    """The words a section must hold to match a chunk that it does not hold as it stands: side by
    side in each piece, each as small as can be."""
    pieces = [_folded(piece) for piece in content] or [folded]
    return tuple(dict.fromkeys(word for piece in pieces for word, _ in smallest(piece)))


def _chunk_parts(folded: str, content: Sequence[str], field: Field, corpus: Corpus) -> list[Part]:
    pieces = [_folded(piece) for piece in content] or [folded]
    grams = _grams(pieces)
    whole = LITERAL_WEIGHT
    if folded in grams:  # a chunk of two characters is its own bigram
        grams.remove(folded)
        whole += GRAM_WEIGHT
    parts: list[Part] = [("literal", folded, corpus.literal(folded, field).times(whole))]
    for word in dict.fromkeys(word for piece in pieces for word in _indexed(piece)):
        parts.append(("word", word, corpus.word(word, field)))
    for gram in grams:
        parts.append(("bigram", gram, corpus.literal(gram, field).times(GRAM_WEIGHT)))
    return parts


def _grams(pieces: Sequence[str]) -> list[str]:
    return list(
        dict.fromkeys(piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1))
    )


# A question


def _question(pieces: Sequence[str], count: int, corpus: Corpus) -> Matches:
    labelled, counted = _question_terms(pieces, corpus)
    found = tallied([part for _, _, part in labelled], counted, corpus.size, count)
    worth = _worth(counted, corpus)[found.documents]
    return Matches(found.documents, found.scores * worth)


def _question_terms(pieces: Sequence[str], corpus: Corpus) -> tuple[list[Part], list[Matches]]:
    """What scores, words and bigrams alike, and what counts: a word of two characters is one of
    the bigrams, the same string, and counts once."""
    grams = {gram: corpus.literal(gram) for gram in _grams(pieces)}
    found = {
        word: corpus.word(word)
        for word in dict.fromkeys(word for piece in pieces for word in _indexed(piece))
    }
    labelled: list[Part] = [("word", word, part) for word, part in found.items()]
    labelled += [("bigram", gram, part) for gram, part in grams.items()]
    return labelled, [*grams.values(), *(part for word, part in found.items() if word not in grams)]


def _worth(counted: Sequence[Matches], corpus: Corpus) -> NDArray[np.float32]:
    """What a document's score is worth by its share of the terms: what it lacks lessens what it
    has."""
    counts = np.zeros(corpus.size, np.float32)
    for part in counted:
        counts[part.documents] += 1
    missing = 1 - counts / np.float32(max(len(counted), 1))
    worth: NDArray[np.float32] = 1 - np.float32(QUESTION_COVERAGE) * missing
    return worth


# Strings near each other


def _near(texts: Sequence[str], distance: int, corpus: Corpus) -> Offsets:
    """Where the first of the strings begins wherever all of them stand together with at most
    `distance` characters between and around them that belong to none."""
    held = [(corpus.occurrences(text), len(text)) for text in dict.fromkeys(texts)]
    found = [
        first[_near_from(number, held, distance, corpus)] for number, (first, _) in enumerate(held)
    ]
    offsets: Offsets = np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint32)
    return offsets


def _near_from(
    number: int, held: Sequence[tuple[Offsets, int]], distance: int, corpus: Corpus
) -> NDArray[np.bool_]:
    """Which occurrences of string `number` are the leftmost of such a group."""
    first, length = held[number]
    begin = first.astype(np.int64)
    end = begin + length
    total = length
    fits = np.ones(len(first), np.bool_)
    parts = corpus.part_keys(first)
    for other, (offsets, size) in enumerate(held):
        if other == number:
            continue
        if not len(offsets):
            return np.zeros(len(first), np.bool_)
        at = np.searchsorted(offsets, first)
        fits &= at < len(offsets)
        nearest = offsets[np.minimum(at, len(offsets) - 1)]
        fits &= corpus.part_keys(nearest) == parts
        end = np.maximum(end, nearest.astype(np.int64) + size)
        total += size
    chosen: NDArray[np.bool_] = fits & (end - begin - total <= distance)
    return chosen


# What a query looks for, in order


def units(node: Node) -> list[str]:
    """The folded words and phrases that a query asks for, in its order: closeness is measured
    between neighbours."""
    match node:
        case Words(text, _, _, content):
            return [word for word in _asked(_folded(text), content) if len(word) > 1]
        case Phrase(text) if len(text) > 1:
            return [_folded(text)]
        case And(children) | Or(children) | AtLeast(_, children):
            return [unit for child in children for unit in units(child)]
        case _:
            return []


def leaf_parts(node: Node, corpus: Corpus, document: int) -> list[Part]:
    """What the score that a leaf gives a document is the sum of. Of a chunk with synonyms it is
    the one that scores best there, as in the search."""
    match node:
        case Words(text, field, alternatives, content):
            readings = [_chunk_parts(_folded(text), content, field, corpus)]
            for alternative in alternatives:
                folded = _folded(alternative)
                if corpus.literal(folded, field).score_of(document):
                    parts = _chunk_parts(folded, (), field, corpus)
                    readings.append([(k, t, p.times(ALTERNATIVE_WEIGHT)) for k, t, p in parts])
            return max(
                readings,
                key=lambda parts: sum(part.score_of(document) for *_, part in parts),
            )
        case Question(texts):
            labelled, counted = _question_terms([_folded(text) for text in texts], corpus)
            worth = _worth(counted, corpus)
            return [
                (kind, text, Matches(part.documents, part.scores * worth[part.documents]))
                for kind, text, part in labelled
            ]
        case Phrase(text):
            return [("phrase", text, _leaf(node, corpus))]
        case WordRun(text):
            return [("word", text, _leaf(node, corpus))]
        case Prefix(text):
            return [("prefix", text, _leaf(node, corpus))]
        case Near(texts):
            return [("near", " ".join(texts), _leaf(node, corpus))]
        case _:
            raise TypeError(f"no leaf of a query: {node!r}")
