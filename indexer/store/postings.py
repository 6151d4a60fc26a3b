"""Posting lists as flat arrays.

A posting is a number: in a field with positions the offset of the token's first character in the
segment's text (see `indexer.store.layout`), in a field without them the document's number. The
arrays of a field, a row a term:

* `first`: the first posting, in as many bytes as the largest takes;
* `size`: the bytes of the rest of the list, 0 for a list of one posting, and most terms have but
  one; from `_WIDE` on, `wide` has the rest of the size, for the terms at `wide_at`;
* `base`: where the list of every `_TERMS_A_BASE`th term begins in `lists`;
* `lists`: of each list a byte that says how it is kept, and the list. It is kept as gaps of a width
  (`indexer.store.gaps`), or, for a word of two characters, as a mask over the postings of its
  bigram: of all places where the two characters stand, they are that word in 95 % (the made corpus
  of bench) and 96 % (four real files).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array
from indexer.store.codes import Codes, are_pairs
from indexer.store.dictionary import Pairs, open_dictionary
from indexer.store.gaps import (
    WIDTHS,
    Numbers,
    choose_widths,
    filler,
    pack,
    unpack,
    unpack_many,
)
from indexer.store.runs import Counts, expand_ranges
from indexer.store.schema import GRAMS, WORDS

Parts = dict[str, Array]
Masks = tuple[Counts, Array]
"""For each list the bytes of its mask, 0 where it has none; and all of them."""

_MASK = 1  # no width
_WIDE = 255
_TERMS_A_BASE = 32
_LONG = 500  # bytes of a list from which many are read sooner one by one (bench/compare.py, open)
_SLICE = 2_000_000  # postings encoded at a time: some 200 MB of temporaries


class PairMasks:
    """Of some bigrams, `codes` ascending with `counts` of the `postings` each, where they are
    words. No posting is beyond `characters`."""

    def __init__(self, codes: Codes, counts: Counts, postings: Numbers, characters: int) -> None:
        self._codes, self._counts, self._postings = codes, counts, postings
        self._borders = np.append(0, np.cumsum(counts))
        self._begins = np.zeros(characters, np.bool_)

    def masks(self, words: Codes, counts: Counts, postings: Numbers) -> Masks:
        """The masks of `words` with `counts` of the `postings` each, over those of its bigram. A
        word that is too long for a number is 0."""
        two = are_pairs(words)
        word_postings = postings[np.repeat(two, counts)]
        at = np.searchsorted(self._codes, words[two])
        pair_counts = self._counts[at]
        # Whatever word of two characters begins where this bigram stands, it is this one.
        self._begins[word_postings] = True
        chosen = self._begins[self._postings[expand_ranges(self._borders[at], pair_counts)]]
        self._begins[word_postings] = False
        sizes = np.zeros(len(words), np.int64)
        sizes[two] = (pair_counts + 7) // 8
        bits = np.zeros(8 * int(sizes.sum()), np.bool_)
        bits[expand_ranges(8 * (np.cumsum(sizes) - sizes)[two], pair_counts)] = chosen
        return sizes, np.packbits(bits)


def encode_lists(
    counts: Counts,
    postings: Numbers,
    words: Codes | None = None,
    pairs: PairMasks | None = None,
) -> Parts:
    """Encodes the lists of some terms of a field, of `counts` postings each, ascending in each.

    `words` are the terms where they may be kept within the bigrams of `pairs`. `join_lists` makes a
    field of such parts.
    """
    borders = np.append(0, np.cumsum(counts))
    sizes, lists = [np.zeros(0, np.int64)], [np.zeros(0, np.uint8)]
    for low, high in _slice_terms(borders):
        chunk = postings[borders[low] : borders[high]]
        masks = None
        if words is not None and pairs is not None:
            masks = pairs.masks(words[low:high], counts[low:high], chunk)
        size, packed = _encode(chunk, counts[low:high], masks)
        sizes.append(size)
        lists.append(packed)
    return {
        "first": postings[borders[:-1]],
        "sizes": np.concatenate(sizes).astype(np.uint32),
        "lists": np.concatenate(lists),
    }


def join_lists(parts: Sequence[Parts]) -> dict[str, Sequence[Array]]:
    """Makes the arrays that a field has beside its dictionary of what `encode_lists` returned for
    ranges of its terms, in their order."""
    first = np.concatenate([part["first"] for part in parts])
    rows = first.astype("<u4").view(np.uint8).reshape(-1, 4)
    width = (int(first.max(initial=1)).bit_length() + 7) // 8
    sizes = np.concatenate([part["sizes"] for part in parts]).astype(np.int64)
    wide_at = np.flatnonzero(sizes >= _WIDE)
    return {
        "first": [np.ascontiguousarray(rows[:, :width]).reshape(-1)],
        "size": [np.minimum(sizes, _WIDE).astype(np.uint8)],
        "wide_at": [wide_at.astype(np.uint32)],
        "wide": [(sizes[wide_at] - _WIDE).astype(np.uint32)],
        "base": [(np.cumsum(sizes) - sizes)[::_TERMS_A_BASE].astype(np.uint32)],
        "lists": [part["lists"] for part in parts],
    }


def encode_field(counts: Counts, postings: Numbers) -> Parts:
    """Encodes the lists of all terms of a field at once."""
    return {
        name: np.concatenate(arrays)
        for name, arrays in join_lists([encode_lists(counts, postings)]).items()
    }


def _slice_terms(borders: Counts) -> Iterator[tuple[int, int]]:
    """Ranges of terms with about `_SLICE` postings each."""
    low, terms = 0, len(borders) - 1
    while low < terms:
        high = int(np.searchsorted(borders, borders[low] + _SLICE, "right")) - 1
        high = min(max(high, low + 1), terms)
        yield low, high
        low = high


def _encode(postings: Numbers, counts: Counts, masks: Masks | None) -> tuple[Counts, Array]:
    """The number of bytes of each list, and the bytes."""
    inner = np.ones(len(postings), np.bool_)
    inner[np.cumsum(counts) - counts] = False
    gaps = np.diff(postings, prepend=np.uint32(0))[inner].astype(np.uint32)
    numbers = counts - 1
    several = numbers > 0
    kinds, sizes = np.zeros((2, len(counts)), np.int64)
    kinds[several], sizes[several] = choose_widths(gaps, numbers[several])
    if masks is not None:
        masked = several & (masks[0] > 0) & (masks[0] < sizes)
        kinds[masked] = _MASK
        sizes[masked] = masks[0][masked]
    starts = np.cumsum(sizes + several) - sizes
    packed = np.zeros(int((sizes + several).sum()), np.uint8)
    packed[starts[several] - 1] = kinds[several]
    for width in WIDTHS:
        chosen = several & (kinds == width)
        list_gaps = gaps[np.repeat(chosen, numbers)]
        pack(packed, starts[chosen], list_gaps, numbers[chosen], width)
    if masks is not None:
        source = (np.cumsum(masks[0]) - masks[0])[masked]
        packed[expand_ranges(starts[masked], sizes[masked])] = masks[1][
            expand_ranges(source, sizes[masked])
        ]
    return sizes + several, packed


def open_fields(arrays: Mapping[str, Array]) -> dict[str, FieldPostings]:
    """The fields of a segment by name, sorted."""
    names = sorted({name.rpartition(".")[0] for name in arrays})
    grams = FieldPostings(arrays, GRAMS) if GRAMS in names else None
    return {name: FieldPostings(arrays, name, grams if name == WORDS else None) for name in names}


class FieldPostings:
    """The terms and posting lists of one field of one segment; of a field of words, with the
    `grams` that its lists may be kept within."""

    def __init__(
        self, arrays: Mapping[str, Array], field: str, grams: FieldPostings | None = None
    ) -> None:
        self.dictionary = open_dictionary(arrays, field)
        self.find = self.dictionary.find
        self.span = self.dictionary.span
        self.term = self.dictionary.term
        self._grams = grams
        self._size = arrays[f"{field}.size"].data
        self._first = arrays[f"{field}.first"].data
        self._width = len(self._first) // max(len(self._size), 1)
        self._base = arrays[f"{field}.base"].data
        self._wide_at = arrays[f"{field}.wide_at"].data
        self._wide = arrays[f"{field}.wide"].data
        self._lists = arrays[f"{field}.lists"]
        self.frequencies = arrays.get(f"{field}.df")
        """The number of documents of each term, for fields whose terms are listed by it."""

    def __len__(self) -> int:
        return len(self._size)

    def postings(self, index: int) -> Numbers:
        """The postings of the term at `index`, ascending."""
        low, high = self._bounds(index)
        first = int.from_bytes(
            self._first[self._width * index : self._width * (index + 1)], "little"
        )
        if low == high:
            return np.array([first], np.uint32)
        kind = int(self._lists[low])
        packed = self._lists[low + 1 : high]
        if kind == _MASK:
            return self._within(index, packed)
        entries = unpack(packed, kind)
        found = np.empty(len(entries) + 1, np.uint32)
        found[0] = first
        found[1:] = entries
        np.add.accumulate(found, out=found)  # `cumsum` takes longer to get to it
        if entries.max() == filler(kind):
            kept = np.ones(len(found), np.bool_)
            np.not_equal(entries, filler(kind), out=kept[1:])
            found = found[kept]
        return found

    def _within(self, index: int, packed: Array) -> Numbers:
        assert self._grams is not None
        at = self._grams.find(self.term(index))
        assert at is not None
        pair = self._grams.postings(at)
        return pair[np.unpackbits(packed, count=len(pair)).view(np.bool_)]

    def _bounds(self, index: int) -> tuple[int, int]:
        """Where in `lists` the list of a term begins and ends."""
        block = index // _TERMS_A_BASE
        sizes = self._size[block * _TERMS_A_BASE : index + 1].tolist()
        end = self._base[block] + sum(sizes)
        size = sizes[-1]
        if _WIDE in sizes:
            low = bisect_left(self._wide_at, block * _TERMS_A_BASE)
            high = bisect_left(self._wide_at, index + 1, low)
            end += sum(self._wide[low:high])
            if size == _WIDE:
                size += self._wide[high - 1]
        return end - size, end

    def _starts(self, low: int, high: int) -> Counts:
        """Where the lists of the terms `low` up to `high` begin, and where the last ends."""
        sizes = np.frombuffer(self._size, np.uint8)[low:high].astype(np.int64)
        wide_at = np.frombuffer(self._wide_at, np.uint32)
        one, other = np.searchsorted(wide_at, (low, high))
        sizes[wide_at[one:other] - low] += np.frombuffer(self._wide, np.uint32)[one:other]
        begin = self._bounds(low)[0] if low < high else 0
        return begin + np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])

    def weights(self) -> NDArray[np.int64]:
        """About how many bytes of gaps the postings of each term take, or would take."""
        starts = self._starts(0, len(self))
        sizes = np.diff(starts)
        several = np.flatnonzero(sizes)
        masked = several[self._lists[starts[several]] == _MASK]
        sizes[masked] *= 16  # a bit a posting instead of some two bytes
        return sizes + 1

    def span_postings(self, low: int, high: int) -> tuple[Counts, Numbers]:
        """The postings of the terms `low` up to `high`: how many of each, and all of them."""
        starts = self._starts(low, high)
        if starts[-1] - starts[0] > _LONG * (high - low):
            lists = [self.postings(index) for index in range(low, high)]
            return np.fromiter(map(len, lists), np.int64, len(lists)), np.concatenate(lists)
        return self._many(np.arange(low, high), starts[:-1], np.diff(starts))

    def postings_of(self, indexes: NDArray[np.int64]) -> tuple[Counts, Numbers]:
        """The postings of the terms at `indexes`: how many of each, and all of them."""
        starts = self._starts(0, len(self))
        return self._many(indexes, starts[indexes], starts[indexes + 1] - starts[indexes])

    def _many(self, indexes: Counts, begin: Counts, sizes: Counts) -> tuple[Counts, Numbers]:
        several = sizes > 0
        kinds = np.zeros(len(sizes), np.uint8)
        kinds[several] = self._lists[begin[several]]
        begin, sizes = begin + 1, sizes - 1
        counts = np.zeros(len(sizes), np.int64)
        unpacked = []
        for width in WIDTHS:
            chosen = np.flatnonzero(kinds == width)
            entry_counts, entries = unpack_many(self._lists, begin[chosen], sizes[chosen], width)
            counts[chosen] = entry_counts
            unpacked.append((chosen, entry_counts, entries, filler(width)))
        slots = np.cumsum(counts + 1) - counts - 1
        steps = np.zeros(int(counts.sum()) + len(counts), np.int64)
        emitting = np.ones(len(steps), np.bool_)
        for chosen, entry_counts, entries, skipped in unpacked:
            target = expand_ranges(slots[chosen] + 1, entry_counts)
            steps[target] = entries
            emitting[target] = entries != skipped
        # One running sum over all lists, from which what went before each list is taken off.
        sums = np.cumsum(steps)
        postings = sums - np.repeat(sums[slots] - self._firsts(indexes), counts + 1)
        if len(slots):
            counts = np.add.reduceat(emitting, slots, dtype=np.int64)
        masked = kinds == _MASK
        if masked.any():
            kept = np.repeat(~masked, counts)
            masked_counts, masked_postings = self._many_within(
                indexes[masked], begin[masked], sizes[masked]
            )
            counts[masked] = masked_counts
            every = np.empty(int(counts.sum()), np.uint32)
            at = np.repeat(masked, counts)
            every[at] = masked_postings
            every[~at] = postings[emitting][kept]
            return counts, every
        return counts, postings[emitting].astype(np.uint32)

    def _firsts(self, indexes: Counts) -> Counts:
        if not len(indexes):  # a field may be left without a term when its documents are deleted
            return np.zeros(0, np.int64)
        rows = np.frombuffer(self._first, np.uint8).reshape(len(self), -1)[indexes]
        padded = np.zeros((len(indexes), 4), np.uint8)
        padded[:, : rows.shape[1]] = rows
        return padded.reshape(-1).view("<u4").astype(np.int64)

    def _many_within(self, indexes: Counts, begin: Counts, sizes: Counts) -> tuple[Counts, Numbers]:
        assert self._grams is not None
        assert isinstance(self._grams.dictionary, Pairs)
        terms = [self.term(index).decode("utf-8", "surrogatepass") for index in indexes.tolist()]
        pair_counts, pairs = self._grams.postings_of(self._grams.dictionary.find_all(terms))
        bits = np.unpackbits(self._lists[expand_ranges(begin, sizes)]).view(np.bool_)
        chosen = bits[expand_ranges(8 * (np.cumsum(sizes) - sizes), pair_counts)]
        pair_begin = np.cumsum(pair_counts) - pair_counts
        return np.add.reduceat(chosen, pair_begin, dtype=np.int64), pairs[chosen]
