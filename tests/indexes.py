"""Indexes of analysed files, built in this process."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from indexer.inline import Inline
from indexer.model import AnalysedFile
from indexer.stamps import UNKNOWN
from indexer.store import EmbeddedIndex


def write_generation(
    index: Path,
    files: Iterable[AnalysedFile],
    *,
    fingerprint: str,
    digests: Mapping[str, str],
    kept: Collection[str] = (),
    batch_characters: int = 2_000_000,
) -> None:
    """Writes a generation of `files`, and of those of the one in use that are `kept`; `digests`
    become the digests of their stamps."""
    target = EmbeddedIndex(index)
    if kept:
        target.contents()
    with target.build(Inline(), kept) as build:
        batch = build.new_batch()
        for file in files:
            batch.add(file)
            if batch.characters >= batch_characters:
                build.add(batch.write())
                batch = build.new_batch()
        build.add(batch.write())
        stamps = {name: UNKNOWN._replace(digest=digest) for name, digest in digests.items()}
        build.commit(fingerprint, stamps, {})
