"""Building a generation: aside, checked, flushed, then switched to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.duplicates import cluster
from indexer.errors import IndexUnavailable, NothingIndexed
from indexer.stamps import Stamp
from indexer.store.arrays import write_arrays
from indexer.store.bulk import Batch
from indexer.store.checksums import Checksum, take_checksums, verify_content
from indexer.store.documents import KEY_DIGITS
from indexer.store.files import INDEX_NAME, ORDER, segment_files
from indexer.store.folder import (
    build_lock,
    current_generation,
    new_generation,
    remove_others,
    switch,
)
from indexer.store.generation import (
    FORMAT,
    Manifest,
    OpenGeneration,
    write_manifest,
    write_stamps,
)
from indexer.store.merge import merge
from indexer.store.postings import FieldPostings
from indexer.store.raw import is_raw
from indexer.store.segments import copy_with_deletions, count_characters, write_segments
from indexer.store.stock_whoosh import Segment
from indexer.target import Contents, Corrected

MERGED_CHARACTERS = 64_000_000
"""Characters a merged segment, some 140,000 sections."""

MOST_SEGMENTS = 8
MOST_DELETED = 0.3
"""What updates may leave behind before everything is merged: each segment costs a query some 20 µs
a term, and deleted sections cost room and time as if they were there (bench/compare.py)."""


class EmbeddedIndex:
    """The index in a folder, built as `indexer.target` says.

    Each worker process writes what it has analysed as a raw segment; merging them, on the same
    workers, makes the segments of a generation, which is switched to at once.
    """

    writer_module = "indexer.store.bulk"

    def __init__(self, index: Path) -> None:
        self._index = index
        self._base: OpenGeneration | None = None

    def contents(self) -> Contents | None:
        try:
            base = OpenGeneration(current_generation(self._index))
            stamps = base.stamps()
        except IndexUnavailable:
            return None
        self._base = base
        known = base.manifest
        return Contents(known.fingerprint, stamps, known.reports, known.sections, known.corrections)

    def files_with(self, clause: str) -> Collection[str]:
        return self._base.files_with(clause) if self._base is not None else ()

    @contextmanager
    def build(self, executor: Executor, kept: Collection[str]) -> Iterator[GenerationBuild]:
        base = self._base if kept else None
        with build_lock(self._index):
            before = _read_name_in_use(self._index)
            needed = {before} if base is None else {before, base.name}
            remove_others(self._index, needed)
            try:
                yield GenerationBuild(self._index, executor, base, kept)
            finally:
                remove_others(self._index, {before, _read_name_in_use(self._index)})


class GenerationBuild:
    """A generation in the making: the segments of `base`, without what is not `kept`, and those
    that batches write.

    Segments are merged up to `MERGED_CHARACTERS` each, and rid of what is deleted. What is of
    `base` stays as it is until merging is worth while; then it is compared with its checksums, and
    `IndexUnavailable` names a damaged file.
    """

    def __init__(
        self,
        index: Path,
        executor: Executor,
        base: OpenGeneration | None,
        kept: Collection[str],
    ) -> None:
        self._index = index
        self._executor = executor
        self._previous = _read_name_in_use(index)
        self._folder = new_generation(index)
        self._checksums = _segment_checksums(base) if base is not None else {}
        self._done: list[Segment] = []
        self._group: list[Segment] = []
        self._characters = 0
        before = _link_segments(base, kept, self._folder) if base is not None else []
        deleted = sum(segment.deleted_count() for segment in before)
        documents = sum(segment.doc_count_all() for segment in before)
        if len(before) < MOST_SEGMENTS and deleted <= MOST_DELETED * documents:
            self._done = before
        else:
            for segment in before:
                # What is merged gets new checksums, which would hide that it was damaged.
                for path in segment_files(self._folder, segment):
                    verify_content(path, self._checksums[path.name])
                self.add(segment)

    @property
    def new_batch(self) -> Callable[[], Batch]:
        return partial(Batch, self._folder)

    def add(self, written: Segment | None) -> None:
        if written is None:
            return
        if self._group and self._characters + count_characters(written) > MERGED_CHARACTERS:
            self._merge_group()
        self._group.append(written)
        self._characters += count_characters(written)

    def _merge_group(self) -> None:
        self._done.append(_merge_segments(self._folder, self._group, self._executor))
        self._group, self._characters = [], 0

    def commit(
        self, fingerprint: str, stamps: Mapping[str, Stamp], corrections: Corrected
    ) -> Contents:
        if self._group:
            self._merge_group()
        if not self._done:
            raise NothingIndexed("没有找到可以索引的内容，原有索引不变")
        folder = self._folder
        write_segments(folder, self._done)
        write_stamps(folder, stamps)
        manifest = Manifest(
            format=FORMAT,
            fingerprint=fingerprint,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            previous=self._previous,
            reports=0,
            sections=0,
            files=len(stamps),
            corrections=corrections,
            checksums=take_checksums(folder, self._checksums),
        )
        write_manifest(folder, manifest)
        reports, sections = _write_order(OpenGeneration(folder))
        checksums = take_checksums(folder, manifest.checksums)
        write_manifest(
            folder, replace(manifest, reports=reports, sections=sections, checksums=checksums)
        )
        switch(self._index, folder)
        return Contents(fingerprint, stamps, reports, sections, corrections)


def _read_name_in_use(index: Path) -> str | None:
    try:
        return current_generation(index).name
    except IndexUnavailable:
        return None


def _merge_segments(folder: Path, group: list[Segment], executor: Executor) -> Segment:
    if len(group) == 1 and not is_raw(folder, group[0]) and not group[0].deleted_count():
        return group[0]
    return merge(folder, group, executor)


def _link_segments(base: OpenGeneration, kept: Collection[str], folder: Path) -> list[Segment]:
    """Links the files of the segments of `base` into `folder` and returns these segments with what
    does not belong to the `kept` files deleted."""
    segments = []
    for opened in base.segments:
        gone = np.ones(len(opened), np.bool_)
        for name in kept:
            index = opened.fields["file"].find(name.encode("utf-8", "surrogatepass"))
            if index is not None:
                gone[opened.fields["file"].postings(index)] = False
        gone[opened.deleted] = True
        if gone.all():
            continue
        for path in segment_files(base.path, opened.segment):
            _link(path, folder / path.name)
        segments.append(copy_with_deletions(opened.segment, np.flatnonzero(gone)))
    return segments


def _segment_checksums(base: OpenGeneration) -> dict[str, Checksum]:
    """Selects the checksums of the files that a generation after `base` may share with it."""
    return {
        name: checksum
        for name, checksum in base.manifest.checksums.items()
        if name.startswith(f"{INDEX_NAME}_")
    }


def _link(path: Path, target: Path) -> None:
    """A second name for a file that is never written again; a copy where the disk has no links."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _write_order(generation: OpenGeneration) -> tuple[int, int]:
    """Writes the order of all documents and their clusters; returns the numbers of reports and
    sections. Opening every file of the generation is the check that it is whole."""
    keys: NDArray[np.uint64] = generation.column("keys")
    live = generation.live()
    order = np.argsort(keys, kind="stable")
    rank = np.empty(len(keys), np.uint32)
    rank[order] = np.arange(len(keys), dtype=np.uint32)
    alive = order[live[order]]
    twice = np.flatnonzero(keys[alive][1:] == keys[alive][:-1])
    if len(twice):
        raise ValueError(f"two sections have the id {int(keys[alive][twice[0]]):0{KEY_DIGITS}x}")
    heads = cluster(generation.column("signatures")[alive])
    copies = np.bincount(heads, minlength=len(heads)) > 1
    member = copies[heads]
    clusters = np.zeros(len(keys), np.uint32)
    clusters[alive[member]] = np.cumsum(copies)[heads[member]]
    write_arrays(generation.path / ORDER, {"rank": rank, "cluster": clusters}.items())
    reports = sum(
        _count_live_reports(segment.fields["report"], segment.deleted)
        for segment in generation.segments
    )
    return reports, int(live.sum())


def _count_live_reports(field: FieldPostings, deleted: NDArray[np.int64]) -> int:
    """Reports with a section that is not deleted; a report is in one segment."""
    if not len(deleted):
        return len(field)
    return sum(not np.isin(field.postings(index), deleted).all() for index in range(len(field)))
