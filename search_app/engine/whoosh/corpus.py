"""The documents of a generation as global arrays, and the places where terms stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from indexer.store.gaps import Numbers
from indexer.store.generation import OpenSegment
from indexer.store.layout import BLOCK, count_blocks
from indexer.store.schema import GRAMS, WORDS
from indexer.text import cut
from indexer.text.grams import SENTINEL, lookups
from search_app.engine.whoosh.cache import ByteCache
from search_app.engine.whoosh.matches import Documents, Matches, unscored
from search_app.engine.whoosh.occurrences import (
    Block,
    Occurrences,
    Offsets,
    Two,
    blocked,
    gathered,
    joined,
    standing,
)
from search_app.engine.whoosh.ranking import PART_B, PART_WEIGHTS
from search_app.query.nodes import Field, Node

_PART = {"title": 0, "heading": 1}
_BODY = 2

_BLOCK = 4096  # terms decoded at a time, some 10 ms of work


class Corpus:
    """All documents of a generation, numbered through its segments, and all their characters,
    numbered likewise (`indexer.store.layout`). Read-only but for the cache."""

    def __init__(self, generation: OpenGeneration, cache: ByteCache) -> None:
        self.generation = generation
        self.size = generation.documents
        self._cache = cache
        self._offset_type: Any = np.uint32 if generation.characters < 2**32 else np.int64
        begin, block_counts = [], []
        for segment in generation.segments:
            begin.append(segment.starts[:-1] + segment.character_base)
            block_counts.append(count_blocks(segment.lengths))
        starts = np.concatenate(begin)
        counts = np.concatenate(block_counts)
        self._document_of = np.repeat(np.arange(self.size, dtype=np.int32), counts)
        # Of each document where title, headings and body begin, and where the next one does.
        self._bounds = np.empty((self.size, len(PART_WEIGHTS) + 1), self._offset_type)
        self._bounds[:, 0] = starts
        self._bounds[:, 1] = starts + generation.column("heading_at")
        self._bounds[:, 2] = starts + generation.column("body_at")
        self._bounds[:, 3] = starts + counts * BLOCK
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

    def word(self, word: str, field: Field = "any") -> Occurrences:
        """Where a word stands as a word."""
        if len(word) == 2 and field == "any":
            return self._two(word).word
        return self._cache.get((WORDS, word, field), lambda: self._word(word, field))

    def _word(self, word: str, field: Field) -> Occurrences:
        held = self._resident(WORDS, word) if field == "any" else None
        if held is not None:
            return held
        return self.occurrences(self.in_field(self._read(WORDS, word), field))

    def frequency(self, word: str) -> int:
        """The number of documents that hold a word; not read from its occurrences where the index
        has it, which knows nothing of what was deleted since."""
        if not self._all_live:
            return len(self.word(word))
        wanted = word.encode("utf-8", "surrogatepass")
        total = 0
        for segment in self.generation.segments:
            field = segment.fields[WORDS]
            index = field.find(wanted)
            if index is not None:
                assert field.frequencies is not None  # words are listed by it
                total += int(field.frequencies[index])
        return total

    def literal(self, folded: str, field: Field = "any") -> Occurrences:
        """Where a string stands, as a word or not."""
        if len(folded) == 2 and field == "any":
            return self._two(folded).literal
        return self._cache.get(
            ("literal", folded, field),
            lambda: self.occurrences(self.in_field(self.offsets(folded), field)),
        )

    def offsets(self, folded: str) -> Offsets:
        """Where a string begins, ascending."""
        if not folded or SENTINEL in folded:
            return np.zeros(0, self._offset_type)
        if len(folded) == 1:
            return self.starting(GRAMS, folded)
        if len(folded) == 2:
            return self._two(folded).literal.offsets
        return _meeting([(self.offsets(gram), at) for gram, at in lookups(folded)])

    def _two(self, folded: str) -> Two:
        return self._cache.get(folded, lambda: self._resident_two(folded) or self._read_two(folded))

    def _resident_two(self, folded: str) -> Two | None:
        literal, word = self._resident(GRAMS, folded), self._resident(WORDS, folded)
        if literal is None or word is None:
            return None
        return Two(literal, literal if len(word.offsets) == len(literal.offsets) else word)

    def _read_two(self, folded: str) -> Two:
        offsets = self._read(GRAMS, folded)
        documents = self.documents_at(offsets)
        worth = self._worths(offsets, documents.astype(np.intp))
        literal = gathered(offsets, documents, worth)
        mask = self._mask(folded, len(offsets))
        if mask is None:
            held = self._read(WORDS, folded)
            same = len(held) == len(offsets)
            return Two(literal, literal if same else self.occurrences(held))
        if mask.all():
            return Two(literal, literal)
        return Two(literal, gathered(offsets[mask], documents[mask], worth[mask]))

    def _mask(self, word: str, count: int) -> NDArray[np.bool_] | None:
        """Which of the `count` occurrences of two characters are the word, if the index says so."""
        if not self._whole:
            return None
        words = self.generation.segments[0].fields[WORDS]
        index = words.find(word.encode("utf-8", "surrogatepass"))
        return None if index is None else words.mask(index, count)

    def _read(self, field: str, term: str) -> Offsets:
        """Where a term begins, ascending, in documents that are not deleted."""
        wanted = term.encode("utf-8", "surrogatepass")
        found = []
        for segment in self.generation.segments:
            index = segment.fields[field].find(wanted)
            if index is not None:
                postings = segment.fields[field].postings(index)
                found.append(self._moved(postings, segment.character_base))
        return self._alive(found)

    # What is kept decoded as a whole

    def decode(self) -> Iterator[None]:
        """Keeps where every term stands, so many terms a step."""
        for number, segment in enumerate(self.generation.segments):
            for name in (GRAMS, WORDS):
                for low in range(0, len(segment.fields[name]), _BLOCK):
                    key = (name, number, low // _BLOCK)
                    self._cache.get(key, partial(self._decoded, segment, name, low))
                    yield

    def _decoded(self, segment: OpenSegment, name: str, low: int) -> Block:
        field = segment.fields[name]
        high = min(low + _BLOCK, len(field))
        counts, postings = field.span_postings(low, high)
        terms = np.arange(high - low).repeat(counts)
        offsets = self._moved(postings, segment.character_base)
        documents = self.documents_at(offsets)
        if not self._all_live:
            alive = self.live[documents]
            terms, offsets, documents = terms[alive], offsets[alive], documents[alive]
        weights = self._worths(offsets, documents.astype(np.intp))
        return blocked(terms, offsets, documents, weights, high - low)

    def _resident(self, field: str, term: str) -> Occurrences | None:
        """Where a term stands, None if that is not decoded."""
        wanted = term.encode("utf-8", "surrogatepass")
        parts = []
        for number, segment in enumerate(self.generation.segments):
            index = segment.fields[field].find(wanted)
            if index is not None:
                block = self._cache.peek((field, number, index // _BLOCK))
                if not isinstance(block, Block):
                    return None
                parts.append(block.term(index % _BLOCK))
        return joined(parts) if parts else self.occurrences(np.zeros(0, self._offset_type))

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
        documents: Documents = self._document_of.take(offsets // BLOCK)
        return documents

    def occurrences(self, offsets: Offsets) -> Occurrences:
        """`offsets`, ascending, with the documents they are in."""
        documents = self.documents_at(offsets)
        return gathered(offsets, documents, self._worths(offsets, documents.astype(np.intp)))

    def _worths(self, offsets: Offsets, documents: NDArray[np.intp]) -> NDArray[np.float32]:
        """What each of `offsets`, in these documents, adds to a weighted frequency."""
        worth = self._body_worth.take(documents)
        above = (offsets < self._body_at.take(documents)).nonzero()[0]
        own = documents.take(above)
        part = own * len(PART_WEIGHTS)
        part += offsets.take(above) >= self._heading_at.take(own)
        worth[above] = self._part_worth.take(part)
        return worth

    def word_runs(self, folded: str) -> Offsets:
        """Where the words of `folded` stand one after another as words."""
        found = cut(folded)
        if not found:
            return self.offsets(folded)
        return _meeting([(self.word(word).offsets, at) for word, at in found])

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

    def idf(self, documents: int) -> float:
        return math.log1p((self.count - documents + 0.5) / (documents + 0.5))

    def quoted(self, folded: str, field: Field = "any") -> Occurrences:
        """Where a string is shown: the likely original of a spun text, which is searched but not
        shown, does not count."""
        found = self.literal(folded, field)
        if self._unseen_at is None:
            return found
        offsets = found.offsets
        return self.occurrences(offsets[offsets < self._unseen_at[self.documents_at(offsets)]])

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


def _meeting(held: Sequence[tuple[Offsets, int]]) -> Offsets:
    """The offsets from which each of the strings stands so many characters on."""
    (first, place), *others = sorted(held, key=lambda pair: len(pair[0]))
    candidates: Offsets = first[first >= place] - first.dtype.type(place)
    for offsets, place in others:
        if not len(candidates):
            break
        candidates = candidates[standing(candidates + candidates.dtype.type(place), offsets)]
    return candidates
