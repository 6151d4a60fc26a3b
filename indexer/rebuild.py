"""The whole corpus into a new state of an index, or only what changed of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from indexer.analysis import Read, analyse, start_workers
from indexer.corpus import CorpusFile, Skipped, scan
from indexer.fingerprint import fingerprint
from indexer.stamps import UNKNOWN, Stamp, has_changed_since, take_stamps
from indexer.target import Contents, Target

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
    target: Target,
    *,
    topics_file: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Reads every file of `corpus` into a new state of the index `target` and switches to it.

    Raises XunzhangError when the corpus is missing, NothingIndexed when no section was found and
    OSError when the topics file cannot be read; the index in use is then as it was.
    """
    rules = fingerprint(topics_file, target.writer_module)
    return _build(corpus, target, None, rules, topics_file, jobs, progress)


def update(
    corpus: Path,
    target: Target,
    *,
    topics_file: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """The same result as `rebuild`, reading only files that were added, changed or removed.

    Falls back to reading everything when there is no index yet, or when the program or the topics
    have changed since it was made.
    """
    rules = fingerprint(topics_file, target.writer_module)
    contents = target.contents()
    if contents is not None and contents.fingerprint != rules:
        contents = None
    return _build(corpus, target, contents, rules, topics_file, jobs, progress)


def _build(
    corpus: Path,
    target: Target,
    contents: Contents | None,
    rules: str,
    topics_file: Path | None,
    jobs: int | None,
    progress: Progress | None,
) -> Summary:
    """Reads what `contents` does not have as it is; it was understood by the same `rules`."""
    found = scan(corpus)
    known = contents.stamps if contents is not None else {}
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
    built = None
    if contents is None or to_read or known.keys() != kept:
        with (
            start_workers(to_read, topics_file, jobs) as (executor, processes),
            target.build(executor, kept) as build,
        ):
            done = 0
            for results, written in analyse(to_read, build.new_batch, executor, processes):
                for file, result in results:
                    done += 1
                    if progress is not None:
                        progress(file, done, len(to_read))
                    _record_result(file, result, summary, stamps)
                build.add(written)
            if contents is None or not stamps.keys() == known.keys() == kept:
                built = build.commit(rules, stamps)
    summary.changed = built is not None
    holds = built or contents
    assert holds is not None
    summary.files, summary.reports, summary.sections = len(stamps), holds.reports, holds.sections
    return summary


def _record_result(
    file: CorpusFile, result: Read | Skipped, summary: Summary, stamps: dict[str, Stamp]
) -> None:
    """What was skipped and repaired goes into `summary`. A skipped file has no stamp and one that
    changed while it was read has one of unknown content, so that the next update reads them again.
    """
    if isinstance(result, Skipped):
        summary.skipped.append(result)
        stamps.pop(file.name, None)
        return
    if has_changed_since(stamps.get(file.name, UNKNOWN), file.path):
        stamps[file.name] = UNKNOWN
    summary.repairs.update(result.repairs)
    if not result.has_section:
        summary.skipped.append(Skipped(file.name, "没有找到报告正文"))
