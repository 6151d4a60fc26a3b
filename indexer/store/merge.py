"""Several segments made one, without what is deleted, and encoded: raw ones, as batches leave them,
and such as have been merged before.

One segment has each term once: at 100,000 sections it is a tenth smaller than three, and a term is
looked up once. Terms are taken in ranges, each a task for any process, so that all cores have work
and memory does not grow with the segments.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array, ArrayFile, write_arrays
from indexer.store.codec import (
    DOCUMENTS,
    LENGTHS,
    TERMS,
    Segment,
    new_segment,
    segment_files,
    segment_path,
)
from indexer.store.dictionary import Pairs, joined_terms, pair_arrays, term_arrays
from indexer.store.gaps import Numbers
from indexer.store.generation import OpenSegment
from indexer.store.layout import GRANULE, granules, starts
from indexer.store.postings import FieldPostings, PairMasks, Parts, encoded, joined
from indexer.store.raw import RawField, RawSegment, is_raw
from indexer.store.records import RECORDS, merged_records
from indexer.store.runs import Counts, distinct, runs
from indexer.store.schema import GRAMS, KEYWORDS, WORDS

_RANGE = 2_000_000
"""Postings of bigrams merged at a time, with those of the words that begin alike: some 200 MB."""

_POINTS = sys.maxunicode + 1
Columns = dict[str, Array]


class _Source:
    """A segment that is merged, and where its documents and their texts go.

    `_moved` is what to add to an offset in each document, `_number` its new number; both are only
    right for documents that are `live`.
    """

    def __init__(self, opened: OpenSegment | RawSegment) -> None:
        self.opened = opened
        self.live = np.ones(len(opened.lengths), np.bool_)
        self.live[opened.deleted] = False

    def place(self, documents: int, characters: int) -> tuple[int, int]:
        """Gives the live documents their places after those of other segments."""
        held = granules(self.opened.lengths)
        kept = held * self.live
        begin = characters + (np.cumsum(kept) - kept) * GRANULE
        self._documents, self._characters = documents, characters
        self._number = documents + np.cumsum(self.live) - 1
        self._moved = begin - self.opened.starts[:-1]
        self._document_of = np.repeat(np.arange(len(held), dtype=np.int32), held)
        return documents + int(self.live.sum()), characters + int(kept.sum()) * GRANULE

    def place_postings(
        self, postings: Numbers, positions: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
        """The new numbers of the live ones of `postings`, and which are live, None for all."""
        if not len(self.opened.deleted):
            return postings + np.int64(self._characters if positions else self._documents), None
        documents = self._document_of[postings // GRANULE] if positions else postings
        alive = self.live[documents]
        documents = documents[alive]
        if positions:
            return postings[alive] + self._moved[documents], alive
        return self._number[documents], alive


def merge(folder: Path, segments: Sequence[Segment], executor: Executor) -> Segment:
    """Writes the live documents of `segments`, in order, as one segment of `folder`, and removes
    the files of those."""
    sources = _sources(folder, segments)
    columns = {
        name: np.concatenate([source.opened.columns[name][source.live] for source in sources])
        for name in sources[0].opened.columns
    }
    merged = new_segment(
        len(columns["keys"]),
        {name: int(columns[LENGTHS + name].sum()) for name in (GRAMS, WORDS)},
    )
    tasks = []
    for number, (names, low, high) in enumerate(_tasks(sources)):
        path = segment_path(folder, merged, f".part{number}")
        task = executor.submit(_merge_range, folder, segments, path, names, low, high)
        tasks.append((names, path, task))
    write_arrays(
        segment_path(folder, merged, DOCUMENTS),
        ((name, column.reshape(-1)) for name, column in columns.items()),
    )
    records = merged_records([(source.opened.records, source.live) for source in sources])
    write_arrays(segment_path(folder, merged, RECORDS), records.items())
    del sources, columns, records
    for _, _, task in tasks:
        task.result()
    parts = [(names, ArrayFile(path).arrays) for names, path, _ in tasks]
    write_arrays(segment_path(folder, merged, TERMS), _joined_fields(parts))
    del parts
    _remove([path for _, path, _ in tasks])
    _remove([path for segment in segments for path in segment_files(folder, segment)])
    return merged


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        with suppress(PermissionError):  # mapped under Windows: goes with the generation
            path.unlink()


def _sources(folder: Path, segments: Sequence[Segment]) -> list[_Source]:
    sources = []
    documents = characters = 0
    for segment in segments:
        opener = RawSegment if is_raw(folder, segment) else OpenSegment
        source = _Source(opener(folder, segment))
        documents, characters = source.place(documents, characters)
        sources.append(source)
    return sources


def _tasks(sources: Sequence[_Source]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Fields and ranges of first characters to merge, each range with about `_RANGE` bigrams."""
    weights = np.zeros(_POINTS, np.int64)
    for source in sources:
        field = source.opened.fields[GRAMS]
        assert isinstance(field.dictionary, Pairs)
        leads = field.dictionary.codes(0, len(field.dictionary)) >> np.uint64(32)
        sums = np.bincount(leads.astype(np.int64), field.weights())
        weights[: len(sums)] += sums.astype(np.int64)
    filled = np.cumsum(weights) // _RANGE
    borders = [0, *(np.flatnonzero(np.diff(filled)) + 1).tolist(), _POINTS]
    yield from (((GRAMS, WORDS), low, high) for low, high in pairwise(borders))
    held = set().union(*(source.opened.fields for source in sources))
    yield tuple(name for name in KEYWORDS if name in held), 0, _POINTS


