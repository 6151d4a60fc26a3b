"""The tables of saved.sqlite, version by version. A step that was released is never changed: files
that went through it are out there. What the tables mean is told at the last step that made them."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections import defaultdict

from search_app.database import Migration


def _create_tables(connection: sqlite3.Connection) -> None:
    """Version 1. Files of this form were written before there were versions."""
    connection.execute(
        """
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
    )


_TABLES = (
    """
    CREATE TABLE next_saved_query (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        note TEXT NOT NULL,
        webhook TEXT NOT NULL,
        parameters TEXT NOT NULL,
        created_at REAL NOT NULL,
        seen_at REAL NOT NULL,
        seen_batch INTEGER NOT NULL,
        generation TEXT NOT NULL,
        total INTEGER NOT NULL,
        new INTEGER NOT NULL
    )
    """,
    """
    INSERT INTO next_saved_query
    SELECT id, name, note, webhook, parameters, created_at, looked_at, 0, '', 0, 0
    FROM saved_query
    """,
    "DROP TABLE saved_query",
    "ALTER TABLE next_saved_query RENAME TO saved_query",
    """
    CREATE TABLE batch (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        query_id INTEGER NOT NULL REFERENCES saved_query (id) ON DELETE CASCADE,
        noticed_at REAL NOT NULL,
        generation TEXT NOT NULL
    )
    """,
    "CREATE INDEX batch_of_query ON batch (query_id)",
    """
    CREATE TABLE match (
        query_id INTEGER NOT NULL REFERENCES saved_query (id) ON DELETE CASCADE,
        section_id TEXT NOT NULL,
        batch INTEGER NOT NULL,
        present INTEGER NOT NULL,
        PRIMARY KEY (query_id, section_id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX latest_match ON match (query_id, batch DESC, section_id) WHERE present = 1",
)


def _unpack_matches(connection: sqlite3.Connection) -> None:
    """Version 2. Version 1 kept, packed in one value, the key and time of each section a query had
    ever matched, and found out at each view which of them still matched.

    - `batch`: the sections that a query first matched at one time, in one generation of the index.
      Ids ascend with time.
    - `match`: every section that a query ever matched, with its batch; `present` is 1 while it
      matches. Those present in a batch after the query's `seen_batch` are new.
    - `saved_query`: `generation` is the one of the index that all this was found in, empty when it
      is not known. `total` counts what is present, `new` what is new of it.
    """
    packed = connection.execute("SELECT id, looked_at, known FROM saved_query").fetchall()
    for statement in _TABLES:
        connection.execute(statement)
    for query_id, looked_at, known in packed:
        batches: defaultdict[float, list[int]] = defaultdict(list)
        for key, noticed_at in struct.iter_unpack("<Qd", zlib.decompress(known)):
            batches[noticed_at].append(key)
        seen, new = 0, 0
        for noticed_at in sorted(batches):
            batch = connection.execute(
                "INSERT INTO batch (query_id, noticed_at, generation) VALUES (?, ?, '')",
                (query_id, noticed_at),
            ).lastrowid
            assert batch is not None
            connection.executemany(
                "INSERT INTO match VALUES (?, ?, ?, 1)",
                [(query_id, f"{key:016x}", batch) for key in batches[noticed_at]],
            )
            if noticed_at <= looked_at:
                seen = batch
            else:
                new += len(batches[noticed_at])
        connection.execute(
            "UPDATE saved_query SET seen_batch = ?, total = ?, new = ? WHERE id = ?",
            (seen, sum(map(len, batches.values())), new, query_id),
        )


MIGRATIONS: tuple[Migration, ...] = (_create_tables, _unpack_matches)
