"""SQLite files under the data folder: one transaction a call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import XunzhangError, explain_file_error
from indexer.message import Message, message


class DataUnavailable(XunzhangError):
    """A file of the data folder that cannot be read or written; the text says what to do."""


@contextmanager
def transaction(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """A write transaction on the file at `path`, made with `schema` when it is not there yet. Any
    number of threads and processes may ask for one; they wait for each other up to ten seconds.

    Raises DataUnavailable, naming the file, when it cannot be opened, read or written;
    IntegrityError passes, it is the caller's to explain.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10)
    except OSError as error:
        raise DataUnavailable(explain_file_error(error)) from error
    except sqlite3.Error as error:
        raise DataUnavailable(_trouble(path, error)) from error
    try:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(schema)
            yield connection
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise DataUnavailable(_trouble(path, error)) from error
    finally:
        connection.close()


_ADVICE = {
    "SQLITE_BUSY": message("别的程序一直占用着它，请稍后再试"),
    "SQLITE_NOTADB": message("文件已损坏，请移走它，或换回备份"),
    "SQLITE_CORRUPT": message("文件已损坏，请移走它，或换回备份"),
    "SQLITE_READONLY": message("没有写入的权限"),
    "SQLITE_CANTOPEN": message("打不开，请检查文件夹的权限"),
    "SQLITE_FULL": message("磁盘已满"),
    "SQLITE_IOERR": message("磁盘读写出错"),
}


def _trouble(path: Path, error: sqlite3.Error) -> Message:
    return message("%(file)s：%(trouble)s", file=str(path), trouble=_advice(error))


def _advice(error: sqlite3.Error) -> Message:
    name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])  # SQLITE_READONLY_DIR
    return _ADVICE.get(name, message("读写失败（%(reason)s）", reason=str(error)))
