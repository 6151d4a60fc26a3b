"""The whole corpus into a new state of an index, or only what changed of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.analysis import Read, analyse, start_workers
from indexer.corpus import CorpusFile, Skipped, scan
from indexer.corrections.values import Correction
from indexer.fingerprint import fingerprint
from indexer.stamps import UNKNOWN, Stamp, has_changed_since, take_stamps
from indexer.target import Contents, Corrected, Target

Progress = Callable[[CorpusFile, int, int], None]


@dataclass(slots=True)
class Summary:
    """What a rebuild or an update did. `files`, `reports` and `sections` count the whole index;
    `repairs` counts those of the files read this time. `corrected` counts the corrections that fit
    a text, and `unfit` are those that fit none."""

    files: int = 0
    reports: int = 0
    sections: int = 0
    read: int = 0
    kept: int = 0
    removed: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    changed: bool = True
    corrected: int = 0
    unfit: list[Correction] = field(default_factory=list)


def rebuild(
    corpus: Path,
    target: Target,
    *,
    topics_file: Path | None = None,
    corrections: Sequence[Correction] = (),
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Reads every file of `corpus` into a new state of the index `target` and switches to it.
    `corrections` are what people set by hand, oldest first.

    Raises XunzhangError when the corpus is missing, NothingIndexed when no section was found and
    OSError when the topics file cannot be read; the index in use is then as it was.
    """
    rules = fingerprint(topics_file, target.writer_module)
    return _build(corpus, target, None, rules, topics_file, corrections, jobs, progress)


def update(
    corpus: Path,
    target: Target,
    *,
    topics_file: Path | None = None,
    corrections: Sequence[Correction] = (),
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """The same result as `rebuild`, reading only files that were added, changed or removed, and
    those that a correction is about which was made or withdrawn since.

    Falls back to reading everything when there is no index yet, or when the program or the topics
    have changed since it was made.
    """
    rules = fingerprint(topics_file, target.writer_module)
    contents = target.contents()
    if contents is not None and contents.fingerprint != rules:
        contents = None
    return _build(corpus, target, contents, rules, topics_file, corrections, jobs, progress)


def _build(
    corpus: Path,
    target: Target,
    contents: Contents | None,
    rules: str,
    topics_file: Path | None,
    corrections: Sequence[Correction],
    jobs: int | None,
    progress: Progress | None,
) -> Summary:
    """Reads what `contents` does not have as it is; it was understood by the same `rules`."""
    by_key = {correction.key: correction for correction in corrections}
    recorded: Corrected = contents.corrections if contents is not None else {}
    concerned = _find_concerned(target, contents, by_key) if contents is not None else frozenset()
    found = scan(corpus)
    known = contents.stamps if contents is not None else {}
    stamps = take_stamps(found.files, known)
    kept = {
        name
        for name, stamp in stamps.items()
        if name in known and known[name].digest == stamp.digest and name not in concerned
    }
    fitting = {key: [name for name in recorded.get(key, ()) if name in kept] for key in by_key}
    to_read = [file for file in found.files if file.name not in kept]
    summary = Summary(
        read=len(to_read),
        kept=len(kept),
        removed=len(known.keys() - {file.name for file in found.files}),
        skipped=list(found.skipped),
    )
    built = None
    if contents is None or to_read or known.keys() != kept or recorded.keys() != by_key.keys():
        with (
            start_workers(to_read, topics_file, corrections, jobs) as (executor, processes),
            target.build(executor, kept) as build,
        ):
            done = 0
            for results, written in analyse(to_read, build.new_batch, executor, processes):
                for file, result in results:
                    done += 1
                    if progress is not None:
                        progress(file, done, len(to_read))
                    _record_result(file, result, summary, stamps)
                    for key in result.corrections if isinstance(result, Read) else ():
                        fitting[key].append(file.name)
                build.add(written)
            unchanged = stamps.keys() == known.keys() == kept and recorded.keys() == by_key.keys()
            if contents is None or not unchanged:
                built = build.commit(rules, stamps, fitting)
    summary.changed = built is not None
    holds = built or contents
    assert holds is not None
    summary.files, summary.reports, summary.sections = len(stamps), holds.reports, holds.sections
    summary.unfit = [by_key[key] for key, names in fitting.items() if not names]
    summary.corrected = len(by_key) - len(summary.unfit)
    return summary


def _find_concerned(
    target: Target, contents: Contents, by_key: Mapping[str, Correction]
) -> frozenset[str]:
    """The files that may be understood otherwise because a correction is new, or is no more: those
    it was made in or fits, and those that hold a clause of its text."""
    names = {
        name for key, fits in contents.corrections.items() if key not in by_key for name in fits
    }
    for key, correction in by_key.items():
        if key not in contents.corrections:
            place = correction.place
            holding = target.files_with(place.sample) if place.sample else ()
            if place.file in contents.stamps and place.file not in holding:
                # The index does not have this text: it is outside of all reports, or too short to
                # look for. Any file may have it.
                return frozenset(contents.stamps)
            names.update(holding, (place.file,))
    return frozenset(names)


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
