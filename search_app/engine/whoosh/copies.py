"""Copies across files, told from the clusters of sections that say the same."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from search_app.engine.whoosh.corpus import Corpus

COPIED_SHARE = 0.8
"""Of a report's words, how many must stand in sections that another report has too. The reposted
report of the sample corpus shares .93 with its original (a copy with a few words changed loses a
short section or two), the other samples share nothing."""


def copied_from(
    documents: NDArray[np.int64], generation: OpenGeneration, corpus: Corpus
) -> str | None:
    """The id of the report, earlier by file name, that the report of these documents is a copy of;
    None when it is none. The first of several is named."""
    clusters = corpus.cluster[documents]
    lengths = generation.column("body_words")[documents]
    (own,) = generation.heads([generation.report_of(int(documents[0]))])
    shared: Counter[tuple[str, str]] = Counter()
    for cluster, length in zip(clusters.tolist(), lengths.tolist(), strict=True):
        if not cluster:
            continue
        members = np.flatnonzero((corpus.cluster == cluster) & corpus.live)
        heads = generation.heads(set(map(generation.report_of, members.tolist())))
        for place in {(head.file, head.report_id) for head in heads}:
            if place[0] < own.file:
                shared[place] += length
    enough = COPIED_SHARE * int(lengths.sum())
    copied = [place for place, length in shared.items() if length >= enough]
    return min(copied)[1] if copied else None
