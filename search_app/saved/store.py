"""Saved queries: a name for a search, and which sections its owner has already seen.

Kept in one SQLite file under the data folder, which no rebuild touches. What was seen is kept as
the sections' own keys, so it stays right when the index is deleted and built again.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import XunzhangError

Keys = NDArray[np.uint64]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS saved_query (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL DEFAULT '',
    parameters TEXT NOT NULL,
    created_at TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    seen BLOB NOT NULL
)
"""
_COLUMNS = "id, name, note, parameters, created_at, looked_at"
MAX_NAME = 80


class SavedQueryError(XunzhangError):
    """A saved query that cannot be made or found; the text says why."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """`parameters` is the search's URL query string; times are ISO 8601 in UTC."""

    id: int
    name: str
    note: str
    parameters: str
    created_at: str
    looked_at: str


class SavedQueries:
    """The saved queries in `folder`. Each call is one transaction, so any number of threads and
    processes may share the file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "saved.sqlite"

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=10)
        except (OSError, sqlite3.Error) as error:
            raise SavedQueryError(f"打不开保存的查询 {self._path}：{error}") from error
        try:
            with connection:
                connection.execute(_SCHEMA)
                yield connection
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError):
                raise
            raise SavedQueryError(f"{self._path} 读写失败：{error}") from error
        finally:
            connection.close()

    def all(self) -> list[SavedQuery]:
        """Every saved query, by name."""
        with self._connection() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM saved_query ORDER BY name")
            return [SavedQuery(*row) for row in rows]

    def get(self, query_id: int) -> SavedQuery:
        return self._one("id", query_id)

    def named(self, name: str) -> SavedQuery:
        return self._one("name", name)

    def _one(self, column: str, value: object) -> SavedQuery:
        with self._connection() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM saved_query WHERE {column} = ?", (value,)
            ).fetchone()
        if row is None:
            raise SavedQueryError(f"没有保存过“{value}”")
        return SavedQuery(*row)

    def add(self, name: str, parameters: str, seen: Keys, note: str = "") -> SavedQuery:
        """Saves a search whose present matches `seen` count as looked at."""
        name = _checked(name)
        now = _now()
        with self._connection() as connection:
            try:
                connection.execute(
                    "INSERT INTO saved_query (name, note, parameters, created_at, looked_at, seen)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (name, note.strip(), parameters, now, now, _pack(seen)),
                )
            except sqlite3.IntegrityError:
                raise SavedQueryError(f"已经有名为“{name}”的查询，请换一个名字") from None
        return self.named(name)

    def rename(self, query_id: int, name: str, note: str | None = None) -> None:
        """Gives a saved query another name and, unless None, another note."""
        name = _checked(name)
        with self._connection() as connection:
            try:
                done = connection.execute(
                    "UPDATE saved_query SET name = ?, note = COALESCE(?, note) WHERE id = ?",
                    (name, note, query_id),
                )
            except sqlite3.IntegrityError:
                raise SavedQueryError(f"已经有名为“{name}”的查询，请换一个名字") from None
            if not done.rowcount:
                raise SavedQueryError(f"没有编号为 {query_id} 的保存查询")

    def remove(self, query_id: int) -> None:
        with self._connection() as connection:
            done = connection.execute("DELETE FROM saved_query WHERE id = ?", (query_id,))
            if not done.rowcount:
                raise SavedQueryError(f"没有编号为 {query_id} 的保存查询")

    def unseen(self, query_id: int, matching: Keys) -> Keys:
        """Those of the sorted keys `matching` that had not been looked at."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT seen FROM saved_query WHERE id = ?", (query_id,)
            ).fetchone()
        if row is None:
            raise SavedQueryError(f"没有编号为 {query_id} 的保存查询")
        return np.setdiff1d(matching, _unpack(row[0]), assume_unique=True)

    def look(self, query_id: int, matching: Keys) -> None:
        """Counts `matching` as looked at, now."""
        with self._connection() as connection:
            connection.execute(
                "UPDATE saved_query SET seen = ?, looked_at = ? WHERE id = ?",
                (_pack(matching), _now(), query_id),
            )


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise SavedQueryError("请给查询起一个名字")
    if len(name) > MAX_NAME:
        raise SavedQueryError(f"名字太长，请不要超过 {MAX_NAME} 个字")
    return name


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _pack(keys: Keys) -> bytes:
    return zlib.compress(keys.astype("<u8").tobytes(), 1)


def _unpack(blob: bytes) -> Keys:
    return np.frombuffer(zlib.decompress(blob), dtype="<u8").astype(np.uint64)
