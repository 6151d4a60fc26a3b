"""The guides of CONTRIBUTING.md work as printed.

Each guide, a `###` part below `## Guides`, is followed from top to bottom in a copy of the
repository. What its fenced blocks mean:

    ```python title=PATH     a new file (any language)
    ```diff                  an edit, applied by `git apply`
    ```console               each line after `$ ` is run and exits 0; the lines below it stand in
                             what it prints, in this order
    ```console exit=1        the same, exiting 1

Commands are those of the `test` extra: pytest, python, xunzhang.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="edits are applied by git")

_BLOCK = re.compile(r"^```(\w+)(?: (title|exit)=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINTERS = ("ruff", "mypy", "importlinter")
_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its `title=` or `exit=` with the value, its text."""

    language: str
    option: str
    value: str
    text: str


def guides() -> dict[str, list[Block]]:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = {}
    for part in re.split("^### ", text.split("\n## Guides\n")[1], flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        blocks = [Block(*match) for match in _BLOCK.findall(rest)]
        assert rest.count("\n```") == 2 * len(blocks), f"a block of “{title}” has no known form"
        found[title] = blocks
    return found


def follow(block: Block, copy: Path) -> None:
    if block.language == "console":
        for step in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, *expected = step.splitlines()
            run(command, copy, int(block.value or 0), expected)
    elif block.language == "diff":
        patch = copy / "guide.patch"
        patch.write_text(block.text, encoding="utf-8", newline="\n")
        run(f"git apply {patch.name}", copy, 0, [])
        patch.unlink()
    else:
        assert block.option == "title", f"what is to be done with this block? {block.text[:80]}"
        path = copy / block.value
        assert not path.exists(), f"{block.value} is there already: an edit is a diff"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8", newline="\n")


def run(command: str, copy: Path, code: int, expected: list[str]) -> None:
    """Runs `command` as in an activated environment where the copy is installed."""
    here = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(copy),
        "PYTHONUTF8": "1",
        "GIT_CEILING_DIRECTORIES": str(copy.parent),  # the copy is in no repository
    }
    done = subprocess.run(
        command,
        shell=True,
        cwd=copy,
        env=os.environ | here,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == code, f"$ {command}\n{done.stdout}"
    rest = done.stdout
    for line in expected:
        _, seen, rest = rest.partition(line.strip())
        assert seen, f"$ {command}\ndoes not print {line!r} at its place:\n{done.stdout}"


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives a copy of the repository in which the guide of a title has been followed."""

    @cache
    def follow_in_a_copy(title: str) -> Path:
        copy = tmp_path_factory.mktemp("guide") / "xunzhang"
        shutil.copytree(ROOT, copy, ignore=_LEFT_BEHIND)
        for block in guides()[title]:
            follow(block, copy)
        return copy

    return follow_in_a_copy


@pytest.mark.parametrize("title", guides())
def test_a_guide_works_as_printed(title: str, followed: Callable[[str], Path]) -> None:
    followed(title)


@pytest.mark.skipif(not all(map(find_spec, LINTERS)), reason="the linters are not installed")
@pytest.mark.parametrize("title", guides())
def test_what_a_guide_makes_passes_the_checks(title: str, followed: Callable[[str], Path]) -> None:
    for check in ("ruff format --check .", "ruff check .", "lint-imports", "mypy"):
        run(check, followed(title), 0, [])
