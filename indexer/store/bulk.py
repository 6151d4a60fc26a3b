"""The bulk writer: prepared files to one segment, by sorting arrays instead of adding postings.

Every posting is one 64-bit number, term and offset; numpy sorts them all at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array, write_arrays
from indexer.store.codec import DOCUMENTS, LENGTHS, TERMS, Segment, new_segment, segment_path
from indexer.store.dictionary import pair_arrays, term_arrays
from indexer.store.layout import GRANULE, granules, starts
from indexer.store.postings import (
    FieldPostings,
    PairMasks,
    Parts,
    PostingLists,
    posting_arrays,
)
from indexer.store.prepare import PreparedFile
from indexer.store.records import RECORDS, record_arrays
from indexer.store.runs import distinct, runs
from indexer.store.schema import GRAMS, WORDS

_NEWLINE = 10


class Batch:
    """Files gathered for one segment; `characters` of text so far."""

    def __init__(self) -> None:
        self.characters = 0
        self._files: list[PreparedFile] = []
        self._vocabulary = _Vocabulary()
        self._words: list[NDArray[np.uint32]] = []

    def add(self, file: PreparedFile) -> None:
        if not file.texts:
            return
        self.characters += sum(map(len, file.texts))
        numbers = self._vocabulary.__getitem__
        for joined, count in zip(file.words, file.word_counts.tolist(), strict=True):
            if count:
                self._words.append(np.fromiter(map(numbers, joined.split("\n")), np.uint32, count))
        self._files.append(replace(file, words=()))

    def write(self, folder: Path) -> Segment | None:
        """Writes the segment's files to `folder`; None when there is nothing to write."""
        files = self._files
        if not files:
            return None
        texts = [text for file in files for text in file.texts]
        lengths = np.array([len(text) for text in texts], np.uint32)
        part_words = np.concatenate([file.part_words for file in files])
        word_lengths = part_words.sum(axis=1, dtype=np.uint32)
        segment = new_segment(
            len(texts), {GRAMS: int(lengths.sum()), WORDS: int(word_lengths.sum())}
        )
        write_arrays(
            segment_path(folder, segment, TERMS),
            (
                (f"{name}.{part}", values)
                for name, field in self._fields(texts, lengths)
                for part, values in field.items()
            ),
        )
        write_arrays(
            segment_path(folder, segment, DOCUMENTS),
            {
                "keys": np.concatenate([file.keys for file in files]),
                "heading_at": _narrow(np.concatenate([file.heading_at for file in files])),
                "body_at": _narrow(np.concatenate([file.body_at for file in files])),
                "unseen_at": _narrow(np.concatenate([file.unseen_at for file in files])),
                "title_words": _narrow(part_words[:, 0]),
                "heading_words": _narrow(part_words[:, 1]),
                "body_words": _narrow(part_words[:, 2]),
                LENGTHS + GRAMS: lengths,
                LENGTHS + WORDS: word_lengths,
                "signatures": short_signatures(
                    np.concatenate([file.signatures for file in files])
                ).reshape(-1),
            }.items(),
        )
        write_arrays(segment_path(folder, segment, RECORDS), record_arrays(files).items())
        return segment

    def _fields(
        self, texts: Sequence[str], lengths: NDArray[np.uint32]
    ) -> Iterator[tuple[str, Parts]]:
        grams = _grams_field(texts, lengths)
        yield GRAMS, grams
        held = FieldPostings({f"{GRAMS}.{name}": array for name, array in grams.items()}, GRAMS)
        yield WORDS, self._words_field(lengths, PairMasks(held, int(starts(lengths)[-1])))
        yield from _keyword_fields(self._files)

    def _words_field(self, lengths: NDArray[np.uint32], pairs: PairMasks) -> Parts:
        names = sorted(self._vocabulary)
        rank = np.empty(len(names), np.uint64)
        numbers = np.array([self._vocabulary[name] for name in names], np.int64)
        rank[numbers] = np.arange(len(names), dtype=np.uint64)
        counts = np.concatenate([file.word_counts for file in self._files])
        offsets = np.repeat(starts(lengths)[:-1], counts)
        offsets += np.concatenate([file.word_offsets for file in self._files])
        ranks = rank[np.concatenate(self._words)] if names else rank[:0]
        found, postings = _sorted(ranks, offsets.astype(np.uint64))
        first, counts = runs(found)
        documents = np.repeat(np.arange(len(lengths), dtype=np.uint32), granules(lengths))
        frequencies = distinct(documents[postings // GRANULE], first)
        terms = [name.encode("utf-8", "surrogatepass") for name in names]
        lists = PostingLists()
        lists.add(counts, postings, terms, pairs)
        return {
            **term_arrays(terms),
            **lists.arrays(),
            "df": frequencies.astype(np.uint32),
        }


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


class _Vocabulary(dict[str, int]):
    """Words, numbered as they come."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _sorted(
    terms: NDArray[np.uint64], offsets: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Terms and offsets in the order of both; equal pairs once."""
    if not len(terms):
        return terms, offsets.astype(np.uint32)
    bits = np.uint64(int(offsets.max()).bit_length())
    if int(terms.max()).bit_length() + int(bits) > 64:
        order = np.lexsort((offsets, terms))
        return terms[order], offsets[order].astype(np.uint32)
    keys = terms << bits
    keys |= offsets
    keys.sort()
    postings = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.uint32)
    keys >>= bits
    return keys, postings


def _grams_field(texts: Sequence[str], lengths: NDArray[np.uint32]) -> Parts:
    begin = starts(lengths)
    codes = np.zeros(int(begin[-1]), np.uint32)
    for text, start in zip(texts, begin.tolist(), strict=False):
        encoded = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        codes[start : start + len(encoded)] = encoded
    seen = np.zeros(int(codes.max()) + 1, np.bool_)
    seen[codes] = True
    seen[0] = True  # the sentinel, which also stands for a newline that follows
    characters = np.flatnonzero(seen).astype(np.uint32)
    rank = np.zeros(len(seen), np.uint64)
    rank[characters] = np.arange(len(characters), dtype=np.uint64)
    if len(rank) > _NEWLINE:
        rank[_NEWLINE] = 0
    ranks = rank[codes]
    places = np.flatnonzero(ranks)
    del codes
    bits = np.uint64(len(characters).bit_length())
    # Every text is followed by at least one empty place, so the next place exists.
    pairs = (ranks[places] << bits) | ranks[places + 1]
    del ranks
    found, postings = _sorted(pairs, places.astype(np.uint64))
    first, counts = runs(found)
    distinct = found[first]
    mask = (np.uint64(1) << bits) - np.uint64(1)
    return {
        **pair_arrays(
            characters,
            (distinct >> bits).astype(np.int64),
            (distinct & mask).astype(np.int64),
        ),
        **posting_arrays(counts, postings),
    }


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
        **term_arrays([name.encode("utf-8", "surrogatepass") for name in names]),
        **posting_arrays(counts, postings),
    }


def _narrow(values: NDArray[Any]) -> Array:
    """`values`, none negative, in the smallest unsigned type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
