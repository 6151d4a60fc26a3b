"""The most frequent words of an index, read from the dictionaries of its segments."""

from __future__ import annotations

from collections import Counter

import numpy as np

from indexer.store import OpenGeneration
from indexer.store.schema import WORDS


def most_frequent_words(generation: OpenGeneration, size: int) -> list[tuple[str, int]]:
    """The `size` words with the highest document frequency, each with it, in descending order;
    documents that were deleted since still count. Of a word that is not among the `size` most
    frequent ones of some segment, the documents in that segment do not count."""
    counts: Counter[str] = Counter()
    for segment in generation.segments:
        field = segment.fields[WORDS]
        assert field.frequencies is not None  # the field of words is written with them
        frequencies = field.frequencies.astype(np.int64)
        for term in np.argsort(-frequencies, kind="stable")[:size].tolist():
            counts[field.term(term).decode("utf-8", "surrogatepass")] += int(frequencies[term])
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:size]
