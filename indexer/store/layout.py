"""Where a section's characters stand: one line of offsets for a whole segment.

The text that is indexed of a section is its report's title, its heading path and its body, folded,
with a newline between title, headings and paragraphs. The texts of a segment stand one after
another, each beginning at a multiple of `BLOCK` and followed by at least one empty place. So an
offset alone says which document it is in (a table of blocks), which part of it, and which
offsets are neighbours; a phrase is one intersection of offsets, whatever the document.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Characters a block. 16 would spare 8 characters of padding a section and double the table."""

LENGTHS = "lengths."
"""Before the name of a field: the column of its lengths, in characters or words."""


def count_blocks(lengths: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Counts the blocks that each text of these lengths (characters) takes."""
    return lengths.astype(np.int64) // BLOCK + 1


def locate_texts(lengths: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Computes the offset at which each text begins, and one more: where the next would."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(count_blocks(lengths))]) * BLOCK


@dataclass(frozen=True, slots=True)
class IndexedText:
    """The text of a section, not folded yet, and where its headings, the nearest of them and its
    body begin in it, and what is searched but not shown: the likely original of a spun text, at the
    end. Quoted strings are not looked for there."""

    text: str
    heading_at: int
    nearest_at: int
    body_at: int
    unseen_at: int
