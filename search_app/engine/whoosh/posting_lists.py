"""Decoded posting lists: where a term stands, and how much it counts in each document.

A term is a word, or a string that may stand anywhere in a text. A position is the offset of the
term's first character on the line of all characters of the index (`indexer.store.layout`), so it
also says which document the term is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.runs import mark_changes
from search_app.engine.whoosh.matches import Documents, Indices, Scores
from search_app.engine.whoosh.ranking import K1

Positions = NDArray[Any]
"""Ascending character offsets: uint32, or int64 in an index of 2**32 characters and more."""


@dataclass(frozen=True, slots=True, eq=False)
class PostingList:
    """All `positions` of one term; the `documents` that hold it, ascending and distinct; and for
    each of these documents a value of `tf_weights`.

    A tf weight is f / (f + k1), where f is the term's frequency weighted by part and length: the
    factor of BM25F that does not depend on how many documents hold the term. It lies between 0
    and 1.
    """

    positions: Positions
    documents: Documents
    tf_weights: Scores

    def __len__(self) -> int:
        """The term's document frequency."""
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        return self.positions.nbytes + self.documents.nbytes + self.tf_weights.nbytes


@dataclass(frozen=True, slots=True, eq=False)
class BigramPostings:
    """Where two characters stand next to each other, and where they are a word of the text. Nine
    tenths of the former are the latter; where it is all of them, both are one object."""

    literal: PostingList
    word: PostingList

    @property
    def nbytes(self) -> int:
        return self.literal.nbytes + (0 if self.word is self.literal else self.word.nbytes)


@dataclass(frozen=True, slots=True, eq=False)
class DecodedTerms:
    """The posting lists of consecutive terms of a dictionary, laid end to end in three arrays.

    Term i has the positions from `position_starts[i]` up to `position_starts[i + 1]`, and the
    documents and tf weights from `document_starts[i]` up to `document_starts[i + 1]`.
    """

    position_starts: NDArray[np.int32]
    document_starts: NDArray[np.int32]
    positions: Positions
    documents: NDArray[np.int32]
    tf_weights: Scores

    @property
    def nbytes(self) -> int:
        arrays = (
            self.position_starts,
            self.document_starts,
            self.positions,
            self.documents,
            self.tf_weights,
        )
        return sum(array.nbytes for array in arrays)

    def posting_list(self, term: int) -> PostingList:
        """The posting list of one term. Its arrays are copies: a view would keep all of the arrays
        in memory after these are evicted from the cache."""
        positions = slice(*self.position_starts[term : term + 2].tolist())
        documents = slice(*self.document_starts[term : term + 2].tolist())
        return PostingList(
            self.positions[positions].copy(),
            self.documents[documents].copy(),
            self.tf_weights[documents].copy(),
        )


def group_by_document(
    positions: Positions, documents: NDArray[np.int32], weights: Scores
) -> PostingList:
    """The posting list of one term. `documents` and `weights` say for each of `positions` which
    document it is in and what it adds to the term's weighted frequency there."""
    first = mark_changes(documents).nonzero()[0]
    return PostingList(positions, documents.take(first), _tf_weights(first, weights))


def group_by_term(
    terms: NDArray[np.intp],
    positions: Positions,
    documents: NDArray[np.int32],
    weights: Scores,
    term_count: int,
) -> DecodedTerms:
    """The posting lists of `term_count` terms. `terms`, ascending, says for each of `positions`
    whose it is; `documents` and `weights` are as in `group_by_document`."""
    first = (mark_changes(terms) | mark_changes(documents)).nonzero()[0]
    position_starts = terms.searchsorted(np.arange(term_count + 1)).astype(np.int32)
    document_starts = first.searchsorted(position_starts).astype(np.int32)
    tf_weights = _tf_weights(first, weights)
    return DecodedTerms(
        position_starts, document_starts, positions, documents.take(first), tf_weights
    )


def _tf_weights(first: Indices, weights: Scores) -> Scores:
    """The tf weight of each (term, document). The weights of its occurrences are consecutive in
    `weights`; `first` says where those of each begin."""
    if not len(first):
        return weights
    frequencies: Scores = np.add.reduceat(weights, first)
    return frequencies / (frequencies + np.float32(K1))


def concatenate_segments(parts: Sequence[PostingList]) -> PostingList:
    """The posting list of a term over all segments, from its list in each, in their order."""
    if len(parts) == 1:
        return parts[0]
    return PostingList(
        np.concatenate([part.positions for part in parts]),
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.tf_weights for part in parts]),
    )


def intersect_shifted(lists: Sequence[tuple[Positions, int]]) -> Positions:
    """The positions p for which p + shift is in the list, for each (list, shift). With a phrase cut
    into strings, and a string's shift from its beginning, these are where the phrase begins."""
    (shortest, shift), *others = sorted(lists, key=lambda pair: len(pair[0]))
    candidates: Positions = shortest[shortest >= shift] - shortest.dtype.type(shift)
    for positions, shift in others:
        if not len(candidates):
            break
        shifted = candidates + candidates.dtype.type(shift)
        candidates = candidates[_is_in_sorted(shifted, positions)]
    return candidates


def _is_in_sorted(wanted: Positions, positions: Positions) -> NDArray[np.bool_]:
    """For each of `wanted` whether it is one of `positions`. Both are ascending."""
    if not len(positions):
        return np.zeros(len(wanted), np.bool_)
    at = positions.searchsorted(wanted)
    np.minimum(at, len(positions) - 1, out=at)
    contained: NDArray[np.bool_] = positions.take(at) == wanted
    return contained
