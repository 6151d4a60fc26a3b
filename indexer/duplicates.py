"""Which texts say the same: near-copies of reports and of sections, within a file and across files.

Two texts are near-copies when some 95 % of their characters agree. That is measured on MinHash
signatures of their Chinese characters, three at a time, after folding: script, punctuation, masks
and a handful of changed words do not hide a copy. Figures are kept apart: two years of one
template ("招聘教师195人" / "招聘教师210人") share every character and are still different news, so
texts with several figures each must also share half of those. Years do not count as figures, since
the sites that copy reports rewrite them.

How to use it:

* when a file is analysed, `mark_copies(reports)` sets `duplicate_of` within that file;
* when sections are gathered for the index, their `signatures(…)` are kept with them;
* when a generation is built, `cluster(signatures)` groups all sections of the corpus, in one pass
  over sorted arrays.

A signature is 64 bytes (`SIGNATURE_LENGTH`): of each minimum the lowest byte, which is enough to
tell the share of equal ones, and 255 for no minimum. It depends on the text alone, so it can be
kept.

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

# Banding: 12 bands of 4 rows find a pair of resemblance .75 with probability .99 and one of .2 with
# probability .02 (1 - (1 - s^4)^12).
_BANDS = 12
_ROWS = _TEXT_HASHES // _BANDS

# Every changed character spoils three shingles on each side, so 5 % of changed characters leave a
# resemblance of about .75; checked in tests/indexer/test_duplicates.py.
_ALIKE = 0.75
_FIGURES_ALIKE = 0.5
# A report of which all but 5 % stands in an earlier one; short ones (a page of thanks) may do so by
# chance. Such a pair can resemble each other by half only.
_CONTAINED = 0.95
_SHORTEST_PART = 200
_WORTH_A_LOOK = 0.4
_FEWEST_FIGURES = 3

_HAN = (range(0x3400, 0xA000), range(0x20000, 0x40000))
# It begins with a digit, not with a look behind: only then does the search skip to the digits.
_FIGURE = re.compile(r"\d(?<![\dx×*.]\d)\d*(?:\.\d+)?(?![\dx×*])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EMPTY = 0xFF
_BLOCK = 32_768  # shingles hashed at a time, which stay in the processor's cache

_random = np.random.default_rng(19970611)  # fixed: signatures are cached across runs
_FACTORS = _random.integers(0, 2**32, SIGNATURE_LENGTH, dtype=np.uint32) | np.uint32(1)
_POSITIONS = _random.integers(0, 2**32, _SHINGLE, dtype=np.uint32) | np.uint32(1)
_BAND = _random.integers(0, 2**64, _ROWS, dtype=np.uint64) | np.uint64(1)


def signatures(folded: str, begin: Places, end: Places) -> Signatures:
    """The MinHash signatures of the parts `begin` … `end` of a folded text, with other characters
    than digits between them; one row a part: equal for equal parts, alike for near-copies."""
    shingles, counts = _shingles(folded, begin, end)
    result = np.full((len(begin), SIGNATURE_LENGTH), _EMPTY, dtype=np.uint8)
    result[:, :_TEXT_HASHES] = _lowest(_minima(shingles, counts, _FACTORS[:_TEXT_HASHES]))
    for row, (start, stop) in enumerate(zip(begin.tolist(), end.tolist(), strict=True)):
        found = set(_FIGURE.findall(folded, start, stop))
        figures = [word for word in found if len(word) > 1 and not _YEAR.fullmatch(word)]
        if len(figures) >= _FEWEST_FIGURES:
            hashes = np.array([_hashed(word) for word in figures], dtype=np.uint32)
            result[row, _TEXT_HASHES:] = _lowest(
                (hashes * _FACTORS[_TEXT_HASHES:, None]).min(axis=1)
            )
    return result


def _joined(reports: Sequence[Report]) -> tuple[str, Places, Places]:
    """The headings and the text of the sections of each report, folded, and where each begins and
    ends."""
    texts = [
        "\n".join([heading.text for heading in report.outline] + [s.text for s in report.sections])
        for report in reports
    ]
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    return fold("\n".join(texts)), np.append(0, ends[:-1] + 1), ends


def mark_copies(reports: Sequence[Report]) -> tuple[Report, ...]:
    """`reports` of one file with `duplicate_of` set on each that is a near-copy of an earlier one,
    or that an earlier one contains but for 5 %.

    Signatures only say which pairs to look at; the shingles themselves are compared.
    """
    if len(reports) < 2:
        return tuple(reports)
    folded, begin, end = _joined(reports)
    signed = signatures(folded, begin, end)
    shingles: dict[int, frozenset[int]] = {}
    first: dict[int, int] = {}
    for later in range(1, len(reports)):
        earlier = np.arange(later)
        looked_at = _verified(signed, earlier, np.full(later, later), _WORTH_A_LOOK)
        for candidate in earlier[looked_at].tolist():
            for index in (candidate, later):
                if index not in shingles:
                    held, _ = _shingles(folded, *(each[index : index + 1] for each in (begin, end)))
                    shingles[index] = frozenset(held.tolist())
            if _copies(shingles[candidate], shingles[later]):
                first[later] = first.get(candidate, candidate)
                break
    return tuple(
        replace(report, duplicate_of=reports[first[index]].id) if index in first else report
        for index, report in enumerate(reports)
    )


def _copies(earlier: frozenset[int], later: frozenset[int]) -> bool:
    """Whether `later` says what `earlier` says, or a part of it and hardly anything else."""
    shared = len(earlier & later)
    if shared >= _ALIKE * len(earlier | later):
        return True
    return len(later) >= _SHORTEST_PART and shared >= _CONTAINED * len(later)


def cluster(signatures: Signatures) -> Places:
    """The first member of the cluster of near-copies that each text is in, by rows of `signatures`;
    itself where there is no copy. Copies of copies are in one cluster."""
    parent = np.arange(len(signatures))
    left, right = _candidates(signatures)
    alike = _verified(signatures, left, right)
    for one, other in zip(left[alike].tolist(), right[alike].tolist(), strict=True):
        root, leaf = sorted((_root(parent, one), _root(parent, other)))
        parent[leaf] = root
    while ((above := parent[parent]) != parent).any():
        parent = above
    return parent


def _shingles(
    folded: str, begin: Places, end: Places
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """For each part of `folded` a hash of each run of three Chinese characters in it, of the whole
    part when there is none; and how many each part has."""
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
    lone = np.array([_hashed(part.strip()) for part in parts], dtype=np.uint32)
    starts = np.cumsum(counts) - counts
    chosen = np.repeat(first - starts, counts) + np.arange(counts.sum())
    return np.concatenate([mixed, lone])[chosen], counts


def _hashed(word: str) -> int:
    """The same in every process, unlike `hash`."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _minima(
    hashes: NDArray[np.uint32], counts: NDArray[np.int64], factors: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """The least value of the hashes of each part under each of the hash functions."""
    least = np.empty((len(counts), len(factors)), dtype=np.uint32)
    starts = np.cumsum(counts) - counts
    ends = starts + counts
    low = 0
    while low < len(counts):
        high = max(int(np.searchsorted(ends, starts[low] + _BLOCK, "right")), low + 1)
        block = hashes[starts[low] : ends[high - 1]]
        product = np.empty_like(block)
        for number, factor in enumerate(factors):
            np.multiply(block, factor, out=product)
            least[low:high, number] = np.minimum.reduceat(product, starts[low:high] - starts[low])
        low = high
    return least


