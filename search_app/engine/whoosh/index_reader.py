"""Reads posting lists of words and of any strings from all segments of a generation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from indexer.store.gaps import Numbers
from indexer.store.generation import OpenSegment
from indexer.store.schema import GRAMS, WORDS
from indexer.text import cut
from indexer.text.grams import SENTINEL, lookups
from search_app.engine.byte_cache import ByteCache
from search_app.engine.whoosh.matches import Matches, match_without_score
from search_app.engine.whoosh.position_map import PositionMap
from search_app.engine.whoosh.posting_lists import (
    BigramPostings,
    DecodedTerms,
    Positions,
    PostingList,
    concatenate_segments,
    group_by_document,
    group_by_term,
    intersect_shifted,
)
from search_app.query.nodes import Field, Node

_TERMS_AT_A_TIME = 4096  # terms that `warm` decodes in one step, some 10 ms of work


class IndexReader:
    """Posting lists and columns of a generation. Documents and characters are numbered through all
    its segments; deleted documents have numbers but are in no posting list.

    What was read is cached. The reader changes nothing else and is safe to share between threads.
    Strings are folded as `indexer.text.fold` does.
    """

    def __init__(self, generation: OpenGeneration, cache: ByteCache) -> None:
        self.generation = generation
        self.size = generation.documents
        """The number of documents, deleted ones included."""
        self.live = generation.live()
        self.count = int(self.live.sum())
        """The number of documents that are not deleted."""
        self.keys: NDArray[np.uint64] = generation.column("keys")
        """The section id of each document, read as a hexadecimal number."""
        order = generation.order()
        self.rank: NDArray[np.uint32] = order["rank"]
        """The place of each document when all are sorted by section id."""
        self.cluster: NDArray[np.uint32] = order["cluster"]
        """The cluster of copies that each document belongs to, 0 for none."""
        self.position_map = PositionMap(generation, self.live)
        self._cache = cache
        self._all_live = self.count == self.size

    # Posting lists

    def read_word(self, word: str, field: Field = "any") -> PostingList:
        """Where `word` stands as one of the words that the text was cut into."""
        if len(word) == 2 and field == "any":
            return self._get_bigram(word).word
        return self._cache.get(("word", word, field), lambda: self._read_word(word, field))

    def _read_word(self, word: str, field: Field) -> PostingList:
        decoded = self._find_decoded(WORDS, word) if field == "any" else None
        if decoded is not None:
            return decoded
        positions = self._read_positions(WORDS, word)
        return self.build_posting_list(self.position_map.restrict_to_field(positions, field))

    def read_substring(self, folded: str, field: Field = "any") -> PostingList:
        """Where `folded` stands, whether as a word or not."""
        if len(folded) == 2 and field == "any":
            return self._get_bigram(folded).literal
        return self._cache.get(
            ("substring", folded, field),
            lambda: self.build_posting_list(
                self.position_map.restrict_to_field(self.find_substring(folded), field)
            ),
        )

    def read_shown_substring(self, folded: str, field: Field = "any") -> PostingList:
        """Where `folded` stands in what is shown of the documents. What is searched but not shown,
        the likely original of a spun text, must not satisfy a quoted string."""
        postings = self.read_substring(folded, field)
        shown = self.position_map.restrict_to_shown(postings.positions)
        return postings if shown is postings.positions else self.build_posting_list(shown)

    def build_posting_list(self, positions: Positions) -> PostingList:
        """The posting list of a term that stands at `positions`."""
        documents = self.position_map.documents_at(positions)
        return group_by_document(
            positions, documents, self.position_map.weigh(positions, documents)
        )

    # Positions

    def find_substring(self, folded: str) -> Positions:
        """Where `folded` begins."""
        if not folded or SENTINEL in folded:
            return np.zeros(0, self.position_map.dtype)
        if len(folded) == 1:
            return self.find_prefix(GRAMS, folded)
        if len(folded) == 2:
            return self._get_bigram(folded).literal.positions
        return intersect_shifted(
            [(self.find_substring(gram), shift) for gram, shift in lookups(folded)]
        )

    def find_word_sequence(self, folded: str) -> Positions:
        """Where the words of `folded` stand one after another, each as a word of the text."""
        words = cut(folded)
        if not words:
            return self.find_substring(folded)
        return intersect_shifted([(self.read_word(word).positions, shift) for word, shift in words])

    def find_prefix(self, field: str, prefix: str) -> Positions:
        """Where any term of a field of the index begins that begins with `prefix`."""
        encoded = _encode(prefix)
        by_segment = []
        for segment in self.generation.segments:
            low, high = segment.fields[field].span(encoded)
            _, postings = segment.fields[field].span_postings(low, high)
            by_segment.append(self._shift(np.sort(postings), segment))
        return self._drop_deleted(by_segment)

    def _read_positions(self, field: str, term: str) -> Positions:
        """Where a term of a field of the index begins, read from its segments."""
        encoded = _encode(term)
        by_segment = []
        for segment in self.generation.segments:
            index = segment.fields[field].find(encoded)
            if index is not None:
                by_segment.append(self._shift(segment.fields[field].postings(index), segment))
        return self._drop_deleted(by_segment)

    def _shift(self, postings: Numbers, segment: OpenSegment) -> Positions:
        """Positions in a segment as positions in the index."""
        positions = postings.astype(self.position_map.dtype, copy=False)
        base = segment.character_base
        return positions + self.position_map.dtype(base) if base else positions

    def _drop_deleted(self, by_segment: list[Positions]) -> Positions:
        """The positions of all segments in one array, without those in deleted documents."""
        if not by_segment:
            return np.zeros(0, self.position_map.dtype)
        positions = by_segment[0] if len(by_segment) == 1 else np.concatenate(by_segment)
        if self._all_live:
            return positions
        return positions[self.live.take(self.position_map.documents_at(positions))]

    # Bigrams: most of the words of a text are two characters, and then mostly the same posting list

    def _get_bigram(self, folded: str) -> BigramPostings:
        return self._cache.get(
            ("bigram", folded),
            lambda: self._find_decoded_bigram(folded) or self._read_bigram(folded),
        )

    def _find_decoded_bigram(self, folded: str) -> BigramPostings | None:
        literal, word = self._find_decoded(GRAMS, folded), self._find_decoded(WORDS, folded)
        if literal is None or word is None:
            return None
        always = len(word.positions) == len(literal.positions)
        return BigramPostings(literal, literal if always else word)

    def _read_bigram(self, folded: str) -> BigramPostings:
        literal = self.build_posting_list(self._read_positions(GRAMS, folded))
        word = self._read_positions(WORDS, folded)
        always = len(word) == len(literal.positions)
        return BigramPostings(literal, literal if always else self.build_posting_list(word))

    # Warming

    def warm(self) -> Iterator[None]:
        """Decodes the posting lists of all terms into the cache, some terms in each step."""
        for number, segment in enumerate(self.generation.segments):
            for field in (GRAMS, WORDS):
                for low in range(0, len(segment.fields[field]), _TERMS_AT_A_TIME):
                    key = ("decoded", field, number, low // _TERMS_AT_A_TIME)
                    self._cache.get(key, partial(self._decode, segment, field, low))
                    yield

    def _decode(self, segment: OpenSegment, field: str, low: int) -> DecodedTerms:
        """The posting lists of the terms from number `low` of a segment's dictionary on."""
        postings = segment.fields[field]
        high = min(low + _TERMS_AT_A_TIME, len(postings))
        counts, offsets = postings.span_postings(low, high)
        terms = np.arange(high - low).repeat(counts)
        positions = self._shift(offsets, segment)
        documents = self.position_map.documents_at(positions)
        if not self._all_live:
            live = self.live.take(documents)
            terms, positions, documents = terms[live], positions[live], documents[live]
        weights = self.position_map.weigh(positions, documents)
        return group_by_term(terms, positions, documents, weights, high - low)

    def _find_decoded(self, field: str, term: str) -> PostingList | None:
        """The posting list of a term that `warm` has decoded; None where it is not in the cache."""
        encoded = _encode(term)
        parts = []
        for number, segment in enumerate(self.generation.segments):
            index = segment.fields[field].find(encoded)
            if index is not None:
                block, term_in_block = divmod(index, _TERMS_AT_A_TIME)
                decoded = self._cache.peek(("decoded", field, number, block))
                if not isinstance(decoded, DecodedTerms):
                    return None
                parts.append(decoded.posting_list(term_in_block))
        if not parts:
            return self.build_posting_list(np.zeros(0, self.position_map.dtype))
        return concatenate_segments(parts)

    # Documents

    def match_all(self) -> Matches:
        """Every document that is not deleted, with the score 0."""
        return match_without_score(np.flatnonzero(self.live))

    def cache_matches(self, leaf: Node, compute: Callable[[], Matches]) -> Matches:
        """The matches of a leaf of a query, computed where they are not cached."""
        return self._cache.get(leaf, compute)

    def idf(self, document_frequency: int) -> float:
        """BM25's inverse document frequency of a term that so many documents hold."""
        others = self.count - document_frequency
        return math.log1p((others + 0.5) / (document_frequency + 0.5))

    def find_documents(self, keys: Sequence[int]) -> list[int | None]:
        """The document of each section key; None where no document that is not deleted has it."""
        sorted_keys, documents = self._documents_by_key
        wanted = np.array(keys, np.uint64)
        low, high = (sorted_keys.searchsorted(wanted, side) for side in ("left", "right"))
        return [
            int(documents[at]) if end > at else None
            for at, end in zip(low.tolist(), high.tolist(), strict=True)
        ]

    @cached_property
    def _documents_by_key(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        """The keys of the documents that are not deleted, ascending, and the document of each."""
        order = np.argsort(self.keys, kind="stable")
        order = order[self.live[order]]
        return self.keys[order], order.astype(np.int32)


def _encode(term: str) -> bytes:
    """A term as the dictionary holds it; a lone surrogate is a character like any other."""
    return term.encode("utf-8", "surrogatepass")
