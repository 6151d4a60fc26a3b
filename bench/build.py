"""Files to searchable: `xunzhang rebuild` of the made corpus, end to end.

    python -m bench.build [--sections 20000] [--jobs 2] [--corpus DIR] [--write]

Writes the corpus as files (`bench/made_reports.py`) and runs the real command over them, once with
rjieba and once as if only jieba were installed; then cuts the sections of a twentieth of it with
jieba and indexes the words alone with plain Whoosh, in one process, which is all it can use (a
smaller index is no slower to build). Memory is the sum over the command's processes, pages shared
between them counted once, looked at five times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.compare import build, write
from bench.made_reports import write_reports

RUN = "from search_app.cli import main; main()"
# A module that is None in sys.modules is one that is not installed, in forked workers too.
COMMANDS = {"rjieba": RUN, "jieba alone": f"import sys; sys.modules['rjieba'] = None; {RUN}"}
WHOOSH_SHARE = 20
Figures = dict[str, Any]


def rebuild(command: str, corpus: Path, index: Path, jobs: int) -> Figures:
    """One run of the command: seconds on the clock and of processor time, bytes of memory, and
    the sections it found."""
    arguments = ["--corpus", corpus, "--index", index, "rebuild", "--jobs", str(jobs)]
    began, spent = time.perf_counter(), os.times()
    with subprocess.Popen(
        [sys.executable, "-c", command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        peak = Peak(process.pid)
        said, _ = process.communicate()
    taken, after = time.perf_counter() - began, os.times()
    found = re.search(r"段落 (\d+)", said)
    if process.returncode or found is None:
        raise SystemExit(f"rebuild failed: {said}")
    return {
        "wall_s": taken,
        "cpu_s": sum(after[2:4]) - sum(spent[2:4]),
        "peak_rss": peak.stop(),
        "index_bytes": sum(path.stat().st_size for path in index.rglob("*") if path.is_file()),
        "found": int(found[1]),
    }


class Peak:
    """The most memory a process and its children have together (Linux; elsewhere 0)."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> int:
        self._done.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._done.wait(0.2):
            self._most = max(self._most, sum(map(_shared_once, _family(self._process))))


def _family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:  # ended meanwhile
            continue
        for child in found:
            yield from _family(int(child))


def _shared_once(process: int) -> int:
    """Resident bytes, each shared page divided among those that share it."""
    try:
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) * 1024 for row in rows if row.startswith("Pss:"))


def table(found: Figures) -> str:
    sections = found["sections"]
    rows = [
        "## Files to searchable",
        "",
        *__doc__.split("\n\n", 2)[2].splitlines(),
        "",
        f"### {sections:,} sections ({found['bytes'] / 1e6:.0f} MB of files), "
        f"`rebuild --jobs {found['jobs']}`",
        "",
        "| cut by | s | sections/s | CPU s | × plain Whoosh | peak memory, MB | index ÷ files |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, run in found["runs"].items():
        rate = sections / run["wall_s"]
        rows.append(
            f"| {name} | {run['wall_s']:.0f} | {rate:.0f} | {run['cpu_s']:.0f} "
            f"| {rate / found['whoosh']['rate']:.1f} | {run['peak_rss'] / 1e6:.0f} "
            f"| {run['index_bytes'] / found['bytes']:.2f} |"
        )
    whoosh = found["whoosh"]
    rows += [
        "",
        f"Plain Whoosh, words alone, {whoosh['sections']:,} sections already read and cut into "
        f"sections: {whoosh['rate']:.0f} sections a second of processor time.",
    ]
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sections", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--corpus", type=Path, help="keeps the files for another run")
    parser.add_argument("--write", action="store_true", help="writes docs/benchmarks.*")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        corpus = given.corpus or scratch / "corpus"
        if not corpus.exists():
            write_reports(corpus, given.sections)
        size = sum(path.stat().st_size for path in corpus.iterdir())
        runs = {
            name: rebuild(command, corpus, scratch / name, given.jobs)
            for name, command in COMMANDS.items()
        }
        share = given.sections // WHOOSH_SHARE
        whoosh = build("plain Whoosh", scratch / "whoosh", share) | {"sections": share}
    found = {"sections": given.sections, "jobs": given.jobs, "bytes": size}
    found |= {"runs": runs, "whoosh": whoosh}
    print(json.dumps(found, ensure_ascii=False), table(found), sep="\n\n")
    if given.write:
        write(end_to_end=table(found))


if __name__ == "__main__":
    main()
