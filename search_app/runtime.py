"""What a running application holds: the settings, the open index, what users saved."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from flask import current_app

from indexer.settings import Settings
from search_app.clips.store import Clips
from search_app.engine.protocol import Engine
from search_app.engine.whoosh import EngineHandle
from search_app.query.synonyms import Synonyms, default_synonyms, load_synonyms
from search_app.saved.store import SavedQueries


class Runtime:
    """Shared by all threads of a server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.saved = SavedQueries(settings.data)
        self.clips = Clips(settings.data)
        self.synonyms = synonyms_of(settings)
        self._handle = EngineHandle(settings.index)

    def engine(self) -> Engine:
        """The engine of the generation in use. Keep it for one request: the next may get another.

        Raises IndexUnavailable when there is no index.
        """
        return self._handle.engine()


def synonyms_of(settings: Settings) -> Synonyms:
    """The user's own synonyms, or those that come with the program. Raises DataFileError."""
    return default_synonyms() if settings.synonyms is None else load_synonyms(settings.synonyms)


def runtime() -> Runtime:
    """The runtime of the current application."""
    return cast(Runtime, current_app.extensions["xunzhang"])


def asset_version(package: Path) -> str:
    """Changes when a static file or a template does, so that browsers may keep the former for ever
    and ask whether pages made of the latter still stand."""
    files = [*(package / "static").iterdir(), *(package / "templates").iterdir()]
    return str(max(path.stat().st_mtime_ns for path in files))
