"""The bulk writer: prepared files to one raw segment, by sorting arrays instead of adding postings.

The texts of a batch stand on one line (`indexer.store.layout`), and every step takes the whole line
at once. Every posting is one 64-bit number, term and offset; numpy sorts them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.duplicates import signatures
from indexer.store.arrays import Array, write_arrays
from indexer.store.codec import DOCUMENTS, LENGTHS, Segment, new_segment, segment_path
from indexer.store.dictionary import pair_arrays, term_arrays
from indexer.store.layout import GRANULE, granules, starts
from indexer.store.postings import Parts
from indexer.store.prepare import PreparedFile
from indexer.store.raw import RAW, raw_arrays
from indexer.store.records import RECORDS, record_arrays
from indexer.store.runs import Counts, ranges, runs
from indexer.store.schema import GRAMS, WORDS
from indexer.text import code_points, fold, text_of, tokens

_NEWLINE = 10
_LONGEST = 3  # characters of a word that is sorted as a number; most are no longer


class Batch:
    """Files gathered for one segment; `characters` of text so far."""

    def __init__(self) -> None:
        self.characters = 0
        self._files: list[PreparedFile] = []

    def add(self, file: PreparedFile) -> None:
        if file.texts:
            self.characters += sum(len(text.text) for text in file.texts)
            self._files.append(file)

    def write(self, folder: Path) -> Segment | None:
        """Writes the raw segment's files to `folder`; None when there is nothing to write."""
        files = self._files
        if not files:
            return None
        texts = [text for file in files for text in file.texts]
        lengths = np.array([len(text.text) for text in texts], np.uint32)
        sizes = (granules(lengths) * GRANULE).tolist()
        # A NUL fills the places between texts and stands in none.
        folded = fold(
            "".join(text.text.ljust(size, "\0") for text, size in zip(texts, sizes, strict=True))
        )
        line = _Line(folded)
        words, offsets = line.words()
        borders = np.array(
            [(0, text.heading_at, text.body_at, text.nearest_at, text.unseen_at) for text in texts],
            np.int64,
        )
        begin = starts(lengths)
        placed = borders + begin[:-1, None]
        offsets.sort()
        split = np.searchsorted(offsets, np.append(placed[:, :3], begin[-1]))
        part_words = np.diff(split).reshape(-1, 3)
        segment = new_segment(len(texts), {GRAMS: int(lengths.sum()), WORDS: len(offsets)})
        fields = [(GRAMS, line.grams()), (WORDS, words), *_keyword_fields(files)]
        write_arrays(
            segment_path(folder, segment, RAW),
            (
                (f"{name}.{part}", values)
                for name, field in fields
                for part, values in field.items()
            ),
        )
        write_arrays(
            segment_path(folder, segment, DOCUMENTS),
            {
                "keys": np.array([key for file in files for key in file.keys], np.uint64),
                "heading_at": _narrow(borders[:, 1]),
                "body_at": _narrow(borders[:, 2]),
                "unseen_at": _narrow(borders[:, 4]),
                "title_words": _narrow(part_words[:, 0]),
                "heading_words": _narrow(part_words[:, 1]),
                "body_words": _narrow(part_words[:, 2]),
                LENGTHS + GRAMS: lengths,
                LENGTHS + WORDS: part_words.sum(axis=1, dtype=np.uint32),
                "signatures": short_signatures(
                    signatures(folded, placed[:, 3], placed[:, 4])
                ).reshape(-1),
            }.items(),
        )
        write_arrays(segment_path(folder, segment, RECORDS), record_arrays(files).items())
        return segment


