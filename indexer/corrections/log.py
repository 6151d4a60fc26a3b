"""The file of corrections in the data folder, `corrections.jsonl`.

It is JSON lines and not SQLite, since the indexer reads it and people carry it: it is its own
export. Entries are only ever added, so nothing that anybody said is lost; who withdraws a
correction adds a withdrawal. Whoever adds holds a lock, so that two people who correct at once
both stand there.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.corrections.values import (
    Correction,
    CorrectionError,
    Entry,
    Field,
    Place,
    Subject,
    Value,
    Withdrawal,
    correction_json,
    parse_name,
    read_entry,
)
from indexer.errors import explain_file_error
from indexer.locks import lock
from indexer.message import message

_NAME = "corrections.jsonl"


def make_correction(
    by: str, subject: Subject, field: Field, value: Value, place: Place
) -> Correction:
    """A correction made now. Raises CorrectionError without a name."""
    return Correction(_new_id(), _now(), parse_name(by), subject, field, value, place)


def _new_id() -> str:
    return secrets.token_hex(8)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


class CorrectionLog:
    """The corrections kept in the data folder `folder`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / _NAME

    def entries(self) -> list[Entry]:
        """Everything that was said, in the order of the file; nothing where there is no file.

        Raises CorrectionError, which names the line, when one is damaged, or when the file cannot
        be read.
        """
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CorrectionError(explain_file_error(error)) from error
        lines, _torn = _split(content)
        numbered = enumerate(lines, start=1)
        return [self._read(number, line) for number, line in numbered if line.strip()]

    def _read(self, number: int, line: bytes) -> Entry:
        try:
            return read_entry(line)
        except CorrectionError as error:
            raise CorrectionError(
                message(
                    "%(file)s 第 %(line)s 行：%(reason)s；请改好或删去这一行",
                    file=str(self.path),
                    line=number,
                    reason=error.message,
                )
            ) from error

    def corrections(self) -> tuple[Correction, ...]:
        """What holds now, oldest first: of what was said about one field of one text the last,
        unless it was withdrawn. Raises what `entries` does."""
        return effective(self.entries())

    def add(self, entries: Sequence[Entry]) -> None:
        """Adds entries. Raises CorrectionError when they cannot be written; none of them is
        there then."""
        content = b"".join(correction_json(entry).encode() + b"\n" for entry in entries)
        try:
            with self._writing() as file:
                file.append(content)
        except OSError as error:
            raise CorrectionError(explain_file_error(error)) from error

    def withdraw(self, correction_id: str, by: str) -> None:
        """Takes back a correction. Raises CorrectionError when none that holds has this id."""
        if all(known.id != correction_id for known in self.corrections()):
            raise CorrectionError(message("没有编号为 %(id)s 的更正，或已经撤销", id=correction_id))
        self.add([Withdrawal(_new_id(), _now(), parse_name(by), correction_id)])

    def import_lines(self, document: bytes) -> tuple[int, int]:
        """Adds the entries of an exported file that are not here yet; returns how many were added
        and how many were known.

        Raises CorrectionError, before anything is added, when a line is none of ours.
        """
        try:
            lines = document.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise CorrectionError(message("不是 UTF-8 文件")) from error
        entries: dict[str, Entry] = {}
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    entry = read_entry(line)
                except CorrectionError as error:
                    raise CorrectionError(
                        message("第 %(line)s 行：%(reason)s", line=number, reason=error.message)
                    ) from error
                entries[entry.id] = entry
        known = {entry.id for entry in self.entries()}
        fresh = [entry for entry in entries.values() if entry.id not in known]
        if fresh:
            self.add(fresh)
        return len(fresh), len(entries) - len(fresh)

    @contextmanager
    def _writing(self) -> Iterator[_Tail]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # A file of its own: under Windows nobody could read a locked one.
        with self.path.with_suffix(".lock").open("ab") as held:
            lock(held.fileno(), wait=True)
            with self.path.open("a+b") as file:
                yield _Tail(file.fileno())


class _Tail:
    """The end of the open file, where lines are added whole or not at all."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def append(self, content: bytes) -> None:
        size = os.lseek(self._descriptor, 0, os.SEEK_END)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        before = b""
        while part := os.read(self._descriptor, max(size, 1)):
            before += part
        _lines, torn = _split(before)
        if torn:  # whoever wrote it died before it was said to be kept
            size -= len(torn)
            os.ftruncate(self._descriptor, size)
        elif before and not before.endswith(b"\n"):
            content = b"\n" + content
        try:
            written = 0
            while written < len(content):
                written += os.write(self._descriptor, content[written:])
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, size)
            raise


def _split(content: bytes) -> tuple[list[bytes], bytes]:
    """The lines of the file, and what is left of one that was not written to its end."""
    *lines, last = content.split(b"\n")
    torn = b""
    if last.strip():
        try:
            read_entry(last)
            lines.append(last)
        except CorrectionError:
            torn = last
    return lines, torn


def effective(entries: Sequence[Entry]) -> tuple[Correction, ...]:
    """The corrections that hold, oldest first."""
    undone = {entry.undo for entry in entries if isinstance(entry, Withdrawal)}
    last: dict[tuple[str, ...], Correction] = {}
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.id)):
        if isinstance(entry, Correction) and entry.id not in undone:
            place = entry.place
            about = (entry.subject, entry.field, place.text, place.digest, place.before)
            last.pop(about, None)
            last[about] = entry
    return tuple(last.values())
