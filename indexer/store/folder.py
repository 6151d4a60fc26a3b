"""The index folder: one folder a generation, the file CURRENT that names the one in use, a lock.

A generation is complete before CURRENT names it, and CURRENT is replaced in one step; whatever
instant a build dies at, the generation before goes on answering. What a dead build left is removed
by the next one.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import IndexUnavailable, XunzhangError
from indexer.locks import lock
from indexer.message import message

CURRENT = "CURRENT"
_LOCK = ".lock"
_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")


class IndexBusy(XunzhangError):
    """Another process is building this index."""


def current_generation(index: Path) -> Path:
    """The folder of the generation in use. Raises `IndexUnavailable` when there is none."""
    try:
        name = (index / CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise IndexUnavailable(
            message("%(folder)s 里还没有索引，请先运行 xunzhang rebuild", folder=str(index))
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnavailable(
            message("读不了 %(file)s（%(reason)s）", file=str(index / CURRENT), reason=str(error))
        ) from error
    if not _NAME.fullmatch(name) or not (index / name).is_dir():
        raise IndexUnavailable(
            message(
                "%(file)s 所指的索引“%(name)s”不存在，请运行 xunzhang rebuild 重建索引",
                file=str(index / CURRENT),
                name=name,
            )
        )
    return index / name


def new_generation(index: Path) -> Path:
    """An empty folder for a generation that is being built."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    path = index / name
    path.mkdir()
    return path


def switch(index: Path, generation: Path) -> None:
    """Makes `generation`, complete and flushed to the disk, the one in use."""
    for path in sorted(generation.iterdir()):
        _flush(path)
    _flush_folder(generation)
    _flush_folder(index)
    aside = index / f"{CURRENT}.new"
    aside.write_text(generation.name + "\n", encoding="ascii")
    _flush(aside)
    _replace(aside, index / CURRENT)
    _flush_folder(index)


def _replace(aside: Path, target: Path) -> None:
    """Windows refuses while another process is reading `target`, which takes it microseconds."""
    for _ in range(20):
        try:
            aside.replace(target)
            return
        except PermissionError:
            time.sleep(0.05)
    aside.replace(target)


def remove_others(index: Path, keep: Collection[str | None]) -> None:
    """Removes every generation but those named. What cannot be removed, because another process
    has it open under Windows, is left for the next time."""
    for path in index.iterdir():
        if _NAME.fullmatch(path.name) and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def build_lock(index: Path) -> Iterator[None]:
    """Held while an index is built; the operating system lets go of it when the process dies.

    Raises `IndexBusy` when another process holds it.
    """
    index.mkdir(parents=True, exist_ok=True)
    with (index / _LOCK).open("a+b") as file:
        try:
            lock(file.fileno(), wait=False)
        except OSError:
            raise IndexBusy(f"另一个进程正在建 {index} 的索引，请等它结束再试") from None
        yield


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    if sys.platform == "win32":
        return  # Windows cannot open a folder; NTFS journals its names
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
