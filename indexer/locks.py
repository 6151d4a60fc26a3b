"""A lock between processes, held on an open file; the operating system lets go of it when the
process dies."""

from __future__ import annotations

import os
import sys


def lock(descriptor: int, *, wait: bool) -> None:
    """Locks the file until it is closed. Raises `OSError` when another process holds it: at once,
    or, under Windows with `wait`, after ten seconds."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
