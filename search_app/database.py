"""SQLite files under the data folder: their versions, and one transaction a call."""

from __future__ import annotations

import logging
import sqlite3
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from indexer.errors import XunzhangError, explain_file_error
from indexer.message import Message, message

Migration = Callable[[sqlite3.Connection], None]
"""Brings the tables of a file from one version to the next, inside a transaction."""

_log = logging.getLogger(__name__)


class DataUnavailable(XunzhangError):
    """A file of the data folder that cannot be read or written; the text says what to do."""


class Database:
    """The SQLite file at `path`. Any number of threads and processes may use it; those that write
    wait for each other up to ten seconds.

    A file has a version, which SQLite keeps as its `user_version`: the number of `migrations` it
    has been through. Whoever opens an older file brings it up to date first; a new file starts at
    version 0, and so does one that was written before there were versions.

    The file is in WAL mode, so that nobody who reads waits for somebody who writes. It then has two
    companions, `-wal` and `-shm`, while it is in use.
    """

    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        self._path = path
        self._migrations = migrations
        self._kept_open = False
        self._told_of_mode = False

    def exists(self) -> bool:
        """Whether anything was ever written."""
        return self._path.exists()

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction that sees one state of the file. Raises what `writing` does."""
        return self._transaction("BEGIN")

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """A transaction that may change the file, alone until it ends.

        Raises DataUnavailable, naming the file, when it cannot be opened, read or written;
        IntegrityError passes, it is the caller's to explain.
        """
        return self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataUnavailable(explain_file_error(error)) from error
        try:
            with closing(self._connect()) as connection:
                self._prepare(connection)
                self._keep_open()
                with connection:
                    connection.execute(begin)
                    yield connection
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise DataUnavailable(_trouble(self._path, _advice(error))) from error

    def _connect(self) -> sqlite3.Connection:
        # Python begins no transaction by itself where there is no isolation level.
        return sqlite3.connect(
            self._path, timeout=10, isolation_level=None, check_same_thread=False
        )

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        behind = self._version(connection) < len(self._migrations)
        self._enter_wal_mode(connection)
        if behind:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                # Asked again: another process may have done it while this one waited.
                for migrate in self._migrations[self._version(connection) :]:
                    migrate(connection)
                connection.execute(f"PRAGMA user_version = {len(self._migrations)}")

    def _enter_wal_mode(self, connection: sqlite3.Connection) -> None:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            # Changing the mode does not wait for whoever is writing; beginning a transaction does.
            # This one goes on in the mode the file is in, the next tries again.
            return
        if mode != "wal" and not self._told_of_mode:
            # SQLite names the mode it stays in where the file system cannot share memory between
            # processes, as on some network drives. Everything works, readers wait for writers.
            self._told_of_mode = True
            _log.warning(
                "%s：这里的文件系统不支持 WAL，改用回滚日志；数据无碍，人多时会慢一些", self._path
            )

    def _version(self, connection: sqlite3.Connection) -> int:
        version: int
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(self._migrations):
            newer = message(
                "这个文件是更新版本的寻章写的（第 %(its)s 版，本程序读到第 %(ours)s 版），"
                "请升级寻章，或用 --data 另选一个文件夹",
                its=version,
                ours=len(self._migrations),
            )
            raise DataUnavailable(_trouble(self._path, newer))
        return version

    def _keep_open(self) -> None:
        """Leaves one connection open for as long as this object lives. The last one to close
        removes `-wal`, and the next to open makes it anew: with one left open a read took 0.06 ms
        in place of 0.18 ms, and 0.1 ms in place of 8 ms in the slowest twentieth (200 reads of a
        file of 500 rows, ext4)."""
        if not self._kept_open:
            self._kept_open = True
            kept = self._connect()
            weakref.finalize(self, kept.close)
            kept.execute("PRAGMA user_version")  # a connection opens nothing before it reads


_ADVICE = {
    "SQLITE_BUSY": message("别的程序一直占用着它，请稍后再试"),
    "SQLITE_NOTADB": message("文件已损坏，请移走它，或换回备份"),
    "SQLITE_CORRUPT": message("文件已损坏，请移走它，或换回备份"),
    "SQLITE_READONLY": message("没有写入的权限，文件和它所在的文件夹都要能写"),
    "SQLITE_CANTOPEN": message("打不开，请检查文件夹的权限"),
    "SQLITE_FULL": message("磁盘已满"),
    "SQLITE_IOERR": message("磁盘读写出错"),
}


def _trouble(path: Path, trouble: Message) -> Message:
    return message("%(file)s：%(trouble)s", file=str(path), trouble=trouble)


def _advice(error: sqlite3.Error) -> Message:
    name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])  # SQLITE_READONLY_DIR
    return _ADVICE.get(name, message("读写失败（%(reason)s）", reason=str(error)))
