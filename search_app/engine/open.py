"""The one place that names an engine: whoever searches asks here and gets the protocol."""

from __future__ import annotations

from collections.abc import Callable

from indexer.settings import Settings
from indexer.topic_files import read_fields
from search_app.engine.protocol import Engine
from search_app.engine.whoosh import EngineHandle, WhooshEngine


def open_engine(settings: Settings) -> Engine:
    """The engine over the index generation in use. Raises `IndexUnavailable` when there is none,
    and DataFileError for a topics file that cannot be read."""
    return WhooshEngine.open(settings.index, read_fields(settings.topics))


def follow_engine(settings: Settings) -> Callable[[], Engine]:
    """A function that gives the engine over the generation in use whenever it is called. Any number
    of threads may call it; it raises `IndexUnavailable` while there is no index.
    Raises DataFileError for a topics file that cannot be read.

    Keep an engine for one request: the next may get another.
    """
    return EngineHandle(settings.index, read_fields(settings.topics)).engine
