"""The documents of a generation as global arrays, and the places where terms stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from indexer.store.gaps import Numbers
from indexer.store.layout import GRANULE, granules
from indexer.store.runs import fresh
from indexer.store.schema import GRAMS, WORDS
from indexer.text import cut
from indexer.text.grams import SENTINEL, lookups
from search_app.engine.whoosh.cache import ByteCache
from search_app.engine.whoosh.matches import Documents, Matches, unscored
from search_app.engine.whoosh.ranking import K1, PART_B, PART_WEIGHTS
from search_app.query.nodes import Field, Node

Offsets = NDArray[Any]
_PART = {"title": 0, "heading": 1}
_BODY = 2


class Corpus:
    """All documents of a generation, numbered through its segments, and all their characters,
    numbered likewise (`indexer.store.layout`). Read-only but for the cache."""

    def __init__(self, generation: OpenGeneration, cache: ByteCache) -> None:
        self.generation = generation
        self.size = generation.documents
        self._cache = cache
        self._offset_type: Any = np.uint32 if generation.characters < 2**32 else np.int64
        begin, granule_counts = [], []
        for segment in generation.segments:
            begin.append(segment.starts[:-1] + segment.character_base)
            granule_counts.append(granules(segment.lengths))
        starts = np.concatenate(begin)
        counts = np.concatenate(granule_counts)
        self._document_of = np.repeat(np.arange(self.size, dtype=np.int32), counts)
        # Of each document where title, headings and body begin, and where the next one does.
        self._bounds = np.empty((self.size, len(PART_WEIGHTS) + 1), self._offset_type)
        self._bounds[:, 0] = starts
        self._bounds[:, 1] = starts + generation.column("heading_at")
        self._bounds[:, 2] = starts + generation.column("body_at")
        self._bounds[:, 3] = starts + counts * GRANULE
        self._heading_at = self._bounds[:, 1].copy()
        self._body_at = self._bounds[:, 2].copy()
        lengths = np.concatenate([segment.lengths for segment in generation.segments])
        unseen_at = generation.column("unseen_at")
        self._unseen_at = None
        if (unseen_at < lengths).any():
            self._unseen_at = (starts + unseen_at).astype(self._offset_type)
        self.live = generation.live()
        self.count = int(self.live.sum())
        self._all_live = self.count == self.size
        self._whole = self._all_live and len(generation.segments) == 1
        self.keys: NDArray[np.uint64] = generation.column("keys")
        order = generation.order()
        self.rank: NDArray[np.uint32] = order["rank"]
        self.cluster: NDArray[np.uint32] = order["cluster"]
        self._part_worth = self._part_worths()
        self._body_worth = self._part_worth[:, _BODY].copy()

    def _part_worths(self) -> NDArray[np.float32]:
        """What one occurrence in each part (a column) of each document (a row) adds to a term's
        weighted frequency: BM25F's weight over its length normalisation."""
        worths = np.empty((self.size, len(PART_WEIGHTS)), np.float32)
        for part, name in enumerate(("title_words", "heading_words", "body_words")):
            lengths = self.generation.column(name)
            mean = int(lengths[self.live].sum(dtype=np.int64)) / max(self.count, 1)
            b = PART_B[part]
            worths[:, part] = PART_WEIGHTS[part] / (1 - b + b * lengths / max(mean, 1e-9))
        return worths

    # Places of terms

    def offsets(self, field: str, term: str) -> Offsets:
        """Where `term` begins, ascending, in documents that are not deleted."""
        return self._cache.get((field, term), lambda: self._read(field, term))

    def _read(self, field: str, term: str) -> Offsets:
        wanted = term.encode("utf-8", "surrogatepass")
        found = []
        pair = None
        if field == WORDS and len(term) == 2 and self._whole:
            pair = self.offsets(GRAMS, term)  # likely wanted itself: it is the literal string
        for segment in self.generation.segments:
            index = segment.fields[field].find(wanted)
            if index is not None:
                postings = segment.fields[field].postings(index, pair)
                found.append(self._moved(postings, segment.character_base))
        return self._alive(found)

    def starting(self, field: str, prefix: str) -> Offsets:
        """Where any term that begins with `prefix` begins, ascending."""
        wanted = prefix.encode("utf-8", "surrogatepass")
        found = []
        for segment in self.generation.segments:
            low, high = segment.fields[field].span(wanted)
            _, postings = segment.fields[field].span_postings(low, high)
            found.append(self._moved(np.sort(postings), segment.character_base))
        return self._alive(found)

    def _moved(self, postings: Numbers, base: int) -> Offsets:
        """Offsets of a segment as offsets of the generation."""
        offsets = postings.astype(self._offset_type, copy=False)
        return offsets + self._offset_type(base) if base else offsets

    def _alive(self, found: list[Offsets]) -> Offsets:
        if not found:
            return np.zeros(0, self._offset_type)
        offsets = found[0] if len(found) == 1 else np.concatenate(found)
        return offsets if self._all_live else offsets[self.live[self.documents_at(offsets)]]

    def documents_at(self, offsets: Offsets) -> Documents:
        """The document that each offset is in."""
        documents: Documents = self._document_of.take(offsets // GRANULE)
        return documents

    def occurrences(self, folded: str) -> Offsets:
        """Where the string `folded` begins, ascending."""
        if not folded or SENTINEL in folded:
            return np.zeros(0, self._offset_type)
        if len(folded) == 1:
            return self._cache.get(("single", folded), lambda: self.starting(GRAMS, folded))
        if len(folded) == 2:
            return self.offsets(GRAMS, folded)
        return self._cache.get(("literal", folded), lambda: self._meeting(folded))

    def _meeting(self, folded: str) -> Offsets:
        held = [(self.offsets(GRAMS, gram), place) for gram, place in lookups(folded)]
        held.sort(key=lambda pair: len(pair[0]))
        first, place = held[0]
        candidates: Offsets = first[first >= place] - self._offset_type(place)
        for offsets, place in held[1:]:
            if not len(candidates):
                break
            candidates = candidates[standing(candidates + self._offset_type(place), offsets)]
        return candidates

    def word_runs(self, folded: str) -> Offsets:
        """Where the words of `folded` stand one after another as words."""
        found = cut(folded)
        if not found:
            return self.occurrences(folded)
        held = sorted(
            ((self.offsets(WORDS, word), at) for word, at in found), key=lambda p: len(p[0])
        )
        first, place = held[0]
        candidates: Offsets = first[first >= place] - self._offset_type(place)
        for offsets, place in held[1:]:
            candidates = candidates[standing(candidates + self._offset_type(place), offsets)]
        return candidates

    def bounds(self, documents: Documents) -> Offsets:
        """A row a document: where its title, its headings and its body begin, and the end."""
        rows: Offsets = self._bounds.take(documents, axis=0)
        return rows

    def in_field(self, offsets: Offsets, field: Field) -> Offsets:
        """Those of `offsets` that are in the title or in the headings; all for any field."""
        if field == "any":
            return offsets
        inside: Offsets = offsets[self._parts(offsets, self.documents_at(offsets)) == _PART[field]]
        return inside

    def _parts(self, offsets: Offsets, documents: NDArray[Any]) -> NDArray[np.intp]:
        parts = (offsets >= self._heading_at.take(documents)).astype(np.intp)
        parts += offsets >= self._body_at.take(documents)
        result: NDArray[np.intp] = parts
        return result

    def part_keys(self, offsets: Offsets) -> NDArray[np.int64]:
        """A number for the part of the document that each offset is in."""
        documents = self.documents_at(offsets)
        return documents.astype(np.int64) * len(PART_WEIGHTS) + self._parts(offsets, documents)

    # Documents with scores

    def holding(self, offsets: Offsets) -> Documents:
        """The documents that `offsets` are in."""
        documents = self.documents_at(offsets)
        return documents[fresh(documents)]

    def scored(self, offsets: Offsets) -> Matches:
        """The documents that `offsets` are in, scored by BM25F as the places of one term."""
        documents = self.documents_at(offsets)
        new = fresh(documents)
        first = new.nonzero()[0]
        if not len(first):
            return unscored(documents)
        worth = self._worths(offsets, documents.astype(np.intp))
        # Most documents hold a term once; summing up each of them takes longer than all the rest.
        frequency = worth.take(first)
        again = (~new).nonzero()[0]
        np.add.at(frequency, again - np.arange(1, len(again) + 1), worth.take(again))
        factor = np.float32(self.idf(len(first)) * (K1 + 1))
        scores = (factor * frequency / (np.float32(K1) + frequency)).astype(np.float32)
        return Matches(documents.take(first), scores)

    def _worths(self, offsets: Offsets, documents: NDArray[np.intp]) -> NDArray[np.float32]:
        """What each of `offsets`, in these documents, adds to a weighted frequency."""
        worth = self._body_worth.take(documents)
        above = (offsets < self._body_at.take(documents)).nonzero()[0]
        own = documents.take(above)
        in_heading = offsets.take(above) >= self._heading_at.take(own)
        worth[above] = self._part_worth[own, in_heading.astype(np.intp)]
        return worth

    def idf(self, documents: int) -> float:
        return math.log1p((self.count - documents + 0.5) / (documents + 0.5))

    def word(self, word: str, field: Field = "any") -> Matches:
        """The documents that hold a word, scored."""
        return self._cache.get(
            ("word", word, field),
            lambda: self.scored(self.in_field(self.offsets(WORDS, word), field)),
        )

    def literal(self, folded: str, field: Field = "any") -> Matches:
        """The documents that hold a string, scored."""
        return self._cache.get(
            ("scored", folded, field),
            lambda: self.scored(self.in_field(self.occurrences(folded), field)),
        )

    def quoted(self, folded: str, field: Field = "any") -> Matches:
        """The documents that show a string, scored: the likely original of a spun text, which is
        searched but not shown, does not count."""
        if self._unseen_at is None:
            return self.literal(folded, field)
        offsets = self.in_field(self.occurrences(folded), field)
        return self.scored(offsets[offsets < self._unseen_at[self.documents_at(offsets)]])

    def cached(self, node: Node, compute: Callable[[], Matches]) -> Matches:
        """What a leaf of a query matches, computed once for equal leaves."""
        return self._cache.get(node, compute)

    def everything(self) -> Matches:
        return unscored(np.flatnonzero(self.live))

    def find(self, keys: Sequence[int]) -> list[int | None]:
        """The document with each of these section keys."""
        held, documents = self._by_key
        wanted = np.array(keys, np.uint64)
        low, high = (held.searchsorted(wanted, side) for side in ("left", "right"))
        return [
            int(documents[at]) if end > at else None
            for at, end in zip(low.tolist(), high.tolist(), strict=True)
        ]

    @cached_property
    def _by_key(self) -> tuple[NDArray[np.uint64], Documents]:
        """The keys of the documents that are not deleted, ascending, and which have them."""
        order = np.argsort(self.keys, kind="stable")
        order = order[self.live[order]]
        return self.keys[order], order.astype(np.int32)


def standing(wanted: Offsets, held: Offsets) -> NDArray[np.bool_]:
    """Which of `wanted` are among `held`; both ascending."""
    if not len(held):
        return np.zeros(len(wanted), np.bool_)
    at = held.searchsorted(wanted)
    np.minimum(at, len(held) - 1, out=at)
    found: NDArray[np.bool_] = held.take(at) == wanted
    return found
