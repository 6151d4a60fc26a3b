"""Checksums of a generation's files: sizes are compared at each opening, contents on demand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from indexer.errors import IndexUnavailable
from indexer.message import message
from indexer.store.files import MANIFEST


class Checksum(NamedTuple):
    """The size of a file in bytes and the BLAKE2b hash of its content, 32 hexadecimal digits."""

    size: int
    digest: str


def take_checksums(folder: Path, known: Mapping[str, Checksum]) -> dict[str, Checksum]:
    """Takes the checksums of all files of a generation but the manifest, which is where they go.
    Files that have one in `known` have not changed since and are not read."""
    names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
    return {name: known.get(name) or _checksum(folder / name) for name in names}


def _checksum(path: Path) -> Checksum:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16))
        return Checksum(file.tell(), digest.hexdigest())


def verify_sizes(folder: Path, checksums: Mapping[str, Checksum]) -> None:
    """Raises `IndexUnavailable`, which names the file, when one is missing or has another size."""
    for name, checksum in checksums.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != checksum.size:
            raise broken(path)


def verify_content(path: Path, checksum: Checksum) -> None:
    """Raises `IndexUnavailable`, which names the file, when it is not as it was written."""
    if not path.is_file() or _checksum(path) != checksum:
        raise broken(path)


def broken(path: Path) -> IndexUnavailable:
    return IndexUnavailable(
        message("索引文件 %(name)s 不完整，请运行 xunzhang rebuild 重建索引", name=path.name)
    )
