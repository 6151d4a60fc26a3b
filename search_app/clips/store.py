"""Clip folders, one a browser, in SQLite under the data folder.

A clip keeps its passage as it was when picked, so that it outlives a report's removal from the
corpus. A folder is known by an unguessable id and by nothing else.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import XunzhangError
from indexer.message import message
from search_app.clips.record import ClippedSection, clip_section, from_json, to_json
from search_app.database import Database
from search_app.engine.protocol import StoredSection

MAX_CLIPS = 500
MAX_NOTE = 2000


def _create_tables(connection: sqlite3.Connection) -> None:
    """Version 1. Files of this form were written before there were versions."""
    connection.execute(
        """
        CREATE TABLE IF NOT EXISTS clip (
            folder TEXT NOT NULL,
            section_id TEXT NOT NULL,
            place INTEGER NOT NULL,
            note TEXT NOT NULL DEFAULT '',
            passage TEXT NOT NULL,
            added_at REAL NOT NULL,
            PRIMARY KEY (folder, section_id)
        ) WITHOUT ROWID
        """
    )


MIGRATIONS = (_create_tables,)


class ClipError(XunzhangError):
    """A clip that cannot be kept; the text says why."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A picked passage and what its owner wrote about it."""

    section: ClippedSection
    note: str


def new_folder() -> str:
    """The id of a new, empty folder."""
    return secrets.token_urlsafe(18)


class Clips:
    """The clip folders in `folder`. Each call is one transaction."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / "clips.sqlite", MIGRATIONS)

    def all(self, folder: str) -> list[Clip]:
        """The clips of a folder, in its owner's order; none for an unknown folder."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT passage, note FROM clip WHERE folder = ? ORDER BY place", (folder,)
            ).fetchall()
        return [Clip(from_json(passage), note) for passage, note in rows]

    def ids(self, folder: str) -> frozenset[str]:
        """The sections that are in a folder."""
        if not folder or not self._database.exists():
            return frozenset()
        with self._database.reading() as connection:
            rows = connection.execute("SELECT section_id FROM clip WHERE folder = ?", (folder,))
            return frozenset(section_id for (section_id,) in rows)

    def add(self, folder: str, sections: Sequence[StoredSection]) -> int:
        """Puts passages at the end of a folder; returns how many were not in it yet."""
        with self._database.writing() as connection:
            count, last = connection.execute(
                "SELECT COUNT(*), COALESCE(MAX(place), 0) FROM clip WHERE folder = ?", (folder,)
            ).fetchone()
            if count + len(sections) > MAX_CLIPS:
                raise ClipError(
                    message("素材夹最多放 %(most)s 段，请先导出或删去一些", most=MAX_CLIPS)
                )
            rows = [
                (folder, section.id, place, to_json(clip_section(section)), time.time())
                for place, section in enumerate(sections, start=last + 1)
            ]
            before = connection.total_changes
            connection.executemany(
                "INSERT OR IGNORE INTO clip (folder, section_id, place, passage, added_at)"
                " VALUES (?, ?, ?, ?, ?)",
                rows,
            )
            return connection.total_changes - before

    def note(self, folder: str, section_id: str, note: str) -> None:
        if len(note) > MAX_NOTE:
            raise ClipError(message("备注太长，请不要超过 %(most)s 个字", most=MAX_NOTE))
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE clip SET note = ? WHERE folder = ? AND section_id = ?",
                (note.strip(), folder, section_id),
            )

    def move(self, folder: str, section_id: str, by: int) -> None:
        """Moves a clip `by` places down (up when negative), no further than the ends."""
        with self._database.writing() as connection:
            rows = connection.execute(
                "SELECT section_id FROM clip WHERE folder = ? ORDER BY place", (folder,)
            )
            order = [known for (known,) in rows]
            if section_id not in order:
                return
            at = order.index(section_id)
            order.insert(max(0, min(len(order) - 1, at + by)), order.pop(at))
            connection.executemany(
                "UPDATE clip SET place = ? WHERE folder = ? AND section_id = ?",
                [(place, folder, known) for place, known in enumerate(order, start=1)],
            )

    def remove(self, folder: str, section_id: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM clip WHERE folder = ? AND section_id = ?", (folder, section_id)
            )

    def clear(self, folder: str) -> None:
        with self._database.writing() as connection:
            connection.execute("DELETE FROM clip WHERE folder = ?", (folder,))
