"""The query tree, evaluated a term at a time.

Each leaf gives the documents it matches with their scores; `leaf_parts` keeps what a leaf's score
is made of apart, so that it can be explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.store.schema import WORDS
from indexer.text import CACHED_TEXTS, analyse, fold
from search_app.engine.protocol import PartKind
from search_app.engine.whoosh.corpus import Corpus
from search_app.engine.whoosh.facets import Facets
from search_app.engine.whoosh.matches import (
    Documents,
    Matches,
    best,
    common,
    either,
    intersection,
    place,
    tabled,
    tally,
    union,
    unscored,
    without,
)
from search_app.engine.whoosh.occurrences import Occurrences, Offsets
from search_app.engine.whoosh.ranking import (
    ALTERNATIVE_WEIGHT,
    GRAM_WEIGHT,
    LITERAL_WEIGHT,
    PREFIX_SCORE,
    QUESTION_COVERAGE,
    SIMILAR_TERMS,
)
from search_app.engine.whoosh.scoring import summed
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

_Part = tuple[PartKind, str, Occurrences, float]
"""A summand of a leaf's score: what it is for, where it stands and what its score is multiplied
by."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a leaf: the documents that match it so, the summands of their scores, and
    what the sum is worth in each document, if not all of itself."""

    documents: Documents
    parts: Sequence[_Part]
    worth: NDArray[np.float64] | None = None


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
            return corpus.cached(node, lambda: tabled(_leaf(node, corpus), corpus.size))


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
    if isinstance(node, Prefix):
        found = corpus.in_field(corpus.starting(WORDS, fold(node.text)), node.field)
        documents = corpus.occurrences(found).documents
        return Matches(documents, np.full(len(documents), PREFIX_SCORE, np.float32))
    return best([_scored(reading, corpus) for reading in _readings(node, corpus)], corpus.size)


def _scored(reading: _Reading, corpus: Corpus) -> Matches:
    terms = [(term, weight) for _, _, term, weight in reading.parts]
    scores = summed(reading.documents, terms, corpus)
    if reading.worth is not None:
        scores *= reading.worth
    return Matches(reading.documents, scores)


def _readings(node: Node, corpus: Corpus) -> list[_Reading]:
    match node:
        case Words(text, field, alternatives, content):
            return [
                _chunk(text, content, field, corpus),
                *(_alternative(text, field, corpus) for text in alternatives),
            ]
        case Question(texts, count):
            return [_question(texts, count, corpus)]
        case Phrase(text, field):
            return [_term("phrase", text, corpus.quoted(fold(text), field))]
        case Near(texts, distance):
            offsets = _near([fold(text) for text in texts], distance, corpus)
            return [_term("near", " ".join(texts), corpus.occurrences(offsets))]
        case WordRun(text, field):
            offsets = corpus.in_field(corpus.word_runs(fold(text)), field)
            return [_term("word", text, corpus.occurrences(offsets))]
        case _:
            raise TypeError(f"no leaf of a query: {node!r}")


def _term(kind: PartKind, text: str, found: Occurrences) -> _Reading:
    return _Reading(found.documents, [(kind, text, found, 1.0)])


# A chunk


def _chunk(text: str, content: tuple[str, ...], field: Field, corpus: Corpus) -> _Reading:
    """The documents that hold the chunk literally, or all words of its content."""
    folded = analyse(text).folded
    documents = corpus.literal(folded, field).documents
    asked = _asked(text, content)
    if asked and asked != (folded,):  # a word stands literally wherever it stands as a word
        together = common([corpus.word(word, field).documents for word in asked], corpus.size)
        documents = either(documents, together)
    if not len(documents):
        return _Reading(documents, ())  # nothing is read in vain
    return _Reading(documents, _chunk_parts(text, content, field, corpus))


def _alternative(text: str, field: Field, corpus: Corpus) -> _Reading:
    """The documents that hold a synonym literally, scored as the chunk it stands for would be: the
    words of 留守学生 apart are no 留守儿童."""
    parts = _chunk_parts(text, (), field, corpus)
    lessened = [(kind, own, term, ALTERNATIVE_WEIGHT * weight) for kind, own, term, weight in parts]
    return _Reading(corpus.literal(analyse(text).folded, field).documents, lessened)


@lru_cache(maxsize=CACHED_TEXTS)
def _asked(text: str, content: tuple[str, ...]) -> tuple[str, ...]:
    """The words a section must hold to match a chunk that it does not hold as it stands: side by
    side in each piece, each as small as can be."""
    pieces = content or (text,)
    return tuple(dict.fromkeys(word for piece in pieces for word, _ in analyse(piece).smallest))


def _chunk_parts(text: str, content: Sequence[str], field: Field, corpus: Corpus) -> list[_Part]:
    folded = analyse(text).folded
    pieces = content or (text,)
    grams = _grams(pieces)
    whole = LITERAL_WEIGHT
    if folded in grams:  # a chunk of two characters is its own bigram
        grams.remove(folded)
        whole += GRAM_WEIGHT
    parts: list[_Part] = [("literal", folded, corpus.literal(folded, field), whole)]
    for word in dict.fromkeys(word for piece in pieces for word in analyse(piece).indexed):
        parts.append(("word", word, corpus.word(word, field), 1.0))
    for gram in grams:
        parts.append(("bigram", gram, corpus.literal(gram, field), GRAM_WEIGHT))
    return parts


def _grams(pieces: Sequence[str]) -> list[str]:
    return list(
        dict.fromkeys(
            folded[at : at + 2]
            for folded in [analyse(piece).folded for piece in pieces]
            for at in range(len(folded) - 1)
        )
    )


# A question


def _question(pieces: Sequence[str], count: int, corpus: Corpus) -> _Reading:
    """The documents that hold `count` of the terms, words and bigrams alike; a word of two
    characters is one of the bigrams, the same string, and counts once."""
    grams = {gram: corpus.literal(gram) for gram in _grams(pieces)}
    found = {
        word: corpus.word(word)
        for word in dict.fromkeys(word for piece in pieces for word in analyse(piece).indexed)
    }
    parts: list[_Part] = [("word", word, term, 1.0) for word, term in found.items()]
    parts += [("bigram", gram, term, 1.0) for gram, term in grams.items()]
    counted = [*grams.values(), *(term for word, term in found.items() if word not in grams)]
    documents, counts = tally([term.documents for term in counted], corpus.size, count)
    # What a document lacks lessens what it has.
    missing = 1 - counts / max(len(counted), 1)
    return _Reading(documents, parts, 1 - QUESTION_COVERAGE * missing)


# Strings near each other


def _near(texts: Sequence[str], distance: int, corpus: Corpus) -> Offsets:
    """Where the first of the strings begins wherever all of them stand together with at most
    `distance` characters between and around them that belong to none."""
    held = [(corpus.offsets(text), len(text)) for text in dict.fromkeys(texts)]
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


# Sections like a section


def alike(found: Iterable[str], corpus: Corpus, document: int) -> Matches:
    """The documents that hold any of those words of `document` that tell most of it from others."""
    held = [(word, term) for word in found if len(term := corpus.word(word)) > 1]
    only = np.array([document], np.int32)
    weighed = [(-float(summed(only, [(term, 1.0)], corpus)[0]), word, term) for word, term in held]
    terms = [(term, 1.0) for worth, _, term in sorted(weighed)[:SIMILAR_TERMS] if worth]
    documents, _ = tally([term.documents for term, _ in terms], corpus.size, 1)
    return Matches(documents, summed(documents, terms, corpus))


# What a query looks for, in order


def units(node: Node) -> list[str]:
    """The folded words and phrases that a query asks for, in its order: closeness is measured
    between neighbours."""
    match node:
        case Words(text, _, _, content):
            return [word for word in _asked(text, content) if len(word) > 1]
        case Phrase(text) if len(text) > 1:
            return [fold(text)]
        case And(children) | Or(children) | AtLeast(_, children):
            return [unit for child in children for unit in units(child)]
        case _:
            return []


def leaf_parts(node: Node, corpus: Corpus, document: int) -> list[tuple[PartKind, str, float]]:
    """What the score that a leaf gives a document is the sum of. Of a chunk with synonyms it is
    the one that scores best there, as in the search."""
    if isinstance(node, Prefix):
        held = _leaf(node, corpus).place(document) is not None
        return [("prefix", node.text, PREFIX_SCORE)] if held else []
    only = np.array([document], np.int32)
    found = []
    for reading in _readings(node, corpus):
        at = place(reading.documents, document)
        if at is None:
            continue
        worth = 1.0 if reading.worth is None else float(reading.worth[at])
        found.append(
            [
                (kind, text, worth * float(summed(only, [(term, weight)], corpus)[0]))
                for kind, text, term, weight in reading.parts
            ]
        )
    return max(found, key=lambda parts: sum(own for *_, own in parts), default=[])