def _merge_range(
    folder: Path,
    segments: Sequence[Segment],
    path: Path,
    names: Sequence[str],
    low: int,
    high: int,
) -> None:
    """Writes to `path` the terms of the fields `names` whose first character is in a range of code
    points."""
    sources = _sources(folder, segments)
    lengths = np.concatenate([source.opened.lengths[source.live] for source in sources])
    arrays: Parts = {}
    pairs = None
    for name in names:
        terms, counts, postings = _gathered(name, sources, low, high)
        if isinstance(terms, np.ndarray):
            pairs = PairMasks(terms, counts, postings, int(starts(lengths)[-1]))
            part = {"codes": terms} | encoded(counts, postings)
        elif name == WORDS:
            document_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), granules(lengths))
            held_in = document_of[postings // GRANULE]
            df = distinct(held_in, np.cumsum(counts) - counts)
            part = term_arrays(terms) | encoded(counts, postings, terms, pairs) | {"df": df}
        else:
            part = term_arrays(terms) | encoded(counts, postings)
        arrays |= {f"{name}.{array}": values for array, values in part.items()}
    write_arrays(path, arrays.items())


def _gathered(
    name: str, sources: Sequence[_Source], low: int, high: int
) -> tuple[list[str] | NDArray[np.uint64], Counts, Numbers]:
    """The terms of a range that have a live posting, how many each has, and the postings."""
    spans: list[tuple[_Source, FieldPostings | RawField, int, int]] = []
    for source in sources:
        field = source.opened.fields.get(name)
        if field is not None:
            leading = field.dictionary.leading
            spans.append((source, field, leading(low), leading(high)))
    codes, held = [], []
    for _, field, first, last in spans:
        if isinstance(field.dictionary, Pairs):
            codes.append(field.dictionary.codes(first, last))
        else:
            held.append(field.dictionary.terms(first, last))
    if codes:
        every = np.unique(np.concatenate(codes))
        ranks = [np.searchsorted(every, own) for own in codes]
    else:
        names = sorted(set().union(*held))
        place = {term: rank for rank, term in enumerate(names)}
        ranks = [np.array([place[term] for term in own], np.int64) for own in held]
    keys = [np.zeros(0, np.int64)]
    for (source, field, first, last), own in zip(spans, ranks, strict=True):
        counts, postings = field.span_postings(first, last)
        numbers, alive = source.place_postings(postings, name in (GRAMS, WORDS))
        terms = np.repeat(own << 32, counts)
        keys.append((terms if alive is None else terms[alive]) | numbers)
    ordered = np.concatenate(keys)
    ordered.sort()
    begin, counts = runs(ordered >> 32)
    used = ordered[begin] >> 32
    postings = (ordered & 0xFFFFFFFF).astype(np.uint32)
    return every[used] if codes else [names[rank] for rank in used.tolist()], counts, postings


def _joined_fields(
    parts: Sequence[tuple[Sequence[str], Columns]],
) -> Iterator[tuple[str, Sequence[Array]]]:
    """The arrays of all fields, of parts that follow one another."""
    for name in dict.fromkeys(chain.from_iterable(names for names, _ in parts)):
        own = [_of_field(name, arrays) for names, arrays in parts if name in names]
        if name == GRAMS:
            terms = _pairs(np.concatenate([part["codes"] for part in own]))
        else:
            terms = joined_terms(own)
        yield from ((f"{name}.{array}", [values]) for array, values in terms.items())
        yield from ((f"{name}.{array}", values) for array, values in joined(own).items())
        if name == WORDS:
            yield f"{name}.df", [part["df"] for part in own]


def _of_field(name: str, arrays: Columns) -> Columns:
    return {
        key.removeprefix(f"{name}."): values
        for key, values in arrays.items()
        if key.startswith(f"{name}.")
    }


def _pairs(codes: NDArray[np.uint64]) -> dict[str, Array]:
    leads, seconds = codes >> np.uint64(32), codes & np.uint64(0xFFFFFFFF)
    used = np.zeros(int(max(leads.max(initial=0), seconds.max(initial=0))) + 1, np.bool_)
    used[leads] = used[seconds] = True
    place = np.cumsum(used) - 1
    return pair_arrays(np.flatnonzero(used).astype(np.uint32), place[leads], place[seconds])
