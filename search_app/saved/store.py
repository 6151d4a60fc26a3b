"""Saved queries: a name for a search, and when each of its sections was first noticed.

Kept in one SQLite file under the data folder, which no rebuild touches. Sections are kept by their
own ids, so that deleting the index and building it again makes nothing look new.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from indexer.errors import XunzhangError
from indexer.message import message
from search_app.database import Database
from search_app.saved.migrations import MIGRATIONS

_LAST_BATCH = "COALESCE((SELECT MAX(id) FROM batch WHERE query_id = saved_query.id), 0)"
_QUERY = f"""
SELECT id, name, note, webhook, parameters, created_at, seen_at, generation, total, new,
    {_LAST_BATCH}
FROM saved_query
"""
_COUNT = """
UPDATE saved_query SET
    total = (SELECT COUNT(*) FROM match WHERE query_id = saved_query.id AND present = 1),
    new = (
        SELECT COUNT(*) FROM match
        WHERE query_id = saved_query.id AND present = 1 AND batch > saved_query.seen_batch
    )
"""
MAX_NAME = 80
MAX_NOTE = 2000
MAX_BATCH = 2**63 - 1
"""The greatest number there is in SQLite."""


class SavedQueryError(XunzhangError):
    """A saved query that cannot be made or found; the text says why."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query and what was last found of it.

    `parameters` is the search's URL query string, `webhook` an address or empty; times are seconds
    since 1970. `total` sections matched in the index's `generation`, `new` of them were noticed
    after the user last marked the query as seen. `last_batch` is the latest that was noticed: who
    has seen all that is new now has seen up to it.
    """

    id: int
    name: str
    note: str
    webhook: str
    parameters: str
    created_at: float
    seen_at: float
    generation: str
    total: int
    new: int
    last_batch: int


class SavedQueries:
    """The saved queries in `folder`. Each call is one transaction, so any number of threads and
    processes may share the file."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / "saved.sqlite", MIGRATIONS)

    def all(self) -> list[SavedQuery]:
        """Every saved query, by name."""
        if not self._database.exists():
            return []
        with self._database.reading() as connection:
            return [SavedQuery(*row) for row in connection.execute(f"{_QUERY} ORDER BY name")]

    def get(self, query_id: int) -> SavedQuery:
        return self._one("id", query_id)

    def named(self, name: str) -> SavedQuery:
        return self._one("name", name)

    def _one(self, column: str, value: object) -> SavedQuery:
        try:
            with self._database.reading() as connection:
                row = connection.execute(f"{_QUERY} WHERE {column} = ?", (value,)).fetchone()
        except OverflowError:  # a number too big to be anybody's
            row = None
        if row is None:
            raise SavedQueryError(message("没有保存过“%(name)s”", name=str(value)))
        return SavedQuery(*row)

    def add(
        self,
        name: str,
        parameters: str,
        generation: str,
        matching: Collection[str],
        note: str = "",
    ) -> SavedQuery:
        """Saves a search. The ids of what it matches in `generation` count as seen."""
        name = checked(name, note)
        now = time.time()
        with self._database.writing() as connection:
            try:
                query_id = connection.execute(
                    "INSERT INTO saved_query"
                    " (name, note, webhook, parameters, created_at, seen_at, seen_batch,"
                    " generation, total, new)"
                    " VALUES (?, ?, '', ?, ?, ?, 0, ?, 0, 0)",
                    (name, note.strip(), parameters, now, now, generation),
                ).lastrowid
            except sqlite3.IntegrityError:
                raise _taken(name) from None
            assert query_id is not None
            batch = _add_batch(connection, query_id, generation, sorted(set(matching)), now)
            connection.execute(
                "UPDATE saved_query SET seen_batch = ? WHERE id = ?", (batch, query_id)
            )
            connection.execute(f"{_COUNT} WHERE id = ?", (query_id,))
        return self.get(query_id)

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
        with self._database.writing() as connection:
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
        with self._database.writing() as connection:
            done = connection.execute("DELETE FROM saved_query WHERE id = ?", (query_id,))
            _must_exist(done.rowcount, query_id)

    def notice(
        self,
        query_id: int,
        generation: str,
        matching: Collection[str],
        in_use: Callable[[], bool] = lambda: True,
    ) -> tuple[str, ...]:
        """Stores the ids of all that the query matches in `generation`; returns those it never
        matched before, which are new from now on.

        Does nothing when the query was removed meanwhile, or when another process has stored what
        it matches in this generation. `in_use` says whether the index is still at that generation.
        It is asked while nobody else can write: who is late with an old generation never replaces
        what was found in the one after it.
        """
        now = frozenset(matching)
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT generation FROM saved_query WHERE id = ?", (query_id,)
            ).fetchone()
            if row is None or row[0] == generation or not in_use():
                return ()
            known = dict(
                connection.execute(
                    "SELECT section_id, present FROM match WHERE query_id = ?", (query_id,)
                )
            )
            connection.executemany(
                "UPDATE match SET present = ? WHERE query_id = ? AND section_id = ?",
                [
                    (section_id in now, query_id, section_id)
                    for section_id, present in known.items()
                    if present != (section_id in now)
                ],
            )
            new = sorted(now - known.keys())
            if new:
                _add_batch(connection, query_id, generation, new, time.time())
            connection.execute(
                "UPDATE saved_query SET generation = ? WHERE id = ?", (generation, query_id)
            )
            connection.execute(f"{_COUNT} WHERE id = ?", (query_id,))
            return tuple(new)

    def new_sections(self, query_id: int, most: int | None = None) -> list[str]:
        """The ids of what is new of a query, `most` of them when given, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT section_id FROM match WHERE query_id = ? AND present = 1"
                " AND batch > (SELECT seen_batch FROM saved_query WHERE id = ?)"
                " ORDER BY batch DESC, section_id LIMIT ?",
                (query_id, query_id, -1 if most is None else most),
            )
            return [section_id for (section_id,) in rows]

    def latest(self, query_id: int, most: int) -> list[tuple[str, float]]:
        """The `most` sections that match and were noticed last, newest first: id and time each."""
        with self._database.reading() as connection:
            return connection.execute(
                "SELECT section_id, noticed_at FROM match JOIN batch ON batch.id = match.batch"
                " WHERE match.query_id = ? AND present = 1"
                " ORDER BY match.batch DESC, section_id LIMIT ?",
                (query_id, most),
            ).fetchall()

    def mark_seen(self, query_id: int, up_to: int) -> None:
        """Counts what was noticed of a query up to the batch `up_to` as seen. What was noticed
        after the user was shown that batch stays new."""
        self._mark_seen(up_to, "WHERE id = ?", query_id)

    def mark_all_seen(self, up_to: int) -> None:
        """Counts what was noticed of any query up to the batch `up_to` as seen."""
        self._mark_seen(up_to, "")

    def _mark_seen(self, up_to: int, where: str, *which: int) -> None:
        with self._database.writing() as connection:
            connection.execute(
                f"UPDATE saved_query SET seen_at = ?,"
                f" seen_batch = MAX(seen_batch, MIN(?, {_LAST_BATCH})) {where}",
                (time.time(), up_to, *which),
            )
            connection.execute(f"{_COUNT} {where}", which)


def _add_batch(
    connection: sqlite3.Connection,
    query_id: int,
    generation: str,
    section_ids: Collection[str],
    noticed_at: float,
) -> int:
    """Stores sections that a query never matched before; returns the number of their batch."""
    batch = connection.execute(
        "INSERT INTO batch (query_id, noticed_at, generation) VALUES (?, ?, ?)",
        (query_id, noticed_at, generation),
    ).lastrowid
    assert batch is not None
    connection.executemany(
        "INSERT INTO match (query_id, section_id, batch, present) VALUES (?, ?, ?, 1)",
        [(query_id, section_id, batch) for section_id in section_ids],
    )
    return batch


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
