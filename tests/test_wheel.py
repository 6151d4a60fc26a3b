"""The wheel works by itself: installed in an environment of its own, run outside the repository."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT

ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XUNZHANG"))
} | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def _run(*command: str | Path, folder: Path) -> None:
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation")
    _run(*pip, "--wheel-dir", folder, ROOT, folder=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def xunzhang(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command as the wheel installs it. Its environment lends the dependencies of this one,
    by their path alone: the working copy that is installed here is not found through it."""
    home = tmp_path_factory.mktemp("installed")
    _run(sys.executable, "-m", "venv", "--without-pip", home, folder=home)
    places = sysconfig.get_paths("venv", {"base": str(home), "platbase": str(home)})
    lent = "\n".join(site.getsitepackages())
    Path(places["purelib"], "lent.pth").write_text(lent, encoding="utf-8")
    python = Path(places["scripts"]) / Path(sys.executable).name
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps")
    _run(*pip, "--force-reinstall", wheel, folder=home)
    return Path(places["scripts"]) / "xunzhang"


@contextmanager
def _up(xunzhang: Path, folder: Path, *options: str, stdin: int) -> Iterator[str]:
    """The address that `xunzhang up` answers at, in a folder that has nothing yet."""
    process = subprocess.Popen(
        [str(xunzhang), "up", "--port", "0", *options],
        cwd=folder,
        env=ENVIRONMENT,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if "http://" in line:
                yield line[line.index("http://") :].split()[0].rstrip("/")
                return
        pytest.fail("the server did not start:\n" + "".join(said))
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(10)


def _hits(url: str, query: str) -> int:
    with urlopen(f"{url}/api/v1/search?q={quote(query)}", timeout=30) as answer:
        total = json.load(answer)["total"]
    assert isinstance(total, int)
    return total


def test_the_wheel_holds_what_runs_and_the_samples(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    inside = {name for name in names if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in inside} == {"indexer", "search_app"}
    assert {"indexer/py.typed", "search_app/py.typed"} <= inside
    samples = {path.name for path in (ROOT / "corpus").iterdir()}
    assert {f"search_app/sample_reports/{name}" for name in samples} <= inside


def test_up_without_a_corpus_takes_the_samples_when_asked_to(
    xunzhang: Path, tmp_path: Path
) -> None:
    with _up(xunzhang, tmp_path, "--sample", stdin=subprocess.DEVNULL) as url:
        assert _hits(url, "校车") > 0
    assert {path.name for path in tmp_path.iterdir()} >= {"corpus", "index"}


def test_up_without_a_corpus_or_a_terminal_says_what_to_do(xunzhang: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(xunzhang), "up"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "--sample" in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("answer", ["y\n", "\n", "n\n"])
def test_up_without_a_corpus_asks_on_a_terminal(
    xunzhang: Path, tmp_path: Path, answer: str
) -> None:
    user, terminal = os.openpty()
    try:
        os.write(user, answer.encode())
        if answer == "n\n":
            done = subprocess.run(
                [str(xunzhang), "up"], cwd=tmp_path, env=ENVIRONMENT, stdin=terminal
            )
            assert done.returncode == 1
            assert list(tmp_path.iterdir()) == []
        else:
            with _up(xunzhang, tmp_path, stdin=terminal) as url:
                assert _hits(url, "营养餐") > 0
    finally:
        os.close(user)
        os.close(terminal)
