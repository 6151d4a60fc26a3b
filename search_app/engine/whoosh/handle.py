"""The engine of the generation in use, through one rebuild after another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from indexer.store.folder import CURRENT
from search_app.engine.whoosh.engine import WhooshEngine


class EngineHandle:
    """The engine of the generation in use, whichever that is when asked. Safe to share between
    threads; an engine that a request still holds stays open until the request lets go of it."""

    def __init__(self, index: Path, fields: Mapping[str, str]) -> None:
        self._index = index
        self._fields = fields
        self._current = index / CURRENT  # every request looks at it: not joined each time
        self._lock = Lock()
        self._seen: tuple[int, int] | None = None
        self._engine: WhooshEngine | None = None

    def engine(self) -> WhooshEngine:
        """Raises `IndexUnavailable` when there is no index."""
        with self._lock:
            seen = self._stamp()
            if self._engine is None or seen is None or seen != self._seen:
                self._engine = WhooshEngine.open(self._index, self._fields)
                self._seen = seen
            return self._engine

    def _stamp(self) -> tuple[int, int] | None:
        """What changes when CURRENT is replaced: looking costs microseconds, reading ten times as
        much."""
        try:
            status = self._current.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino
