"""Scores segmentation against the labelled cases and, where it exists, the shared labelled corpus.

    python -m bench.score_segmentation [--wrong] [--speed]

--wrong lists every place where answer and labels differ; --speed times the shared corpus.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from indexer.segmentation import segment
from tests.indexer.segmentation.scoring import (
    SHARED,
    Labels,
    Scores,
    all_cases,
    as_lines,
    differences,
    shared_files,
)


def _report(name: str, files: Sequence[Labels], wrong: bool) -> None:
    total = Scores()
    for labels in files:
        reports, _ = segment(as_lines(labels.lines), labels.name)
        total.add(labels, reports)
        if wrong:
            print("\n".join(differences(labels, reports)))
    print(f"{name} ({len(files)} files)\n{total}")


def _speed() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "corpus").glob("*.txt"))]
    size = sum(len(text.encode()) for text in texts) / 1e6
    start = time.perf_counter()
    for text in texts:
        segment(as_lines(text.split("\n")), "x")
    print(f"segmentation alone: {size / (time.perf_counter() - start):.1f} MB/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    _report("own cases", all_cases(), arguments.wrong)
    _report("shared, not cleaned", shared_files(), arguments.wrong)
    if arguments.speed:
        _speed()


if __name__ == "__main__":
    main()
