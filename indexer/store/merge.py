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
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array, ArrayFile, write_arrays
from indexer.store.codes import LONGEST, Codes, decode_terms, encode_terms, unpack_terms
from indexer.store.dictionary import build_pair_arrays, build_term_arrays, join_terms
from indexer.store.files import DOCUMENTS, RECORDS, TERMS, segment_files, segment_path
from indexer.store.gaps import Numbers
from indexer.store.generation import OpenSegment
from indexer.store.layout import BLOCK, LENGTHS, count_blocks, locate_texts
from indexer.store.postings import PairMasks, Parts, encode_lists, join_lists
from indexer.store.raw import RawSegment, is_raw
from indexer.store.records import merge_records
from indexer.store.runs import Counts, count_distinct, expand_ranges, find_runs
from indexer.store.schema import GRAMS, KEYWORDS, LONG_WORDS, WORDS
from indexer.store.segments import new_segment
from indexer.store.stock_whoosh import Segment

RANGE_BIGRAMS = 2_000_000
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
        blocks = count_blocks(self.opened.lengths)
        kept = blocks * self.live
        begin = characters + (np.cumsum(kept) - kept) * BLOCK
        self._documents, self._characters = documents, characters
        self._number = documents + np.cumsum(self.live) - 1
        self._moved = begin - self.opened.starts[:-1]
        self._document_of = np.repeat(np.arange(len(blocks), dtype=np.int32), blocks)
        return documents + int(self.live.sum()), characters + int(kept.sum()) * BLOCK

    def span(self, name: str, low: int, high: int) -> _Lists:
        """The terms of a field whose first characters are in a range of code points."""
        field = self.opened.fields[name]
        first, last = field.dictionary.first_with_lead(low), field.dictionary.first_with_lead(high)
        counts, postings = field.span_postings(first, last)
        terms = field.dictionary.decode_range(first, last)
        positions = name not in KEYWORDS
        if not len(self.opened.deleted):
            base = self._characters if positions else self._documents
            return _Lists(terms, counts, postings + np.int64(base))
        documents = self._document_of[postings // BLOCK] if positions else postings
        alive = self.live[documents]
        counts = np.bincount(
            np.repeat(np.arange(len(counts)), counts)[alive], minlength=len(counts)
        )
        documents = documents[alive]
        if positions:
            return _Lists(terms, counts, postings[alive] + self._moved[documents])
        return _Lists(terms, counts, self._number[documents])


@dataclass(frozen=True, slots=True)
class _Lists:
    """Terms, as numbers or in full, how many postings each has, and the postings."""

    terms: Codes | list[str]
    counts: Counts
    postings: NDArray[np.int64]


def merge(folder: Path, segments: Sequence[Segment], executor: Executor) -> Segment:
    """Writes the live documents of `segments`, in order, as one segment of `folder`, and removes
    the files of those."""
    sources = _open_sources(folder, segments)
    columns = {
        name: np.concatenate([source.opened.columns[name][source.live] for source in sources])
        for name in sources[0].opened.columns
    }
    merged = new_segment(
        len(columns["keys"]),
        {name: int(columns[LENGTHS + name].sum()) for name in (GRAMS, WORDS)},
    )
    tasks = []
    for number, (names, low, high) in enumerate(_plan_tasks(sources)):
        path = segment_path(folder, merged, f".part{number}")
        task = executor.submit(_merge_range, folder, segments, path, names, low, high)
        tasks.append((names, path, task))
    write_arrays(
        segment_path(folder, merged, DOCUMENTS),
        ((name, column.reshape(-1)) for name, column in columns.items()),
    )
    records = merge_records([(source.opened.records, source.live) for source in sources])
    write_arrays(segment_path(folder, merged, RECORDS), records.items())
    del sources, columns, records
    for _, _, task in tasks:
        task.result()
    parts = [(names, ArrayFile(path).arrays) for names, path, _ in tasks]
    write_arrays(segment_path(folder, merged, TERMS), _join_fields(parts))
    del parts
    _remove([path for _, path, _ in tasks])
    _remove([path for segment in segments for path in segment_files(folder, segment)])
    return merged


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        with suppress(PermissionError):  # mapped under Windows: goes with the generation
            path.unlink()


def _open_sources(folder: Path, segments: Sequence[Segment]) -> list[_Source]:
    sources = []
    documents = characters = 0
    for segment in segments:
        opener = RawSegment if is_raw(folder, segment) else OpenSegment
        source = _Source(opener(folder, segment))
        documents, characters = source.place(documents, characters)
        sources.append(source)
    return sources


def _plan_tasks(sources: Sequence[_Source]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Fields and ranges of first characters to merge, each with about `RANGE_BIGRAMS` bigrams."""
    weights = np.zeros(_POINTS, np.int64)
    for source in sources:
        field = source.opened.fields[GRAMS]
        sizes = field.weights()
        codes = field.dictionary.decode_range(0, len(sizes))
        assert isinstance(codes, np.ndarray)
        sums = np.bincount(unpack_terms(codes)[:, 0], sizes)
        weights[: len(sums)] += sums.astype(np.int64)
    filled = np.cumsum(weights) // RANGE_BIGRAMS
    borders = [0, *(np.flatnonzero(np.diff(filled)) + 1).tolist(), _POINTS]
    yield from (((GRAMS, WORDS), low, high) for low, high in pairwise(borders))
    present = set().union(*(source.opened.fields for source in sources))
    yield tuple(name for name in KEYWORDS if name in present), 0, _POINTS


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
    sources = _open_sources(folder, segments)
    lengths = np.concatenate([source.opened.lengths[source.live] for source in sources])
    arrays: Parts = {}
    pairs: PairMasks | None = None
    for name in names:
        having = [source for source in sources if name in source.opened.fields]
        lists = [source.span(name, low, high) for source in having]
        if name == GRAMS:
            codes, counts, postings = _merge_codes(lists)
            pairs = PairMasks(codes, counts, postings, int(locate_texts(lengths)[-1]))
            part = {"codes": codes} | encode_lists(counts, postings)
        elif name == WORDS:
            long = [
                source.span(LONG_WORDS, low, high)
                for source in sources
                if LONG_WORDS in source.opened.fields
            ]
            split = [_split_words(each) for each in lists]
            terms, codes, counts, postings = _merge_words(
                [short for short, _ in split], [*long, *(rest for _, rest in split)]
            )
            document_of = np.repeat(np.arange(len(lengths), dtype=np.uint32), count_blocks(lengths))
            documents = document_of[postings // BLOCK]
            df = count_distinct(documents, np.cumsum(counts) - counts)
            part = (
                build_term_arrays(terms) | encode_lists(counts, postings, codes, pairs) | {"df": df}
            )
        else:
            terms, counts, postings = _merge_terms(lists)
            part = build_term_arrays(terms) | encode_lists(counts, postings)
        arrays |= {f"{name}.{array}": values for array, values in part.items()}
    write_arrays(path, arrays.items())


def _split_words(words: _Lists) -> tuple[_Lists, _Lists]:
    """The words that have numbers, by these, and the others."""
    if isinstance(words.terms, np.ndarray):
        return words, _Lists([], words.counts[:0], words.postings[:0])
    short = np.fromiter(map(len, words.terms), np.int64, len(words.terms)) <= LONGEST
    short_terms = [words.terms[place] for place in np.flatnonzero(short).tolist()]
    long_terms = [words.terms[place] for place in np.flatnonzero(~short).tolist()]
    kept = np.repeat(short, words.counts)
    return (
        _Lists(encode_terms(short_terms), words.counts[short], words.postings[kept]),
        _Lists(long_terms, words.counts[~short], words.postings[~kept]),
    )


def _merge_words(
    short: Sequence[_Lists], long: Sequence[_Lists]
) -> tuple[list[str], Codes, Counts, Numbers]:
    """All words in their order, the number of each, 0 for a long one, and their postings."""
    codes, counts, postings = _merge_codes(short)
    others, more_counts, more_postings = _merge_terms(long)
    terms = decode_terms(codes) + others
    order = np.array(sorted(range(len(terms)), key=terms.__getitem__), np.int64)
    codes = np.append(codes, np.zeros(len(others), np.uint64))[order]
    counts = np.append(counts, more_counts)
    begin = (np.cumsum(counts) - counts)[order]
    counts = counts[order]
    postings = np.append(postings, more_postings)[expand_ranges(begin, counts)]
    return [terms[number] for number in order.tolist()], codes, counts, postings


def _merge_codes(lists: Sequence[_Lists]) -> tuple[Codes, Counts, Numbers]:
    every = np.sort(np.concatenate([each.terms for each in lists]))
    every = every[find_runs(every)[0]]
    used, counts, postings = _merge_lists(
        lists, [np.searchsorted(every, each.terms) for each in lists]
    )
    return every[used], counts, postings


def _merge_terms(lists: Sequence[_Lists]) -> tuple[list[str], Counts, Numbers]:
    every = sorted(set().union(*(each.terms for each in lists)))
    place = {term: rank for rank, term in enumerate(every)}
    ranks = [np.array([place[term] for term in each.terms], np.int64) for each in lists]
    used, counts, postings = _merge_lists(lists, ranks)
    return [every[rank] for rank in used.tolist()], counts, postings


def _merge_lists(
    lists: Sequence[_Lists], ranks: Sequence[NDArray[np.int64]]
) -> tuple[NDArray[np.int64], Counts, Numbers]:
    """The ranks that have a posting, how many each has, and these; `ranks` are the terms' places
    among all."""
    keys = np.concatenate(
        [
            np.repeat(places << 32, each.counts) | each.postings
            for places, each in zip(ranks, lists, strict=True)
        ]
    )
    keys.sort()
    begin, counts = find_runs(keys >> 32)
    return keys[begin] >> 32, counts, (keys & 0xFFFFFFFF).astype(np.uint32)


def _join_fields(
    parts: Sequence[tuple[Sequence[str], Columns]],
) -> Iterator[tuple[str, Sequence[Array]]]:
    """The arrays of all fields, of parts that follow one another."""
    for name in dict.fromkeys(chain.from_iterable(names for names, _ in parts)):
        field_parts = [_select_field(name, arrays) for names, arrays in parts if name in names]
        if name == GRAMS:
            terms = build_pair_arrays(np.concatenate([part["codes"] for part in field_parts]))
        else:
            terms = join_terms(field_parts)
        yield from ((f"{name}.{array}", [values]) for array, values in terms.items())
        lists = join_lists(field_parts)
        yield from ((f"{name}.{array}", values) for array, values in lists.items())
        if name == WORDS:
            yield f"{name}.df", [part["df"] for part in field_parts]


def _select_field(name: str, arrays: Columns) -> Columns:
    return {
        key.removeprefix(f"{name}."): values
        for key, values in arrays.items()
        if key.startswith(f"{name}.")
    }
