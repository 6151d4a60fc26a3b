"""Several segments made one, without what is deleted, by sorting arrays again.

One segment has each term once: at 100,000 sections it is a tenth smaller than three, and a term is
looked up once. Terms are taken in ranges, so that memory does not grow with the segments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array, write_arrays
from indexer.store.codec import DOCUMENTS, LENGTHS, TERMS, Segment, new_segment, segment_path
from indexer.store.dictionary import Pairs, pair_arrays, term_arrays
from indexer.store.generation import OpenSegment
from indexer.store.layout import GRANULE, granules, starts
from indexer.store.postings import FieldPostings, PairMasks, Parts, PostingLists
from indexer.store.records import RECORDS, merged_records
from indexer.store.runs import distinct, runs
from indexer.store.schema import GRAMS, WORDS

_RANGE = 6_000_000  # bytes of lists merged at a time: some 300 MB of temporaries

Ranks = NDArray[np.int64]


class _Source:
    """A segment that is merged, and where its documents and their texts go.

    `moved` is what to add to an offset in each document, `number` its new number; both are only
    right for documents that are `live`.
    """

    def __init__(self, opened: OpenSegment) -> None:
        self.opened = opened
        self.live = np.ones(len(opened), np.bool_)
        self.live[opened.deleted] = False
        self.document_of = np.repeat(
            np.arange(len(opened), dtype=np.int32), granules(opened.lengths)
        )
        self.number = np.zeros(0, np.int64)
        self.moved = np.zeros(0, np.int64)

    def place(self, documents: int, characters: int) -> tuple[int, int]:
        """Gives the live documents their places after those of other segments."""
        self.number = documents + np.cumsum(self.live) - 1
        kept = granules(self.opened.lengths) * self.live
        begin = characters + (np.cumsum(kept) - kept) * GRANULE
        self.moved = begin - self.opened.starts[:-1]
        return documents + int(self.live.sum()), characters + int(kept.sum()) * GRANULE

    def postings(
        self, field: FieldPostings, low: int, high: int, positions: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The term of each live posting of a range of terms, from 0, and its new number."""
        counts, postings = field.span_postings(low, high)
        terms = np.repeat(np.arange(high - low), counts)
        documents = self.document_of[postings // GRANULE] if positions else postings
        alive = self.live[documents]
        documents = documents[alive]
        if positions:
            return terms[alive], postings[alive] + self.moved[documents]
        return terms[alive], self.number[documents]


def merge(folder: Path, segments: Sequence[OpenSegment]) -> Segment:
    """Writes the live documents of `segments`, in order, as one segment of `folder`."""
    sources = [_Source(opened) for opened in segments]
    documents = characters = 0
    for source in sources:
        documents, characters = source.place(documents, characters)
    columns = {
        name: np.concatenate([source.opened.columns[name][source.live] for source in sources])
        for name in segments[0].columns
    }
    lengths: NDArray[np.uint32] = columns[LENGTHS + GRAMS]
    segment = new_segment(
        documents, {name: int(columns[LENGTHS + name].sum()) for name in (GRAMS, WORDS)}
    )
    write_arrays(
        segment_path(folder, segment, TERMS),
        (
            (f"{name}.{part}", values)
            for name, field in _merged_fields(sources, lengths)
            for part, values in field.items()
        ),
    )
    write_arrays(
        segment_path(folder, segment, DOCUMENTS),
        ((name, column.reshape(-1)) for name, column in columns.items()),
    )
    records = merged_records([(source.opened.records, source.live) for source in sources])
    write_arrays(segment_path(folder, segment, RECORDS), records.items())
    return segment


def _merged_fields(
    sources: Sequence[_Source], lengths: NDArray[np.uint32]
) -> Iterator[tuple[str, Parts]]:
    grams = _merged_field(GRAMS, sources, lengths)
    yield GRAMS, grams
    held = FieldPostings({f"{GRAMS}.{name}": array for name, array in grams.items()}, GRAMS)
    yield WORDS, _merged_field(WORDS, sources, lengths, PairMasks(held, int(starts(lengths)[-1])))
    for name in sorted({name for source in sources for name in source.opened.fields}):
        if name not in (GRAMS, WORDS):
            having = [source for source in sources if name in source.opened.fields]
            yield name, _merged_field(name, having, lengths)


def _merged_field(
    name: str,
    sources: Sequence[_Source],
    lengths: NDArray[np.uint32],
    masks: PairMasks | None = None,
) -> Parts:
    fields = [source.opened.fields[name] for source in sources]
    every: list[bytes] | NDArray[np.uint64]
    pairs = [field.dictionary for field in fields if isinstance(field.dictionary, Pairs)]
    if pairs:
        codes = [dictionary.codes() for dictionary in pairs]
        every = np.sort(np.concatenate(codes))
        every = every[runs(every)[0]]
        ranks = [np.searchsorted(every, own) for own in codes]
    else:
        held = [[field.term(index) for index in range(len(field))] for field in fields]
        every = sorted(set().union(*held))
        place = {term: rank for rank, term in enumerate(every)}
        ranks = [np.array([place[term] for term in own], np.int64) for own in held]
    lists = PostingLists()
    positions = name in (GRAMS, WORDS)
    document_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), granules(lengths))
    used = np.zeros(len(every), np.bool_)
    frequencies = [np.zeros(0, np.uint32)]
    for low, high in _ranges(fields, ranks, len(every)):
        keys = []
        for source, field, own in zip(sources, fields, ranks, strict=True):
            first, last = np.searchsorted(own, (low, high)).tolist()
            local, numbers = source.postings(field, first, last, positions)
            keys.append(own[first:last][local] << 32 | numbers)
        joined = np.concatenate(keys)
        joined.sort()
        terms = joined >> 32
        postings = (joined & 0xFFFFFFFF).astype(np.uint32)
        begin, counts = runs(terms)
        found = terms[begin]
        used[found] = True
        words = [every[rank] for rank in found.tolist()] if isinstance(every, list) else []
        lists.add(counts, postings, words, masks)
        if name == WORDS and len(found):
            held_in = document_of[postings // GRANULE]
            frequencies.append(distinct(held_in, begin))
    merged = lists.arrays()
    if name == WORDS:
        merged["df"] = np.concatenate(frequencies)
    if isinstance(every, list):
        return term_arrays([term for term, kept in zip(every, used, strict=True) if kept]) | merged
    return _pairs(every[used]) | merged


def _ranges(
    fields: Sequence[FieldPostings], ranks: Sequence[Ranks], terms: int
) -> Iterator[tuple[int, int]]:
    """Ranges of all terms that have about `_RANGE` bytes of lists together."""
    sizes = np.zeros(terms, np.int64)
    for field, own in zip(fields, ranks, strict=True):
        sizes[own] += field.weights()
    filled = np.cumsum(sizes) // _RANGE
    borders = [0, *(np.flatnonzero(np.diff(filled)) + 1).tolist(), terms]
    return ((low, high) for low, high in pairwise(borders) if low < high)


def _pairs(codes: NDArray[np.uint64]) -> dict[str, Array]:
    leads, seconds = codes >> np.uint64(32), codes & np.uint64(0xFFFFFFFF)
    used = np.zeros(int(max(leads.max(initial=0), seconds.max(initial=0))) + 1, np.bool_)
    used[leads] = used[seconds] = True
    place = np.cumsum(used) - 1
    return pair_arrays(np.flatnonzero(used).astype(np.uint32), place[leads], place[seconds])
