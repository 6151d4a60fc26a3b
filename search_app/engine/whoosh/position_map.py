"""Which document a position is in, which part of it, and how much an occurrence there weighs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from indexer.store.layout import BLOCK, count_blocks
from search_app.engine.whoosh.matches import Documents
from search_app.engine.whoosh.posting_lists import Positions
from search_app.engine.whoosh.ranking import PART_B, PART_WEIGHTS
from search_app.query.nodes import Field

_PARTS = len(PART_WEIGHTS)  # of a document: title, headings, body
_PART_NUMBER = {"title": 0, "heading": 1}
_BODY = 2


class PositionMap:
    """The layout of an index: its segments one after another, in each its documents, in each its
    title, headings and body. Documents and characters are numbered through all segments. Read-only.

    `live` says which documents are not deleted; the mean lengths of the parts are taken over them.
    """

    def __init__(self, generation: OpenGeneration, live: NDArray[np.bool_]) -> None:
        self.dtype: Any = np.uint32 if generation.characters < 2**32 else np.int64
        """The type of a position."""
        lengths = np.concatenate([segment.lengths for segment in generation.segments])
        starts = np.concatenate(
            [segment.starts[:-1] + segment.character_base for segment in generation.segments]
        )
        counts = count_blocks(lengths)
        self._document_of_granule = np.repeat(np.arange(len(starts), dtype=np.int32), counts)
        # Of each document where title, headings and body begin, and where the next document does.
        self._bounds = np.empty((len(starts), _PARTS + 1), self.dtype)
        self._bounds[:, 0] = starts
        self._bounds[:, 1] = starts + generation.column("heading_at")
        self._bounds[:, 2] = starts + generation.column("body_at")
        self._bounds[:, 3] = starts + counts * BLOCK
        self._heading_at = self._bounds[:, 1]
        self._body_at = self._bounds[:, 2]
        self._weights = _occurrence_weights(generation, live)
        self._body_weight = self._weights[:, _BODY]
        unseen_at = generation.column("unseen_at")
        self._unseen_at = None
        if (unseen_at < lengths).any():
            self._unseen_at = (starts + unseen_at).astype(self.dtype)

    def documents_at(self, positions: Positions) -> NDArray[np.int32]:
        """The document that each position is in: ascending, not distinct."""
        documents: NDArray[np.int32] = self._document_of_granule.take(positions // BLOCK)
        return documents

    def part_bounds(self, documents: Documents) -> Positions:
        """A row of four positions for each document: where its title, its headings and its body
        begin, and where the next document does."""
        rows: Positions = self._bounds.take(documents, axis=0)
        return rows

    def part_ids(self, positions: Positions) -> NDArray[np.int64]:
        """A number for the part of the document that each position is in. Positions have the same
        number exactly when they are in the same part of the same document."""
        documents = self.documents_at(positions)
        return documents.astype(np.int64) * _PARTS + self._parts(positions, documents)

    def restrict_to_field(self, positions: Positions, field: Field) -> Positions:
        """Those of `positions` that are in a title or in headings; all of them for "any"."""
        if field == "any":
            return positions
        parts = self._parts(positions, self.documents_at(positions))
        inside: Positions = positions[parts == _PART_NUMBER[field]]
        return inside

    def restrict_to_shown(self, positions: Positions) -> Positions:
        """Those of `positions` whose text is shown. The likely original of a spun text, which
        follows the body, is searched but not shown. The array itself where no document has one."""
        if self._unseen_at is None:
            return positions
        return positions[positions < self._unseen_at.take(self.documents_at(positions))]

    def _parts(self, positions: Positions, documents: NDArray[np.int32]) -> NDArray[np.intp]:
        """The number of the part that each position is in: 0 title, 1 headings, 2 body."""
        parts = (positions >= self._heading_at.take(documents)).astype(np.intp)
        parts += positions >= self._body_at.take(documents)
        result: NDArray[np.intp] = parts
        return result

    def weigh(self, positions: Positions, documents: NDArray[np.int32]) -> NDArray[np.float32]:
        """What an occurrence at each of `positions`, which is in the document beside it, adds to
        its term's weighted frequency. Nearly all are in a body, so the others are set after it."""
        rows = documents.astype(np.intp)
        weights = self._body_weight.take(rows)
        above_body = (positions < self._body_at.take(rows)).nonzero()[0]
        rows = rows.take(above_body)
        parts = positions.take(above_body) >= self._heading_at.take(rows)
        weights[above_body] = self._weights.take(rows * _PARTS + parts)
        return weights


def _occurrence_weights(generation: OpenGeneration, live: NDArray[np.bool_]) -> NDArray[np.float32]:
    """For each part (a column) of each document (a row) what one occurrence there adds to a term's
    weighted frequency: BM25F's weight of the part, divided by its length normalisation."""
    weights = np.empty((len(live), _PARTS), np.float32)
    count = int(np.count_nonzero(live))
    for part, column in enumerate(("title_words", "heading_words", "body_words")):
        lengths = generation.column(column)
        mean = int(lengths[live].sum(dtype=np.int64)) / max(count, 1)
        b = PART_B[part]
        weights[:, part] = PART_WEIGHTS[part] / (1 - b + b * lengths / max(mean, 1e-9))
    return weights
