"""Finds near-copies of reports and of sections, within a file and across files.

Two texts are near-copies where some 95 % of their characters agree. This is measured on MinHash
signatures of shingles of three Chinese characters, after folding, so script, punctuation, masks and
a few changed words do not hide a copy. Figures are compared separately: two years of one template
(招聘教师195人 / 招聘教师210人) share every Chinese character and are still different news, so texts
with several figures each must also share half of those. Years do not count as figures, because the
sites that copy reports rewrite them.

How to use it:

* `mark_copies(reports)` sets `duplicate_of` within a file when the file is analysed;
* `compute_signatures(…)` gives the signatures that the index keeps with its sections;
* `cluster(signatures)` groups all sections of the corpus when a generation is built, in one pass
  over sorted arrays.

A signature has 64 bytes (`SIGNATURE_LENGTH`). Each is the lowest byte of a minimum, which is enough
to estimate the share of equal minima, or 255 for no minimum. A signature depends on the text alone,
so it can be stored.

References: Broder 1997, On the resemblance and containment of documents (shingles, MinHash);
Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3 (banding); Li and König 2010,
b-bit minwise hashing (the byte).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.model import Report
from indexer.text import code_points, fold

Signatures = NDArray[np.uint8]
Places = NDArray[np.int64]

_TEXT_HASHES = 48
_FIGURE_HASHES = 16
SIGNATURE_LENGTH = _TEXT_HASHES + _FIGURE_HASHES
_SHINGLE = 3

# Banding: 12 bands of 4 rows find a pair of resemblance 0.75 with probability 0.99, and a pair of
# resemblance 0.2 with probability 0.02 (1 - (1 - s^4)^12).
_BANDS = 12
_ROWS = _TEXT_HASHES // _BANDS

# A changed character changes the three shingles that contain it, in each of the two texts, so texts
# that differ in 5 % of their characters have a resemblance of about 0.75 (measured in
# tests/indexer/test_duplicates.py).
_MIN_RESEMBLANCE = 0.75
_MIN_FIGURE_RESEMBLANCE = 0.5
# A report is also a copy where an earlier one contains all but 5 % of its shingles. A short report
# (a page of thanks) may be contained by chance, so it needs a fewest number of shingles. The
# resemblance of such a pair may be as low as a half.
_MIN_CONTAINED = 0.95
_FEWEST_SHINGLES = 200
_MIN_CANDIDATE_RESEMBLANCE = 0.4
_FEWEST_FIGURES = 3

_HAN = (range(0x3400, 0xA000), range(0x20000, 0x40000))
# The pattern begins with a digit and not with a look-behind, because only then does the search skip
# to the digits.
_FIGURE = re.compile(r"\d(?<![\dx×*.]\d)\d*(?:\.\d+)?(?![\dx×*])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EMPTY = 0xFF
_SHINGLES_AT_ONCE = 32_768  # so many hashes fit the processor's cache

_random = np.random.default_rng(19970611)  # a fixed seed, because signatures are stored
_FACTORS = _random.integers(0, 2**32, SIGNATURE_LENGTH, dtype=np.uint32) | np.uint32(1)
_POSITIONS = _random.integers(0, 2**32, _SHINGLE, dtype=np.uint32) | np.uint32(1)
_BAND = _random.integers(0, 2**64, _ROWS, dtype=np.uint64) | np.uint64(1)


def compute_signatures(folded: str, begin: Places, end: Places) -> Signatures:
    """The MinHash signatures of the parts `begin` … `end` of a folded text, a row for each part.

    Equal parts have equal signatures, and near-copies have similar ones. Between two parts there
    must be a character that is no digit.
    """
    shingles, counts = _hash_shingles(folded, begin, end)
    result = np.full((len(begin), SIGNATURE_LENGTH), _EMPTY, dtype=np.uint8)
    result[:, :_TEXT_HASHES] = _take_lowest_bytes(
        _compute_minima(shingles, counts, _FACTORS[:_TEXT_HASHES])
    )
    for row, (start, stop) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        distinct = set(_FIGURE.findall(folded, start, stop))
        figures = [word for word in distinct if len(word) > 1 and not _YEAR.fullmatch(word)]
        if len(figures) >= _FEWEST_FIGURES:
            hashes = np.array([_hash_string(word) for word in figures], dtype=np.uint32)
            result[row, _TEXT_HASHES:] = _take_lowest_bytes(
                (hashes * _FACTORS[_TEXT_HASHES:, None]).min(axis=1)
            )
    return result


def _join_texts(reports: Sequence[Report]) -> tuple[str, Places, Places]:
    """The headings and the section texts of all reports as one folded text, and the offsets at
    which each report begins and ends."""
    texts = [
        "\n".join([heading.text for heading in report.outline] + [s.text for s in report.sections])
        for report in reports
    ]
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    return fold("\n".join(texts)), np.append(0, ends[:-1] + 1), ends


def mark_copies(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The `reports` of one file, with `duplicate_of` set on each that is a near-copy of an earlier
    one, or of which an earlier one contains all but 5 %.

    Signatures choose the pairs; the shingles themselves are compared.
    """
    if len(reports) < 2:
        return tuple(reports)
    folded, begin, end = _join_texts(reports)
    file_signatures = compute_signatures(folded, begin, end)
    shingles: dict[int, frozenset[int]] = {}
    first: dict[int, int] = {}
    for later in range(1, len(reports)):
        earlier = np.arange(later)
        similar = _verify_pairs(
            file_signatures, earlier, np.full(later, later), _MIN_CANDIDATE_RESEMBLANCE
        )
        for candidate in earlier[similar].tolist():
            for index in (candidate, later):
                if index not in shingles:
                    hashes, _ = _hash_shingles(
                        folded, *(each[index : index + 1] for each in (begin, end))
                    )
                    shingles[index] = frozenset(hashes.tolist())
            if _is_copy(shingles[candidate], shingles[later]):
                first[later] = first.get(candidate, candidate)
                break
    return tuple(
        replace(report, duplicate_of=reports[first[index]].id) if index in first else report
        for index, report in enumerate(reports)
    )


