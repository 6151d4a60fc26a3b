"""Whether a file has changed: by its content, which is hashed again only where its size, times and
inode leave room for doubt."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from indexer.corpus import CorpusFile
from indexer.reading import MAX_FILE_BYTES

_CLOCK_STEP_NS = 2_000_000_000
"""The coarsest step of a file system's clock: that of FAT, two seconds."""


class Stamp(NamedTuple):
    """A file as it was at a moment.

    `digest` is the BLAKE2b hash of its content, 32 hexadecimal digits. Size is in bytes; the times
    are nanoseconds since 1970, those of the file system and, for `taken_ns`, this machine's time
    just before the others were read.
    """

    digest: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    taken_ns: int

    def describes(self, status: os.stat_result) -> bool:
        """Whether size, times and inode are as they were."""
        facts = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        return facts == (self.size, self.mtime_ns, self.ctime_ns, self.inode)

    def is_settled(self) -> bool:
        """Whether a later change must show in the times.

        One within the same step of the clock as the change before does not. So the file's own times
        must be older by a step than the moment the stamp was taken; a time in the future, from a
        clock that is ahead, is never trusted. A server's clock that lags by more than the step
        between two changes of a file of one size is not seen through.
        """
        return max(self.mtime_ns, self.ctime_ns) + _CLOCK_STEP_NS <= self.taken_ns


UNKNOWN = Stamp("", 0, 0, 0, 0, 0)
"""That of a file whose content at the time of reading is not known; no file has the same."""


def take_stamps(files: Iterable[CorpusFile], known: Mapping[str, Stamp]) -> dict[str, Stamp]:
    """Takes the stamps of `files`, by name; `known` are earlier ones. A file that cannot be read,
    or that `indexer.reading` would refuse, has no stamp: whoever reads it says why."""
    stamps = {}
    for file in files:
        try:
            stamp = _take(file.path, known.get(file.name))
        except OSError:
            continue
        if stamp is not None:
            stamps[file.name] = stamp
    return stamps


def _take(path: Path, known: Stamp | None) -> Stamp | None:
    taken = time.time_ns()
    status = path.stat()
    # Opening a named pipe would wait for a writer for ever.
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
        return None
    if known is not None and known.is_settled() and known.describes(status):
        return known
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    return Stamp(
        digest, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, taken
    )


def has_changed_since(stamp: Stamp, path: Path) -> bool:
    """Whether the file at `path` is another than when `stamp` was taken, as far as its size, times
    and inode tell."""
    try:
        return not stamp.describes(path.stat())
    except OSError:
        return True
