"""Building a generation: aside, checked, flushed, then switched to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.duplicates import cluster
from indexer.errors import IndexUnavailable, NothingIndexed
from indexer.stamps import Stamp
from indexer.store.arrays import write_arrays
from indexer.store.checksums import Checksum, take_checksums
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
from indexer.store.prepare import KEY_DIGITS
from indexer.store.raw import is_raw
from indexer.store.segments import characters, with_deletions, write_segments
from indexer.store.stock_whoosh import Segment

MERGED_CHARACTERS = 64_000_000
"""Characters a merged segment, some 140,000 sections."""

MOST_SEGMENTS = 8
MOST_DELETED = 0.3
"""What updates may leave behind before everything is merged: each segment costs a query some 20 µs
a term, and deleted sections cost room and time as if they were there (bench/compare.py)."""


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build made: the generation's name and the number of reports and sections in it."""

    generation: str
    reports: int
    sections: int


def build_generation(
    index: Path,
    gather: Callable[[Path], Iterable[Segment]],
    executor: Executor,
    *,
    fingerprint: str,
    stamps: Mapping[str, Stamp],
    base: OpenGeneration | None = None,
    kept: Collection[str] = (),
) -> BuildSummary:
    """Builds a generation in the folder `index` and switches to it.

    `gather` writes the newly analysed files to a folder as raw segments (`Batch`), one after
    another; `executor` merges them. `kept` names the files whose sections are taken over from
    `base` as they are: the outcome is that of a build from all files. `stamps` has every
    file, new and kept, once all is gathered, and `fingerprint` stands for the rules that made the
    sections; both are given back by the generation.

    Raises `IndexBusy` while another process builds here, `NothingIndexed` when there is no
    section at all, and whatever `gather` raises; an index that was there stays in use.
    """
    with build_lock(index):
        before = _name_in_use(index)
        remove_others(index, {name for name in (before, base and base.name) if name})
        folder = new_generation(index)
        try:
            segments = _segments(folder, gather(folder), executor, base, kept)
            known = _segment_checksums(base) if base is not None else {}
            summary = _finished(folder, segments, fingerprint, stamps, before, known)
            switch(index, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        remove_others(index, {name for name in (before, folder.name) if name})
        return summary


def _name_in_use(index: Path) -> str | None:
    try:
        return current_generation(index).name
    except IndexUnavailable:
        return None


def _finished(
    folder: Path,
    segments: list[Segment],
    fingerprint: str,
    stamps: Mapping[str, Stamp],
    previous: str | None,
    known: Mapping[str, Checksum],
) -> BuildSummary:
    if not segments:
        raise NothingIndexed("没有找到可以索引的内容，原有索引不变")
    write_segments(folder, segments)
    write_stamps(folder, stamps)
    manifest = Manifest(
        format=FORMAT,
        fingerprint=fingerprint,
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        previous=previous,
        reports=0,
        sections=0,
        files=len(stamps),
        checksums=take_checksums(folder, known),
    )
    write_manifest(folder, manifest)
    reports, sections = _finish(OpenGeneration(folder))
    checksums = take_checksums(folder, manifest.checksums)
    write_manifest(
        folder, replace(manifest, reports=reports, sections=sections, checksums=checksums)
    )
    return BuildSummary(folder.name, reports, sections)


def _segments(
    folder: Path,
    raw: Iterable[Segment],
    executor: Executor,
    base: OpenGeneration | None,
    kept: Collection[str],
) -> list[Segment]:
    """The segments of `base` and the `raw` ones merged up to `MERGED_CHARACTERS` each, and rid of
    what is deleted. What is of `base` stays as it is until merging is worth while."""
    before = _kept_segments(base, kept, folder) if base is not None else []
    deleted = sum(segment.deleted_count() for segment in before)
    documents = sum(segment.doc_count_all() for segment in before)
    done: list[Segment] = []
    if len(before) < MOST_SEGMENTS and deleted <= MOST_DELETED * documents:
        done, before = before, []
    group: list[Segment] = []
    filled = 0
    for segment in chain(before, raw):
        if group and filled + characters(segment) > MERGED_CHARACTERS:
            done.append(_merged(folder, group, executor))
            group, filled = [], 0
        group.append(segment)
        filled += characters(segment)
    return [*done, _merged(folder, group, executor)] if group else done


def _merged(folder: Path, group: list[Segment], executor: Executor) -> Segment:
    if len(group) == 1 and not is_raw(folder, group[0]) and not group[0].deleted_count():
        return group[0]
    return merge(folder, group, executor)


def _kept_segments(base: OpenGeneration, kept: Collection[str], folder: Path) -> list[Segment]:
    """The segments of `base` with what does not belong to the `kept` files deleted."""
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
        segments.append(with_deletions(opened.segment, np.flatnonzero(gone)))
    return segments


def _segment_checksums(base: OpenGeneration) -> dict[str, Checksum]:
    """Those of the files that a generation after `base` shares with it."""
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


def _finish(generation: OpenGeneration) -> tuple[int, int]:
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
        _live_reports(segment.fields["report"], segment.deleted) for segment in generation.segments
    )
    return reports, int(live.sum())


def _live_reports(field: FieldPostings, deleted: NDArray[np.int64]) -> int:
    """Reports with a section that is not deleted; a report is in one segment."""
    if not len(deleted):
        return len(field)
    return sum(not np.isin(field.postings(index), deleted).all() for index in range(len(field)))
