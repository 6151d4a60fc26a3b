"""Saved queries: a name for a search, and when each of its sections was first noticed.

Kept in one SQLite file under the data folder, which no rebuild touches. Sections are kept by their
own keys, so that deleting the index and building it again makes nothing look new.
"""

from __future__ import annotations

import re
import sqlite3
import time
import zlib
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from indexer.errors import XunzhangError
from indexer.message import message
from search_app.database import transaction

Keys = NDArray[np.uint64]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS saved_query (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    note TEXT NOT NULL DEFAULT '',
    webhook TEXT NOT NULL DEFAULT '',
    parameters TEXT NOT NULL,
    created_at REAL NOT NULL,
    looked_at REAL NOT NULL,
    known BLOB NOT NULL
)
"""
_COLUMNS = "id, name, note, webhook, parameters, created_at, looked_at"
MAX_NAME = 80
MAX_NOTE = 2000
_ROW = np.dtype([("key", "<u8"), ("noticed", "<f8")])


class SavedQueryError(XunzhangError):
    """A saved query that cannot be made or found; the text says why."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """`parameters` is the search's URL query string, `webhook` an address or empty; times are
    seconds since 1970."""

    id: int
    name: str
    note: str
    webhook: str
    parameters: str
    created_at: float
    looked_at: float


@dataclass(frozen=True, slots=True)
class Known:
    """The sections a query has ever matched, by ascending key, and when each was noticed."""

    keys: Keys = field(default_factory=lambda: np.zeros(0, np.uint64))
    noticed: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def with_new(self, keys: Keys, now: float) -> Known:
        """These and those of `keys` that are not among them, noticed `now`."""
        new = np.setdiff1d(keys, self.keys)
        together = np.concatenate([self.keys, new])
        noticed = np.concatenate([self.noticed, np.full(len(new), now)])
        order = np.argsort(together, kind="stable")
        return Known(together[order], noticed[order])


class SavedQueries:
    """The saved queries in `folder`. Each call is one transaction, so any number of threads and
    processes may share the file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "saved.sqlite"

    def _transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        return transaction(self._path, _SCHEMA)

    def all(self) -> list[SavedQuery]:
        """Every saved query, by name."""
        if not self._path.exists():
            return []
        with self._transaction() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM saved_query ORDER BY name")
            return [SavedQuery(*row) for row in rows]

    def get(self, query_id: int) -> SavedQuery:
        return self._one("id", query_id)

    def named(self, name: str) -> SavedQuery:
        return self._one("name", name)

    def _one(self, column: str, value: object) -> SavedQuery:
        try:
            with self._transaction() as connection:
                row = connection.execute(
                    f"SELECT {_COLUMNS} FROM saved_query WHERE {column} = ?", (value,)
                ).fetchone()
        except OverflowError:  # a number too big to be anybody's
            row = None
        if row is None:
            raise SavedQueryError(message("没有保存过“%(name)s”", name=str(value)))
        return SavedQuery(*row)

    def add(self, name: str, parameters: str, matching: Keys, note: str = "") -> SavedQuery:
        """Saves a search whose present matches count as looked at."""
        name = checked(name, note)
        now = time.time()
        known = _pack(Known().with_new(matching, now))
        with self._transaction() as connection:
            try:
                connection.execute(
                    "INSERT INTO saved_query"
                    " (name, note, parameters, created_at, looked_at, known)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (name, note.strip(), parameters, now, now, known),
                )
            except sqlite3.IntegrityError:
                raise _taken(name) from None
        return self.named(name)

    def edit(
        self,
        query_id: int,
        *,
        name: str,
        note: str,
        webhook: str | None = None,
        allowed: Collection[str] = (),
    ) -> None:
        """Gives a saved query another name and note, and another webhook unless None; its host
        must be one of those the operator has `allowed`."""
        name = checked(name, note)
        if webhook is not None:
            webhook = _webhook(webhook.strip(), allowed)
        with self._transaction() as connection:
            try:
                done = connection.execute(
                    "UPDATE saved_query SET name = ?, note = ?,"
                    " webhook = COALESCE(?, webhook) WHERE id = ?",
                    (name, note.strip(), webhook, query_id),
                )
            except sqlite3.IntegrityError:
                raise _taken(name) from None
            _must_exist(done.rowcount, query_id)

    def remove(self, query_id: int) -> None:
        with self._transaction() as connection:
            done = connection.execute("DELETE FROM saved_query WHERE id = ?", (query_id,))
            _must_exist(done.rowcount, query_id)

    def known(self, query_id: int) -> Known:
        """What the query has matched up to the last `notice`."""
        with self._transaction() as connection:
            return _known(connection, query_id)

    def notice(self, query_id: int, matching: Keys) -> Keys:
        """Takes down what the query matches now; returns those never matched before."""
        with self._transaction() as connection:
            before = _known(connection, query_id)
            new = np.setdiff1d(matching, before.keys)
            if len(new):
                connection.execute(
                    "UPDATE saved_query SET known = ? WHERE id = ?",
                    (_pack(before.with_new(new, time.time())), query_id),
                )
            return new

    def look(self, query_id: int) -> None:
        """Counts everything noticed so far as looked at."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE saved_query SET looked_at = ? WHERE id = ?", (time.time(), query_id)
            )


def _known(connection: sqlite3.Connection, query_id: int) -> Known:
    row = connection.execute("SELECT known FROM saved_query WHERE id = ?", (query_id,)).fetchone()
    _must_exist(0 if row is None else 1, query_id)
    rows = np.frombuffer(zlib.decompress(row[0]), _ROW)
    return Known(rows["key"].astype(np.uint64), rows["noticed"].astype(np.float64))


def _pack(known: Known) -> bytes:
    rows = np.empty(len(known.keys), _ROW)
    rows["key"], rows["noticed"] = known.keys, known.noticed
    return zlib.compress(rows.tobytes(), 1)


def _must_exist(rows: int, query_id: int) -> None:
    if not rows:
        raise SavedQueryError(message("没有编号为 %(number)s 的保存查询", number=query_id))


def _taken(name: str) -> SavedQueryError:
    return SavedQueryError(message("已经有名为“%(name)s”的查询，请换一个名字", name=name))


def checked(name: str, note: str) -> str:
    """The name of a saved query as it is kept. Raises SavedQueryError for one, or a note, that
    cannot be."""
    name = " ".join(name.split())
    if not name:
        raise SavedQueryError(message("请给查询起一个名字"))
    if len(name) > MAX_NAME:
        raise SavedQueryError(message("名字太长，请不要超过 %(most)s 个字", most=MAX_NAME))
    if len(note) > MAX_NOTE:
        raise SavedQueryError(message("备注太长，请不要超过 %(most)s 个字", most=MAX_NOTE))
    return name


def _webhook(address: str, allowed: Collection[str]) -> str:
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise SavedQueryError(message("通知地址写法不对：%(address)s", address=address)) from None
    host = parts.netloc
    if parts.scheme not in ("http", "https") or not host:
        raise SavedQueryError(message("通知地址应以 http:// 或 https:// 开头"))
    if "@" in host or not re.fullmatch(r"[!-~]+", address):
        raise SavedQueryError(
            message("通知地址里不能有用户名、空格和汉字（汉字请写成 %E6… 的样子）")
        )
    if host not in allowed:
        raise SavedQueryError(
            message("管理员没有允许向 %(host)s 发通知（serve 的 --webhook-host）", host=host)
        )
    return address
