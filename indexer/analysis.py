"""Many files analysed and handed over in batches, in this process or in several; a bad file is
listed, never fatal."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.attribution import load_attribution
from indexer.corpus import CorpusFile, Skipped
from indexer.corrections.values import Correction
from indexer.errors import UnreadableFile
from indexer.inline import Inline
from indexer.pipeline import Attribute, analyse_file
from indexer.target import Batch

# Below this many bytes of corpus, starting worker processes costs more than they save: a worker
# loads dictionaries for about a second, in which one process reads about a megabyte.
_LEAST_BYTES_FOR_PROCESSES = 2_000_000

# Bytes of files in a batch: about two seconds' work. Larger ones would leave processes longer
# without work at the end; smaller ones have more of each other's terms (bench/build.py).
_SHARE_BYTES = 3_000_000
# Batches a process makes at least, so that all end at about the same time.
_SHARES_A_PROCESS = 8


@dataclass(frozen=True, slots=True)
class Read:
    """A file read: what was repaired in it, by kind, whether it has a section, and the keys of the
    corrections that fit it."""

    repairs: Counter[str]
    has_section: bool
    corrections: tuple[str, ...] = ()


_attribute: Attribute | None = None
_corrections: Sequence[Correction] = ()


@contextmanager
def start_workers(
    files: Sequence[CorpusFile],
    topics_file: Path | None,
    corrections: Sequence[Correction],
    jobs: int | None,
) -> Iterator[tuple[Executor, int]]:
    """Who analyses `files`, and how many: `jobs` processes (default: one a core), or this one where
    others are not worth while."""
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(files) < 2 or sum(file.size for file in files) < _LEAST_BYTES_FOR_PROCESSES:
        _load_rules(topics_file, corrections)
        yield Inline(), 1
        return
    pool = ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(topics_file, corrections))
    try:
        yield pool, jobs
    finally:
        pool.shutdown(cancel_futures=True)


def analyse(
    files: Sequence[CorpusFile], new_batch: Callable[[], Batch], executor: Executor, jobs: int
) -> Iterator[tuple[list[tuple[CorpusFile, Read | Skipped]], Any]]:
    """What each of `files` holds, in their order, with what `Batch.write` returned for several.

    Only so many files are under way that the `jobs` processes have work.
    """
    pending: deque[tuple[list[CorpusFile], Future[tuple[list[Read | Skipped], Any]]]] = deque()
    for share in _split_files(files, jobs):
        pending.append((share, executor.submit(_analyse_share, share, new_batch)))
        if len(pending) > 2 * jobs or jobs == 1:
            yield _collect(*pending.popleft())
    while pending:
        yield _collect(*pending.popleft())


def _split_files(files: Sequence[CorpusFile], jobs: int) -> Iterator[list[CorpusFile]]:
    most = min(_SHARE_BYTES, sum(file.size for file in files) // (_SHARES_A_PROCESS * jobs))
    share: list[CorpusFile] = []
    size = 0
    for file in files:
        share.append(file)
        size += file.size
        if size >= most:
            yield share
            share, size = [], 0
    if share:
        yield share


def _collect(
    files: list[CorpusFile], work: Future[tuple[list[Read | Skipped], Any]]
) -> tuple[list[tuple[CorpusFile, Read | Skipped]], Any]:
    results, written = work.result()
    return list(zip(files, results, strict=True)), written


def _load_rules(topics_file: Path | None, corrections: Sequence[Correction]) -> None:
    global _attribute, _corrections
    _attribute = load_attribution(topics_file)
    _corrections = corrections


def _start_worker(topics_file: Path | None, corrections: Sequence[Correction]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _load_rules(topics_file, corrections)


def _end_with_parent() -> None:
    """Ends this worker when the process that gives it work was killed; it would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _analyse_share(
    files: list[CorpusFile], new_batch: Callable[[], Batch]
) -> tuple[list[Read | Skipped], Any]:
    assert _attribute is not None
    batch = new_batch()
    return [_analyse_one(file, batch, _attribute) for file in files], batch.write()


def _analyse_one(file: CorpusFile, batch: Batch, attribute: Attribute) -> Read | Skipped:
    try:
        analysed = analyse_file(file.path, file.name, attribute, _corrections)
        has_section = batch.add(analysed)
    except UnreadableFile as error:
        return Skipped(file.name, error.reason)
    except Exception as error:  # noqa: BLE001
        # A fault of ours on one file must not cost the user the other hundred thousand; it is
        # listed as what it is, with the place to look.
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
        return Skipped(file.name, f"程序内部错误（{type(error).__name__}，{where}）：{error}")
    repairs = Counter(repair.kind for repair in analysed.repairs)
    return Read(repairs, has_section, analysed.corrections)
