"""Finds out whether a report is a copy of a report in another file."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from search_app.engine.whoosh.index_reader import IndexReader

COPIED_SHARE = 0.8
"""The share of a report's words that must stand in sections which another report has too, for it to
be a copy of that one. Measured on the sample corpus: its reposted report shares 0.93 with the
original (a copy with a few words changed loses a short section or two), other reports nothing."""


def find_original(
    documents: NDArray[np.int64], generation: OpenGeneration, reader: IndexReader
) -> str | None:
    """The id of the report that the report of these documents is a copy of, None when it is no
    copy. An original stands in a file whose name sorts before the copy's; of several the first by
    file name, then by report id, is taken."""
    clusters = reader.cluster[documents]
    lengths = generation.column("body_words")[documents]
    (copy,) = generation.heads([generation.report_of(int(documents[0]))])
    shared_words: Counter[tuple[str, str]] = Counter()
    for cluster, length in zip(clusters.tolist(), lengths.tolist(), strict=True):
        if not cluster:
            continue
        members = np.flatnonzero((reader.cluster == cluster) & reader.live)
        heads = generation.heads(set(map(generation.report_of, members.tolist())))
        for file, report_id in {(head.file, head.report_id) for head in heads}:
            if file < copy.file:
                shared_words[file, report_id] += length
    enough = COPIED_SHARE * int(lengths.sum())
    originals = [report for report, words in shared_words.items() if words >= enough]
    return min(originals)[1] if originals else None
