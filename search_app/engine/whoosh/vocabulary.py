"""The words of a generation, the commonest first."""

from __future__ import annotations

from collections import Counter

import numpy as np

from indexer.store import OpenGeneration
from indexer.store.schema import WORDS
from search_app.engine.whoosh.corpus import Corpus


def terms(corpus: Corpus, prefix: str, size: int) -> tuple[tuple[str, int], ...]:
    """Words that begin with `prefix` (folded), with their number of documents."""
    found: set[str] = set()
    for segment in corpus.generation.segments:
        field = segment.fields[WORDS]
        low, high = field.span(prefix.encode("utf-8", "surrogatepass"))
        assert field.frequencies is not None  # words are listed by it
        frequencies = field.frequencies[low:high]
        # The most frequent of the whole are among the most frequent of a segment, but for words
        # that are middling in every one; four times as many as asked for are looked at.
        for at in np.argsort(-frequencies.astype(np.int64), kind="stable")[: 4 * size].tolist():
            found.add(field.term(low + at).decode("utf-8", "surrogatepass"))
    counted = ((word, corpus.frequency(word)) for word in found)
    ordered = sorted(counted, key=lambda pair: (-pair[1], pair[0]))
    return tuple((word, count) for word, count in ordered[:size] if count)


def common_words(generation: OpenGeneration, size: int) -> tuple[tuple[str, int], ...]:
    """The words of most documents, with their number, deleted ones counted too."""
    counts: Counter[str] = Counter()
    for segment in generation.segments:
        field = segment.fields[WORDS]
        assert field.frequencies is not None  # words are listed by it
        held = field.frequencies.astype(np.int64)
        for at in np.argsort(-held, kind="stable")[:size].tolist():
            counts[field.term(at).decode("utf-8", "surrogatepass")] += int(held[at])
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:size])
