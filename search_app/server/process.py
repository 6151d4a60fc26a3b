"""The beginning of a worker process: so small that an interrupt finds it ready. The application
loads for most of a second."""

from __future__ import annotations

import multiprocessing
import os
from threading import Thread
from typing import TYPE_CHECKING

from indexer.settings import Settings

if TYPE_CHECKING:
    from flask import Flask


def load_application(settings: Settings) -> Flask:
    """The application, warm, in a process that ends when the one that started it does."""
    if hasattr(os, "setpgrp"):
        # Ctrl+C reaches every process of a group. This one is told to stop by the other; told twice
        # at once, granian's worker waits for ever.
        os.setpgrp()
    Thread(target=_end_with_parent, daemon=True).start()
    from search_app.server.worker import warm_application

    return warm_application(settings)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