def _lowest(minima: NDArray[np.uint32]) -> Signatures:
    """The lowest byte of each minimum."""
    found: Signatures = np.minimum(minima & np.uint32(0xFF), np.uint32(_EMPTY - 1)).astype(np.uint8)
    return found


def _candidates(
    signatures: Signatures,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs that agree in a whole band: each text with its bucket's first and with the one before.

    Linear in the number of texts however large a bucket grows; all pairs of a bucket are not
    needed, since near-copies meet in most of the twelve bands.
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


def _verified(
    signatures: Signatures,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    alike: float = _ALIKE,
) -> NDArray[np.bool_]:
    """Which candidate pairs are near-copies, by the share of equal signature values."""
    result = np.zeros(len(left), dtype=np.bool_)
    for start in range(0, len(left), 65536):
        one = signatures[left[start : start + 65536]]
        other = signatures[right[start : start + 65536]]
        equal = one == other
        text = equal[:, :_TEXT_HASHES].mean(axis=1) >= alike
        figures = equal[:, _TEXT_HASHES:].mean(axis=1) >= _FIGURES_ALIKE
        without = (one[:, -1] == _EMPTY) | (other[:, -1] == _EMPTY)
        result[start : start + 65536] = text & (figures | without)
    return result


def _root(parent: NDArray[np.int64], index: int) -> int:
    """The head of the cluster that `index` is in (path halving)."""
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = int(parent[index])
    return index
