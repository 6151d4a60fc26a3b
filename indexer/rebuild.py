"""The whole corpus into a new generation of the index, or only what changed of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.analysis import analyse, workers
from indexer.corpus import CorpusFile, Skipped, scan
from indexer.errors import IndexUnavailable
from indexer.fingerprint import fingerprint
from indexer.stamps import UNKNOWN, Stamp, has_changed_since, take_stamps
from indexer.store import OpenGeneration, Segment, build_generation, current_generation

_WRITER = "indexer.store.bulk"
Progress = Callable[[CorpusFile, int, int], None]


@dataclass(slots=True)
class Summary:
    """What a rebuild or an update did. `files`, `reports` and `sections` count the whole index;
    `repairs` counts those of the files read this time."""

    files: int = 0
    reports: int = 0
    sections: int = 0
    read: int = 0
    kept: int = 0
    removed: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    changed: bool = True


def rebuild(
    corpus: Path,
    index: Path,
    *,
    topics_file: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Reads every file of `corpus` into a new generation under `index` and switches to it.

    Raises XunzhangError when the corpus is missing, NothingIndexed when no section was found; the
    index in use is then as it was.
    """
    return _build(corpus, index, None, {}, topics_file, jobs, progress)


def update(
    corpus: Path,
    index: Path,
    *,
    topics_file: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """The same result as `rebuild`, reading only files that were added, changed or removed.

    Falls back to reading everything when there is no index yet, or when the program or the topics
    have changed since it was made.
    """
    try:
        base = OpenGeneration(current_generation(index))
        known = base.stamps()
    except IndexUnavailable:
        return _build(corpus, index, None, {}, topics_file, jobs, progress)
    if base.manifest.fingerprint != fingerprint(topics_file, _WRITER):
        return _build(corpus, index, None, {}, topics_file, jobs, progress)
    return _build(corpus, index, base, known, topics_file, jobs, progress)


def _build(
    corpus: Path,
    index: Path,
    base: OpenGeneration | None,
    known: Mapping[str, Stamp],
    topics_file: Path | None,
    jobs: int | None,
    progress: Progress | None,
) -> Summary:
    found = scan(corpus)
    stamps = take_stamps(found.files, known)
    kept = {
        name
        for name, stamp in stamps.items()
        if name in known and known[name].digest == stamp.digest
    }
    to_read = [file for file in found.files if file.name not in kept]
    summary = Summary(
        read=len(to_read),
        kept=len(kept),
        removed=len(known.keys() - {file.name for file in found.files}),
        skipped=list(found.skipped),
    )

    def gather(folder: Path) -> Iterator[Segment]:
        """What was skipped and repaired goes into `summary`. A skipped file has no stamp and one
        that changed while it was read has one of unknown content, so that the next update reads
        them again."""
        done = 0
        for results, segment in analyse(to_read, folder, executor, processes):
            for file, result in results:
                done += 1
                if progress is not None:
                    progress(file, done, len(to_read))
                if isinstance(result, Skipped):
                    summary.skipped.append(result)
                    stamps.pop(file.name, None)
                    continue
                if has_changed_since(stamps.get(file.name, UNKNOWN), file.path):
                    stamps[file.name] = UNKNOWN
                summary.repairs.update(result.repairs)
                if not result.found:
                    summary.skipped.append(Skipped(file.name, "没有找到报告正文"))
            if segment is not None:
                yield segment
        if is_unchanged():
            raise _Unchanged

    def is_unchanged() -> bool:
        return base is not None and stamps.keys() == known.keys() == kept

    try:
        if not to_read and is_unchanged():
            raise _Unchanged
        with workers(to_read, topics_file, jobs) as (executor, processes):
            written = build_generation(
                index,
                gather,
                executor,
                fingerprint=fingerprint(topics_file, _WRITER),
                stamps=stamps,
                base=base,
                kept=kept,
            )
        summary.reports, summary.sections = written.reports, written.sections
    except _Unchanged:
        assert base is not None
        summary.changed = False
        summary.reports, summary.sections = base.manifest.reports, base.manifest.sections
    summary.files = len(stamps)
    return summary


class _Unchanged(Exception):
    """The index in use holds what the corpus does."""
