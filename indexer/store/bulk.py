"""The bulk writer: analysed files to one raw segment, by sorting arrays instead of adding postings.

The texts of a batch stand on one line (`indexer.store.layout`), and every step takes the whole line
at once. Every posting is one 64-bit number, term and offset; numpy sorts them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.duplicates import compute_signatures
from indexer.model import AnalysedFile
from indexer.store.arrays import Array, write_arrays
from indexer.store.codes import LONGEST, pack_terms
from indexer.store.dictionary import build_term_arrays
from indexer.store.documents import FileDocuments, make_documents
from indexer.store.files import DOCUMENTS, RAW, RECORDS, segment_path
from indexer.store.layout import LENGTHS, locate_texts
from indexer.store.postings import Parts
from indexer.store.records import build_record_arrays
from indexer.store.runs import Counts, find_runs
from indexer.store.schema import GRAMS, LONG_WORDS, WORDS
from indexer.store.segments import new_segment
from indexer.store.stock_whoosh import Segment
from indexer.text import code_points, fold, tokens

_NEWLINE = 10


class Batch:
    """Files gathered for one segment of `folder`; `characters` of text so far."""

    def __init__(self, folder: Path) -> None:
        self.characters = 0
        self._folder = folder
        self._files: list[FileDocuments] = []

    def add(self, file: AnalysedFile) -> bool:
        """Whether the file has a section."""
        prepared = make_documents(file)
        if not prepared.texts:
            return False
        self.characters += sum(len(text.text) for text in prepared.texts)
        self._files.append(prepared)
        return True

    def write(self) -> Segment | None:
        """Writes the files of the raw segment; None when there is nothing to write."""
        folder, files = self._folder, self._files
        if not files:
            return None
        texts = [text for file in files for text in file.texts]
        lengths = np.array([len(text.text) for text in texts], np.uint32)
        heading_at, nearest_at, body_at, unseen_at = np.array(
            [(text.heading_at, text.nearest_at, text.body_at, text.unseen_at) for text in texts]
        ).T
        begin = locate_texts(lengths)
        sizes = np.diff(begin).tolist()
        # A NUL fills the places between texts and stands in none.
        folded = fold(
            "".join(text.text.ljust(size, "\0") for text, size in zip(texts, sizes, strict=True))
        )
        line = _Line(folded)
        words, long, offsets = line.words()
        offsets.sort()
        begin, end = begin[:-1], begin[-1]
        parts = np.stack([begin, begin + heading_at, begin + body_at], axis=1)
        part_words = np.diff(np.searchsorted(offsets, np.append(parts, end))).reshape(-1, 3)
        segment = new_segment(len(texts), {GRAMS: int(lengths.sum()), WORDS: len(offsets)})
        fields = [(GRAMS, line.grams()), (WORDS, words), (LONG_WORDS, long)]
        fields += _keyword_fields(files)
        write_arrays(
            segment_path(folder, segment, RAW),
            ((f"{name}.{part}", array) for name, field in fields for part, array in field.items()),
        )
        write_arrays(
            segment_path(folder, segment, DOCUMENTS),
            {
                "keys": np.array([key for file in files for key in file.keys], np.uint64),
                "heading_at": _narrow_type(heading_at),
                "body_at": _narrow_type(body_at),
                "unseen_at": _narrow_type(unseen_at),
                "title_words": _narrow_type(part_words[:, 0]),
                "heading_words": _narrow_type(part_words[:, 1]),
                "body_words": _narrow_type(part_words[:, 2]),
                LENGTHS + GRAMS: lengths,
                LENGTHS + WORDS: part_words.sum(axis=1, dtype=np.uint32),
                "signatures": compute_signatures(
                    folded, begin + nearest_at, begin + unseen_at
                ).reshape(-1),
            }.items(),
        )
        write_arrays(segment_path(folder, segment, RECORDS), build_record_arrays(files).items())
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
        ranks = rank[points]
        self._bits = np.uint64(len(self._characters).bit_length())
        # At each place the ranks of the characters from there on in one number.
        self._keys = ranks.copy()
        for place in range(1, LONGEST):
            self._keys <<= self._bits
            self._keys[:-place] |= ranks[place:]

    def grams(self) -> Parts:
        return self._field(np.flatnonzero(self._keys >> self._bits * np.uint64(LONGEST - 1)), 2)

    def words(self) -> tuple[Parts, Parts, NDArray[np.int64]]:
        """The fields of short and of long words, and the offset of every word."""
        offsets, sizes = tokens(self._folded)
        short = sizes <= LONGEST
        return (
            self._field(offsets[short], sizes[short]),
            self._long(offsets[~short], sizes[~short]),
            offsets,
        )

    def _field(self, offsets: NDArray[np.int64], sizes: NDArray[np.int64] | int) -> Parts:
        """The terms of up to `LONGEST` characters that stand at `offsets`."""
        unused = (LONGEST - np.arange(LONGEST + 1, dtype=np.uint64)) * self._bits
        shown = ~((np.uint64(1) << unused) - np.uint64(1))
        keys = self._keys[offsets] & shown[sizes]
        found, postings = _sort_postings(keys, offsets)
        first, counts = find_runs(found)
        shifts = np.arange(LONGEST - 1, -1, -1, dtype=np.uint64) * self._bits
        ranks = found[first][:, None] >> shifts & ((np.uint64(1) << self._bits) - np.uint64(1))
        return {"codes": pack_terms(self._characters[ranks])} | _raw_arrays(counts, postings)

    def _long(self, offsets: NDArray[np.int64], sizes: NDArray[np.int64]) -> Parts:
        spans = zip(offsets.tolist(), (offsets + sizes).tolist(), strict=True)
        words = [self._folded[start:end] for start, end in spans]
        names = sorted(set(words))
        number = {name: number for number, name in enumerate(names)}
        numbers = np.fromiter(map(number.__getitem__, words), np.uint64, len(words))
        found, postings = _sort_postings(numbers, offsets)
        return build_term_arrays(names) | _raw_arrays(find_runs(found)[1], postings)


def _sort_postings(
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


def _keyword_fields(files: Sequence[FileDocuments]) -> Iterator[tuple[str, Parts]]:
    values: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    document = 0
    for file in files:
        for shared, of_sections in file.facets:
            every = range(document, document + len(of_sections))
            for name, value in (*shared, ("file", file.name)):
                values[name][value] += every
            for number, pairs in zip(every, of_sections, strict=True):
                for name, value in pairs:
                    values[name][value].append(number)
            document += len(of_sections)
    for name, documents in values.items():
        yield name, _keyword_field(documents)


def _keyword_field(documents: dict[str, list[int]]) -> Parts:
    names = sorted(documents)
    counts = np.array([len(documents[name]) for name in names], np.int64)
    postings = np.concatenate([np.array(documents[name], np.uint32) for name in names])
    return build_term_arrays(names) | _raw_arrays(counts, postings)


def _raw_arrays(counts: Counts, postings: NDArray[np.uint32]) -> Parts:
    """The lists of a field beside its terms, as `indexer.store.raw` reads them."""
    return {"until": np.cumsum(counts, dtype=np.uint32), "postings": postings}


def _narrow_type(values: NDArray[Any]) -> Array:
    """`values`, none negative, in the smallest unsigned type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))
