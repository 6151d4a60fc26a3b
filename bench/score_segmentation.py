"""Score segmentation on the labelled cases and on whole files labelled by hand.

    python -m bench.score_segmentation [FOLDER] [--wrong] [--speed] [--joined] [--whole FOLDER]

FOLDER has texts in `corpus/` and labels in `labels/`, as tests/labelled/README.md says; that folder
is the default. --wrong lists every line at which the answer and the labels differ. --speed times
the steps over the texts of FOLDER. --joined joins sample reports of corpus/, with and without their
titles, and counts how many of the joints are found; a report that begins without a title is the
hard case. --whole lists the false beginnings in the files of a folder, each of which is one report.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from indexer.cleaning import clean
from indexer.reading import is_corpus_file, read_file
from indexer.segmentation import segment
from tests.indexer.segmentation.scoring import (
    Labels,
    Scores,
    Tally,
    all_cases,
    as_lines,
    differences,
    labelled_files,
)
from tests.labelled.labels import FOLDER


def _report(name: str, files: Sequence[Labels], cleaned: bool, wrong: bool) -> None:
    total = Scores()
    for labels in files:
        lines = as_lines(labels.lines)
        reports, _ = segment(clean(lines)[0] if cleaned else lines, labels.name)
        total.add(labels, reports)
        if wrong:
            print("\n".join(differences(labels, reports)))
    print(f"{name} ({len(files)} files)\n{total}")


def _speed(folder: Path) -> None:
    paths = sorted((folder / "corpus").iterdir())
    size = sum(path.stat().st_size for path in paths) / 1e6
    spent = {"reading": 0.0, "cleaning": 0.0, "segmentation": 0.0}
    for path in paths:
        started = time.perf_counter()
        source = read_file(path, path.name)
        read_at = time.perf_counter()
        lines, _ = clean(source.lines)
        cleaned_at = time.perf_counter()
        segment(lines, source.name)
        spent["reading"] += read_at - started
        spent["cleaning"] += cleaned_at - read_at
        spent["segmentation"] += time.perf_counter() - cleaned_at
    for name, seconds in [*spent.items(), ("together", sum(spent.values()))]:
        print(f"{name:12} {size / seconds:8.1f} MB/s of UTF-8")


def _whole(folder: Path) -> None:
    paths = [path for path in sorted(folder.iterdir()) if is_corpus_file(path)]
    right = 0
    for path in paths:
        lines, repairs = clean(read_file(path, path.name).lines)
        reports, _ = segment(lines, path.name, cleaned=repairs)
        right += len(reports) == 1
        for report in reports[1:]:
            print(f"{path.name}:{report.start_line} false beginning: {report.title}")
    print(f"{right} of {len(paths)} files are one report")


def _joined() -> None:
    samples: list[tuple[str, list[str]]] = []
    for path in sorted(Path("corpus").iterdir()):
        if is_corpus_file(path):
            lines, _ = clean(read_file(path, path.name).lines)
            for report in segment(lines, path.name)[0]:
                span = range(report.start_line + 1, report.end_line + 1)
                samples.append((report.title, [x.text for x in lines if x.start in span]))
    titled, untitled, false = Tally(), Tally(), 0
    for position, (title, body) in enumerate(samples):
        for step in (1, 3, 5, 7, 11):
            next_title, next_body = samples[(position + step) % len(samples)]
            joint = len(body) + 2
            for tally, following in (
                (titled, [next_title, *next_body]),
                (untitled, next_body),
            ):
                reports = segment(as_lines([title, *body, *following]), "joined")[0]
                starts = {report.start_line for report in reports}
                tally.add(starts & {joint}, {joint})
                false += len(starts - {1, joint})
    print(f"joined sample reports: {false} false beginnings")
    print(f"  titled    {titled}\n  untitled  {untitled}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--joined", action="store_true")
    parser.add_argument("--whole", type=Path)
    arguments = parser.parse_args()
    _report("own cases, not cleaned", all_cases(), False, arguments.wrong)
    _report("own cases, cleaned", all_cases(), True, arguments.wrong)
    files = labelled_files(arguments.folder)
    _report("whole files, not cleaned", files, False, arguments.wrong)
    _report("whole files, cleaned", files, True, arguments.wrong)
    if arguments.speed:
        _speed(arguments.folder)
    if arguments.joined:
        _joined()
    if arguments.whole:
        _whole(arguments.whole)


if __name__ == "__main__":
    main()
