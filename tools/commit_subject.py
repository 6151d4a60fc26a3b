"""Checks the subject of a commit message, as the hook `commit-msg` of pre-commit calls it.

    python -m tools.commit_subject FILE

The subject says in under 72 characters what the commit does, ends without a full stop, and an empty
line separates it from the body. Exits 1 with what is wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

LONGEST = 71


def faults(message: str) -> list[str]:
    """What is wrong with the subject of `message`, in words; lines that git drops are skipped."""
    lines = [line for line in message.splitlines() if not line.startswith("#")]
    subject = lines[0].rstrip() if lines else ""
    found = []
    if not subject:
        found.append("the first line is empty: it says what the commit does")
    if len(subject) > LONGEST:
        found.append(f"the first line has {len(subject)} characters, {LONGEST} are the most")
    if subject.endswith((".", "。")):
        found.append("the first line ends with a full stop")
    if len(lines) > 1 and lines[1].strip():
        found.append("the second line is not empty: the body begins on the third")
    return found


def main() -> int:
    found = faults(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
