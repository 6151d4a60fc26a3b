"""Indexes of analysed files, built in this process."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from indexer.model import AnalysedFile
from indexer.stamps import UNKNOWN
from indexer.store import (
    Batch,
    BuildSummary,
    Inline,
    OpenGeneration,
    Segment,
    build_generation,
    prepare,
)


def write_generation(
    index: Path,
    files: Iterable[AnalysedFile],
    *,
    fingerprint: str,
    digests: Mapping[str, str],
    base: OpenGeneration | None = None,
    kept: Collection[str] = (),
    batch_characters: int = 2_000_000,
) -> BuildSummary:
    """Writes a generation of `files`, and of those of `base` that are `kept`; `digests` become the
    digests of their stamps."""

    def gather(folder: Path) -> Iterator[Segment]:
        batch = Batch()
        for file in files:
            batch.add(prepare(file))
            if batch.characters >= batch_characters:
                yield from written(batch, folder)
                batch = Batch()
        yield from written(batch, folder)

    def written(batch: Batch, folder: Path) -> list[Segment]:
        segment = batch.write(folder)
        return [] if segment is None else [segment]

    return build_generation(
        index,
        gather,
        Inline(),
        fingerprint=fingerprint,
        stamps={name: UNKNOWN._replace(digest=digest) for name, digest in digests.items()},
        base=base,
        kept=kept,
    )
