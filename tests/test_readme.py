"""What the README tells a newcomer to type is what is tested."""

from tests.conftest import ROOT


def test_the_check_runs_the_test_command_of_both_readmes() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        (command,) = [
            line.strip() for line in lines if line.strip().endswith("&& .venv/bin/pytest")
        ]
        assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