def _is_copy(earlier: frozenset[int], later: frozenset[int]) -> bool:
    """Whether the report with the shingles `later` is a near-copy of `earlier` or is contained in
    it."""
    shared = len(earlier & later)
    if shared >= _MIN_RESEMBLANCE * len(earlier | later):
        return True
    return len(later) >= _FEWEST_SHINGLES and shared >= _MIN_CONTAINED * len(later)


def cluster(signatures: Signatures) -> Places:
    """For each row of `signatures` the first row of its cluster of near-copies; the row itself
    where it has no copy. Copies of copies are in one cluster."""
    parent = np.arange(len(signatures))
    left, right = _pair_candidates(signatures)
    are_copies = _verify_pairs(signatures, left, right)
    for one, other in zip(left[are_copies].tolist(), right[are_copies].tolist(), strict=True):
        root, leaf = sorted((_find_root(parent, one), _find_root(parent, other)))
        parent[leaf] = root
    while ((above := parent[parent]) != parent).any():
        parent = above
    return parent


def _hash_shingles(
    folded: str, begin: Places, end: Places
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The hashes of all shingles of all parts, and how many each part has.

    A shingle is three Chinese characters in a row, other characters left out. A part without any
    has the hash of its whole text.
    """
    points = code_points(folded)
    # Below the range, the difference wraps around to a number far above it.
    han = np.logical_or(*(points - np.uint32(part.start) < len(part) for part in _HAN))
    places = np.flatnonzero(han)
    codes = points[places]
    mixed = np.zeros(max(len(codes) - _SHINGLE + 1, 0), dtype=np.uint32)
    for position, factor in enumerate(_POSITIONS):
        mixed += codes[position : position + len(mixed)] * factor
        mixed ^= mixed >> np.uint32(15)
    first = np.searchsorted(places, begin)
    counts = np.maximum(np.searchsorted(places, end) - first - _SHINGLE + 1, 0)
    without = np.flatnonzero(counts == 0)
    first[without] = np.arange(len(mixed), len(mixed) + len(without))
    counts[without] = 1
    parts = [folded[begin[part] : end[part]] for part in without.tolist()]
    lone = np.array([_hash_string(part.strip()) for part in parts], dtype=np.uint32)
    starts = np.cumsum(counts) - counts
    chosen = np.repeat(first - starts, counts) + np.arange(counts.sum())
    return np.concatenate([mixed, lone])[chosen], counts


def _hash_string(word: str) -> int:
    """A hash that is the same in every process, unlike that of `hash`."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _compute_minima(
    hashes: NDArray[np.uint32], counts: NDArray[np.int64], factors: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """The least of each part's `hashes` under each hash function; a function is a factor."""
    least = np.empty((len(counts), len(factors)), dtype=np.uint32)
    starts = np.cumsum(counts) - counts
    ends = starts + counts
    low = 0
    while low < len(counts):
        high = max(int(np.searchsorted(ends, starts[low] + _SHINGLES_AT_ONCE, "right")), low + 1)
        block = hashes[starts[low] : ends[high - 1]]
        product = np.empty_like(block)
        for number, factor in enumerate(factors):
            np.multiply(block, factor, out=product)
            least[low:high, number] = np.minimum.reduceat(product, starts[low:high] - starts[low])
        low = high
    return least


def _take_lowest_bytes(minima: NDArray[np.uint32]) -> Signatures:
    """The lowest byte of each minimum. 255 is kept free, for it stands for no minimum."""
    lowest: Signatures = np.minimum(minima & np.uint32(0xFF), np.uint32(_EMPTY - 1)).astype(
        np.uint8
    )
    return lowest


def _pair_candidates(
    signatures: Signatures,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of texts that agree in a whole band and so are in one bucket: each text with the first
    of its bucket and with the one before it.

    All pairs of a bucket are not needed, because near-copies meet in most of the twelve bands. So
    the time is linear in the number of texts however large a bucket is.
    """
    pairs: list[NDArray[np.int64]] = []
    for band in range(_BANDS):
        rows = signatures[:, band * _ROWS : (band + 1) * _ROWS].astype(np.uint64)
        keys = (rows * _BAND).sum(axis=1, dtype=np.uint64)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        fresh = np.r_[True, ordered[1:] != ordered[:-1]]
        heads = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
        rest = np.flatnonzero(~fresh)
        pairs.append(np.stack([order[heads[rest]], order[rest]]))
        pairs.append(np.stack([order[rest - 1], order[rest]]))
    both = np.unique(np.concatenate(pairs, axis=1), axis=1)
    return both[0], both[1]


def _verify_pairs(
    signatures: Signatures,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    resemblance: float = _MIN_RESEMBLANCE,
) -> NDArray[np.bool_]:
    """For each pair of rows `left` and `right` whether their signatures have the share
    `resemblance` of equal values, and share enough figures where both have several."""
    result = np.zeros(len(left), dtype=np.bool_)
    for start in range(0, len(left), 65536):
        one = signatures[left[start : start + 65536]]
        other = signatures[right[start : start + 65536]]
        equal = one == other
        text = equal[:, :_TEXT_HASHES].mean(axis=1) >= resemblance
        figures = equal[:, _TEXT_HASHES:].mean(axis=1) >= _MIN_FIGURE_RESEMBLANCE
        without = (one[:, -1] == _EMPTY) | (other[:, -1] == _EMPTY)
        result[start : start + 65536] = text & (figures | without)
    return result


def _find_root(parent: NDArray[np.int64], index: int) -> int:
    """The first member of the cluster of `index` (union-find with path halving)."""
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = int(parent[index])
    return index
