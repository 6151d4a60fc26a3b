"""What a running application holds: the settings, the open index, what users saved."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import cast

from flask import current_app

from indexer.attribution.topics import load_topics
from indexer.corrections.log import CorrectionLog
from indexer.settings import Settings
from indexer.topic_files import read_fields
from search_app.clips.store import Clips
from search_app.engine.open import follow_engine
from search_app.saved.store import SavedQueries
from search_app.search.searcher import Searcher, choose_synonyms


class Runtime:
    """Shared by all threads of a server."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.saved = SavedQueries(settings.data)
        self.clips = Clips(settings.data)
        self.corrections = CorrectionLog(settings.data)
        self._synonyms = choose_synonyms(settings)
        self._fields = read_fields(settings.topics)
        self._current_engine = follow_engine(settings)

    @cached_property
    def topic_labels(self) -> tuple[str, ...]:
        """The topics that a section may have. Raises DataFileError when the user's file of them is
        faulty."""
        return tuple(load_topics(self.settings.topics).labels)

    def searcher(self) -> Searcher:
        """A searcher over the generation in use. Keep it for one request: the next may get another.

        Raises IndexUnavailable when there is no index.
        """
        return Searcher(self._current_engine(), self._synonyms, self._fields)


def asset_version(package: Path) -> str:
    """Changes when a static file or a template does, so that browsers may keep the former for ever
    and ask whether pages made of the latter still stand."""
    files = [*(package / "static").iterdir(), *(package / "templates").iterdir()]
    return str(max(path.stat().st_mtime_ns for path in files))


def runtime() -> Runtime:
    """The runtime of the current application."""
    return cast(Runtime, current_app.extensions["xunzhang"])
