"""Many files analysed and prepared, in this process or in several; a bad file is listed, never
fatal."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from indexer.attribution import load_attribution
from indexer.corpus import CorpusFile, Skipped
from indexer.errors import UnreadableFile
from indexer.pipeline import Attribute, analyse_file
from indexer.store import PreparedFile, prepare

# Below this many bytes of corpus, starting worker processes costs more than they save: a worker
# loads dictionaries for about a second, in which one process reads about a megabyte.
_WORTH_PROCESSES = 2_000_000

# Bytes of files read ahead of the one that is asked for: some ten seconds' work for two processes,
# which is longer than a batch of the index takes to write; prepared, some 60 MB (bench/build.py).
_AHEAD = 16_000_000


@dataclass(frozen=True, slots=True)
class Read:
    """A file read: ready for the index, and what was repaired in it, by kind."""

    prepared: PreparedFile
    repairs: Counter[str]


_attribute: Attribute | None = None


def analyse(
    files: Sequence[CorpusFile], topics_file: Path | None, jobs: int | None
) -> Iterator[Read | Skipped]:
    """What each of `files` holds, in their order, read by `jobs` processes (default: one a core).

    Only so many files are under way that the processes have work while the index is written, so
    memory does not grow with the corpus.
    """
    jobs = jobs or os.cpu_count() or 1
    if jobs == 1 or len(files) < 2 or sum(file.size for file in files) < _WORTH_PROCESSES:
        attribute = load_attribution(topics_file)
        for file in files:
            yield _analyse_one(file, attribute)
        return
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(topics_file,)) as pool:
        pending: deque[tuple[int, Future[Read | Skipped]]] = deque()
        ahead = 0
        for file in files:
            pending.append((file.size, pool.submit(_work, file)))
            ahead += file.size
            while len(pending) > 4 * jobs and ahead > _AHEAD:
                size, done = pending.popleft()
                ahead -= size
                yield done.result()
        while pending:
            yield pending.popleft()[1].result()


def _start_worker(topics_file: Path | None) -> None:
    global _attribute
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _attribute = load_attribution(topics_file)


def _end_with_parent() -> None:
    """Ends this worker when the process that gives it work was killed; it would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _work(file: CorpusFile) -> Read | Skipped:
    assert _attribute is not None
    return _analyse_one(file, _attribute)


def _analyse_one(file: CorpusFile, attribute: Attribute) -> Read | Skipped:
    try:
        analysed = analyse_file(file.path, file.name, attribute)
        repairs = Counter(repair.kind for repair in analysed.repairs)
        return Read(prepare(analysed), repairs)
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
