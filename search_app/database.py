"""SQLite files under the data folder: one transaction a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import XunzhangError


@contextmanager
def transaction(
    path: Path, schema: str, fault: type[XunzhangError]
) -> Iterator[sqlite3.Connection]:
    """A write transaction on the file at `path`, made with `schema` when it is not there yet. Any
    number of threads and processes may ask for one; they wait for each other up to ten seconds.

    Raises `fault`, naming the file, when it cannot be opened, read or written; IntegrityError
    passes, it is the caller's to explain.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10)
    except (OSError, sqlite3.Error) as error:
        raise fault(f"打不开 {path}：{error}") from error
    try:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(schema)
            yield connection
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise fault(f"{path} 读写失败：{error}") from error
    finally:
        connection.close()