class _Line:
    """The folded texts of a batch on one line, and the rank of each character among all in use.

    The sentinel's rank is 0; so is a newline's, which nothing stands on.
    """

    def __init__(self, folded: str) -> None:
        self._folded = folded
        points = code_points(folded)
        seen = np.zeros(int(points.max()) + 1, np.bool_)
        seen[points] = True
        self._characters = np.flatnonzero(seen).astype(np.uint32)
        rank = np.zeros(len(seen), np.uint64)
        rank[self._characters] = np.arange(len(self._characters), dtype=np.uint64)
        rank[_NEWLINE] = 0
        self._ranks = np.append(rank[points], np.zeros(_LONGEST, np.uint64))
        self._bits = np.uint64(len(self._characters).bit_length())

    def grams(self) -> Parts:
        places = np.flatnonzero(self._ranks)
        pairs = self._packed(places, 2)
        found, postings = _sorted(pairs, places)
        first, counts = runs(found)
        leads, seconds = self._unpacked(found[first], 2).T
        return pair_arrays(self._characters, leads, seconds) | raw_arrays(counts, postings)

    def words(self) -> tuple[Parts, NDArray[np.int64]]:
        """The field, and the offset of every word."""
        offsets, sizes = tokens(self._folded)
        room = (64 - len(self._ranks).bit_length()) // int(self._bits)
        longest = min(room, _LONGEST)
        short = sizes <= longest
        keys = self._packed(offsets, longest, sizes)[short]
        found, postings = _sorted(keys, offsets[short])
        first, counts = runs(found)
        names = self._names(found[first], longest)
        long, more_counts, more_postings = self._long(offsets[~short], sizes[~short])
        names += long
        counts, postings = np.append(counts, more_counts), np.append(postings, more_postings)
        order = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
        begin = np.cumsum(counts) - counts
        terms = [names[number] for number in order.tolist()]
        postings = postings[ranges(begin[order], counts[order])]
        return term_arrays(terms) | raw_arrays(counts[order], postings), offsets

    def _long(
        self, offsets: NDArray[np.int64], sizes: NDArray[np.int64]
    ) -> tuple[list[str], Counts, NDArray[np.uint32]]:
        """The distinct words at `offsets`, sorted, and their postings."""
        spans = zip(offsets.tolist(), (offsets + sizes).tolist(), strict=True)
        words = [self._folded[start:end] for start, end in spans]
        names = sorted(set(words))
        number = {name: number for number, name in enumerate(names)}
        numbers = np.fromiter(map(number.__getitem__, words), np.uint64, len(words))
        found, postings = _sorted(numbers, offsets)
        return names, runs(found)[1], postings

    def _packed(
        self, places: NDArray[np.int64], count: int, sizes: NDArray[np.int64] | None = None
    ) -> NDArray[np.uint64]:
        """The ranks of `count` characters from each of `places` on, in one number; only `sizes` of
        them, then zeros."""
        keys = self._ranks[places]
        for place in range(1, count):
            ranks = self._ranks[places + place]
            if sizes is not None:
                ranks[sizes <= place] = 0
            keys <<= self._bits
            keys |= ranks
        return keys

    def _unpacked(self, keys: NDArray[np.uint64], count: int) -> NDArray[np.int64]:
        """The ranks that make up each key, a row a key."""
        shifts = np.arange(count - 1, -1, -1, dtype=np.uint64) * self._bits
        mask = (np.uint64(1) << self._bits) - np.uint64(1)
        return ((keys[:, None] >> shifts) & mask).astype(np.int64)

    def _names(self, keys: NDArray[np.uint64], longest: int) -> list[str]:
        ranks = self._unpacked(keys, longest)
        ends = np.count_nonzero(ranks, axis=1).cumsum()
        text = text_of(self._characters[ranks[ranks > 0]])
        return [text[start:end] for start, end in pairwise((0, *ends.tolist()))]


_EMPTY = 0xFF


def short_signatures(signatures: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The lowest byte of each number of a signature, which is enough to tell the share of equal
    ones (Li and König 2010, b-bit minwise hashing); the highest value still stands for none."""
    low = np.minimum(signatures & np.uint32(0xFF), np.uint32(_EMPTY - 1))
    return np.where(signatures == 0xFFFFFFFF, np.uint32(_EMPTY), low).astype(np.uint8)


def long_signatures(short: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Signatures as `indexer.duplicates` compares them."""
    whole = short.astype(np.uint32)
    whole[short == _EMPTY] = 0xFFFFFFFF
    return whole


def _sorted(
    terms: NDArray[np.uint64], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Terms and offsets in the order of both."""
    if not len(terms):
        return terms, offsets.astype(np.uint32)
    bits = np.uint64(int(offsets.max()).bit_length())
    if int(terms.max()).bit_length() + int(bits) > 64:
        order = np.lexsort((offsets, terms))
        return terms[order], offsets[order].astype(np.uint32)
    keys = terms << bits
    keys |= offsets.astype(np.uint64)
    keys.sort()
    postings = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.uint32)
    keys >>= bits
    return keys, postings


def _keyword_fields(files: Sequence[PreparedFile]) -> Iterator[tuple[str, Parts]]:
    values: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    document = 0
    for file in files:
        for pairs in file.facets:
            for name, value in (*pairs, ("file", file.name)):
                values[name][value].append(document)
            document += 1
    for name, documents in values.items():
        yield name, _keyword_field(documents)


def _keyword_field(documents: dict[str, list[int]]) -> Parts:
    names = sorted(documents)
    counts = np.array([len(documents[name]) for name in names], np.int64)
    postings = np.concatenate([np.array(documents[name], np.uint32) for name in names])
    return {
        **term_arrays(names),
        **raw_arrays(counts, postings),
    }


def _narrow(values: NDArray[Any]) -> Array:
    """`values`, none negative, in the smallest unsigned type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
