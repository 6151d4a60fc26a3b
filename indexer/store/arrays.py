"""Named flat arrays in one file, read through a memory map.

Layout: the arrays' bytes, each aligned to 16, then a JSON directory (name → dtype, offset, count),
then the directory's length as 8 little-endian bytes and the magic. A file cut short has no magic
and is refused.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.checksums import broken

_MAGIC = b"XZARRAY1"
_ALIGN = 16
Array = NDArray[Any]


def write_arrays(path: Path, arrays: Iterable[tuple[str, Array | Sequence[Array]]]) -> None:
    """Writes named one-dimensional arrays to `path`, little-endian, one after another as they
    come; a sequence of arrays is written as one."""
    directory: dict[str, tuple[str, int, int]] = {}
    with path.open("wb") as file:
        for name, given in arrays:
            parts = [given] if isinstance(given, np.ndarray) else given
            dtype = parts[0].dtype.newbyteorder("<")
            file.write(bytes(-file.tell() % _ALIGN))
            directory[name] = (dtype.str, file.tell(), sum(map(len, parts)))
            for part in parts:
                file.write(np.ascontiguousarray(part, dtype).view(np.uint8).data)
        listing = json.dumps(directory).encode("utf-8")
        file.write(listing + len(listing).to_bytes(8, "little") + _MAGIC)


class ArrayFile:
    """The arrays of a file written by `write_arrays`; `arrays[name]` are read-only views.

    Raises `IndexUnavailable` when the file is not whole.
    """

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (FileNotFoundError, ValueError):  # an empty file cannot be mapped
            raise broken(path) from None
        if self._map[-len(_MAGIC) :] != _MAGIC:
            raise broken(path)
        end = len(self._map) - len(_MAGIC) - 8
        size = int.from_bytes(self._map[end : end + 8], "little")
        directory = json.loads(self._map[end - size : end])
        self.arrays: dict[str, Array] = {
            name: np.frombuffer(self._map, dtype=dtype, count=count, offset=offset)
            for name, (dtype, offset, count) in directory.items()
        }
