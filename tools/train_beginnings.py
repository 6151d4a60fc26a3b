"""Learns the weights by which beginnings of reports are told, and writes
indexer/segmentation/data/beginnings.tsv.

    python -m tools.train_beginnings [--files 700] [--show]

The examples are the lines of compilations that are put together here: of reports that
`tools/invented_reports.py` invents, and of those in corpus/ and tests/labelled, which were written
for this project. A line is a positive example where a report begins. The fit is a logistic
regression with a squared penalty, by Newton's method. --show tells, by five-fold cross-validation
over compilations, what each threshold would find, and adds nothing to the file.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.cleaning import clean
from indexer.model import Line
from indexer.reading import is_corpus_file, read_file
from indexer.segmentation.beginnings import find_usual_gap, may_begin, weigh
from indexer.segmentation.evidence import Beginning, Place
from indexer.segmentation.learned import limit_points
from indexer.segmentation.parsed_lines import ParsedLine, parse_lines
from indexer.segmentation.place_features import NAMES, describe_places
from indexer.segmentation.titles import parse_series_mark
from tools.invented_reports import InventedReport, invent, join, office_names

_ROOT = Path(__file__).resolve().parents[1]
TARGET = _ROOT / "indexer/segmentation/data/beginnings.tsv"
_SEED = 20240611
_PENALTY = 3.0
_SHORTEST = 60  # characters after a beginning before another one is looked for

Floats = NDArray[np.float64]


def written_reports() -> list[InventedReport]:
    """The reports of corpus/ and tests/labelled, without the page around them."""
    reports = []
    for path in sorted((_ROOT / "corpus").iterdir()):
        if is_corpus_file(path) and not path.name.startswith("compilation"):
            lines, _ = clean(read_file(path, path.name).lines)  # one report, below its title
            title, *texts = (line.text for line in lines)
            reports.append(InventedReport(title.lstrip("# "), tuple(texts), False))
    for path in sorted((_ROOT / "tests/labelled/labels").glob("*.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        name = labels["file"]
        source = read_file(path.parents[1] / "corpus" / name, name).source
        for report in labels["reports"]:
            if report["duplicate_of"]:
                continue
            start = report["start"] + (not report["untitled"])
            texts = tuple(text for text in source[start : report["end"] + 1] if text.strip())
            reports.append(
                InventedReport("" if report["untitled"] else report["title"], texts, False)
            )
    return [report for report in reports if report.lines]


def make_compilations(count: int) -> list[tuple[list[str], set[int]]]:
    """`count` compilations of one to seven reports each: their lines, and the indices of the lines
    that begin a report."""
    draw = random.Random(_SEED)
    written = written_reports()
    made = []
    for _ in range(count):
        size = draw.choice((1, 1, 2, 3, 4, 5, 7))
        kind = draw.random()
        if kind < 0.55:
            reports = [_cut(draw, report) for report in draw.sample(written, size)]
        elif kind < 0.7:  # all of one kind of office
            office = draw.choice(office_names())
            reports = [invent(draw, office) for _ in range(size)]
        elif kind < 0.85:
            both = [*draw.sample(written, size), *(invent(draw) for _ in range(size))]
            reports = draw.sample(both, size)
        else:
            reports = [invent(draw) for _ in range(size)]
        made.append(join(draw, reports, titled=draw.choice((0.0, 0.0, 0.3, 1.0))))
    return made


def labelled_cases() -> list[tuple[list[str], set[int]]]:
    """The labelled cases of the tests: their lines and the indices of those that begin a report."""
    rows = [
        [row.partition("|") for row in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted((_ROOT / "tests/indexer/segmentation/cases").glob("*.case"))
    ]
    return [
        (
            [text for _, _, text in case],
            {at for at, (tags, _, _) in enumerate(case) if {"R", "R=", "u"} & set(tags.split())},
        )
        for case in rows
    ]


def _cut(draw: random.Random, report: InventedReport) -> InventedReport:
    """`report`, at times without its first lines, as compilations have them."""
    if len(report.lines) > 5 and draw.random() < 0.4:
        return InventedReport(report.title, report.lines[draw.randint(1, 3) :], True)
    return report


def examples(texts: Sequence[str], starts: set[int]) -> tuple[Floats, Floats]:
    """The features of each place of a compilation at which a report may begin, and 1 where one
    does."""
    cleaned, _ = clean([Line(number, number, text) for number, text in enumerate(texts)])
    lines = [line for line in parse_lines(cleaned) if not line.blank]
    marks = [parse_series_mark(line) for line in lines]
    gap = find_usual_gap(lines)
    table = describe_places(lines, gap)
    rows, right = [], []
    current, size = Beginning(0), 0
    for at, line in enumerate(lines):
        begins = line.line.start in starts
        if at and size >= _SHORTEST:
            place = Place(lines, current, current.start + 1, at, len(lines), gap)
            beginning, points = weigh(place, marks)
            if may_begin(line) and at + 1 < len(lines):
                table[at, 0] = limit_points(points)
                rows.append(table[at])
                right.append(begins)
        else:
            beginning = Beginning(at)
        if begins:
            current, size = beginning, 0
        size += _body_size(line) if at > max((*current.block, current.start)) else 0
    return np.array(rows, np.float64).reshape(-1, len(NAMES)), np.array(right, np.float64)


def _body_size(line: ParsedLine) -> int:
    return len(line.text)


def fit(table: Floats, right: Floats) -> tuple[Floats, float]:
    """The weights and the bias of a logistic regression, by Newton's method."""
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    scaled = np.hstack([(table - mean) / spread, np.ones((len(table), 1))])
    penalty = np.full(scaled.shape[1], _PENALTY)
    penalty[-1] = 0
    weights = np.zeros(scaled.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        gradient = scaled.T @ (right - chance) - penalty * weights
        curvature = (scaled * (chance * (1 - chance))[:, None]).T @ scaled
        step = np.linalg.solve(curvature + np.diag(penalty + 1e-9), gradient)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    unscaled = weights[:-1] / spread
    return unscaled, float(weights[-1] - unscaled @ mean)


def show(files: Sequence[tuple[Floats, Floats]]) -> None:
    """Print what thresholds find on compilations that were left out."""
    scores, rights, points = [], [], []
    for fold in range(5):
        used = [file for index, file in enumerate(files) if index % 5 != fold]
        weights, bias = fit(*(np.concatenate(part) for part in zip(*used, strict=True)))
        for table, right in files[fold::5]:
            scores.append(table @ weights + bias)
            rights.append(right)
            points.append(table[:, 0])
    score, right, rule = (np.concatenate(part) for part in (scores, rights, points))
    chance = 1 / (1 + np.exp(-score))
    ruled = rule >= 0
    print(f"rules alone: {_figures(ruled, right)}")
    for add in (0.5, 0.7, 0.8, 0.9, 0.95, 0.98):
        for veto in (0.0, 0.02, 0.05, 0.1, 0.2, 0.3):
            found = (ruled & (chance >= veto)) | (chance >= add)
            print(f"add {add} veto {veto}: {_figures(found, right)}")


def _figures(found: NDArray[np.bool_], right: Floats) -> str:
    hits = float(right[found].sum())
    return f"precision {hits / max(1, found.sum()):.3f} recall {hits / right.sum():.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=700)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    cases = [examples(*case) for case in labelled_cases()]
    files = [examples(*compilation) for compilation in make_compilations(given.files)] + cases * 3
    files = [(table, right) for table, right in files if len(right)]
    if given.show:
        show(files)
        return
    table, right = (np.concatenate(part) for part in zip(*files, strict=True))
    weights, bias = fit(table, right)
    rows = [
        "# The weights of indexer/segmentation/learned.py, made by tools/train_beginnings.py.",
        f"# {len(right):,} places, {int(right.sum()):,} of them beginnings.",
        f"bias\t{bias:.4f}",
        *(f"{name}\t{weight:.4f}" for name, weight in zip(NAMES, weights, strict=True)),
    ]
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {rows[1][2:]}")


if __name__ == "__main__":
    main()
