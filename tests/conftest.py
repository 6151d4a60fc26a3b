"""Real parts for the tests: an index built by the command, a server in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Workplace:
    """The folders of one installation, and its command line."""

    corpus: Path
    index: Path
    data: Path

    def command(self, *arguments: str) -> list[str]:
        folders = ["--corpus", self.corpus, "--index", self.index, "--data", self.data]
        return [sys.executable, "-m", "search_app.cli", *map(str, folders), *arguments]

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs `xunzhang ARGUMENTS` to its end."""
        done = subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1"},
            timeout=120,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stderr
        return done


@dataclass(frozen=True)
class Server:
    workplace: Workplace
    url: str
    log: Path


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Workplace], Server]]:
    """Starts `xunzhang serve` on a free port; stops all it started when the tests are over."""
    started: list[subprocess.Popen[str]] = []

    def start(workplace: Workplace) -> Server:
        log = tmp_path_factory.mktemp("server") / "log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                workplace.command("serve", "--port", "0"),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                cwd=ROOT,
                env=os.environ | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
            )
        started.append(process)
        assert process.stdout is not None
        timer = threading.Timer(60, process.kill)
        timer.start()
        line = process.stdout.readline()
        timer.cancel()
        assert "http://" in line, f"the server did not start: {line!r}"
        return Server(workplace, line[line.index("http://") :].split()[0].rstrip("/"), log)

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """The project's own corpus, indexed by the rebuild command. Shared: change nothing in it."""
    folder = tmp_path_factory.mktemp("sample")
    workplace = Workplace(ROOT / "corpus", folder / "index", folder / "data")
    workplace.run("rebuild")
    return workplace


@pytest.fixture(scope="session")
def server(sample: Workplace, serve: Callable[[Workplace], Server]) -> Server:
    """A server over `sample`. Shared: save no queries through it."""
    return serve(sample)
