"""The console script, so small that an interrupt finds it ready: the commands behind it load
dictionaries and numpy for most of a second."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line; see `search_app.cli.main`."""
    try:
        from search_app.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("已中断。\n")
        sys.exit(1)
