"""What the README tells a newcomer to type is what is tested."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT, Workplace


def test_the_check_runs_the_test_command_of_both_readmes() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        (command,) = [
            line.strip() for line in lines if line.strip().endswith("&& .venv/bin/pytest")
        ]
        assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_stock_whoosh_searches_the_index_as_the_readmes_say(name: str, sample: Workplace) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(list(filter(None, example.splitlines()))) == 3
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=sample.index.parent,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    exported = sample.run("export", "--query", '"校车"', "--format", "jsonl").stdout.splitlines()
    ids = {json.loads(line)["id"] for line in exported}
    assert set(re.findall(r"[0-9a-f]{16}", done.stdout)) == ids != set()
