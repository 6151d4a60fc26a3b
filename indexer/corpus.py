"""The corpus folder: which files there are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import XunzhangError, explain_os_error
from indexer.reading import is_corpus_file


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file to read. `name` is its POSIX path below the corpus, `size` in bytes."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that gave nothing, and why, in the user's language."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scan:
    files: tuple[CorpusFile, ...]
    skipped: tuple[Skipped, ...]


def scan(corpus: Path) -> Scan:
    """All corpus files below `corpus`, by name. Links to folders are not followed, so a link that
    leads back cannot trap the walk.

    Raises XunzhangError when there is no such folder.
    """
    if not corpus.is_dir():
        raise XunzhangError(f"语料文件夹不存在：{corpus}（用 --corpus 指定，或新建后放入报告）")
    files: list[CorpusFile] = []
    skipped: list[Skipped] = []
    for path, failure in _walk(corpus):
        name = path.relative_to(corpus).as_posix()
        if failure is not None:
            skipped.append(Skipped(_shown(name), failure))
        elif is_corpus_file(path) and name != _shown(name):
            skipped.append(Skipped(_shown(name), "文件名的编码不对，请改名"))
        elif is_corpus_file(path):
            if path.is_dir():
                skipped.append(Skipped(name, "是文件夹，不是文件（里面的文件照常读取）"))
                continue
            try:
                size = path.stat().st_size
            except OSError as error:
                skipped.append(Skipped(name, f"无法访问：{explain_os_error(error)}"))
                continue
            files.append(CorpusFile(name, path, size))
    return Scan(
        tuple(sorted(files, key=lambda file: file.name)),
        tuple(sorted(skipped, key=lambda file: file.name)),
    )


def _shown(name: str) -> str:
    """`name` with question marks for bytes that are no text."""
    return name.encode(errors="replace").decode()


def _walk(corpus: Path) -> Iterator[tuple[Path, str | None]]:
    failures: list[OSError] = []
    for folder, subfolders, names in os.walk(corpus, onerror=failures.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in (*subfolders, *names):
            yield Path(folder, name), None
    for failure in failures:
        yield Path(failure.filename), f"文件夹打不开：{explain_os_error(failure)}"
