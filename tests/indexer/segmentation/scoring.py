"""Precision, recall and F1 of report beginnings, headings and leaf starts, against hand labels.

A case file holds the text of one file. Before each line stand its labels and a bar:

    R   |县卫生局2012年工作总结      a report's title line
    s   |2012年，全县卫生工作……       a leaf begins here
    H1  |一、主要工作                a heading of level 1 on a line of its own
    h2  |（一）医改稳步推进。全县……    a heading of level 2 inside the line; a leaf begins here too
    u s |各位领导：                  a report without a title begins here
        |……                         nothing begins here
    R=  |…                          the title of a report that copies an earlier one

Lines of the JSON labels (tests/labelled/README.md) are 0-based; everything here is 1-based.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.model import Line, Report
from indexer.reading import read_file

ROOT = Path(__file__).resolve().parents[3]
CASES = Path(__file__).parent / "cases"
SHARED = ROOT.parent / "shared"


@dataclass
class Labels:
    """What should begin at which line. `headings` maps a line to its level."""

    name: str
    lines: tuple[str, ...]
    reports: set[int] = field(default_factory=set)
    untitled: set[int] = field(default_factory=set)
    copies: set[int] = field(default_factory=set)
    headings: dict[int, int] = field(default_factory=dict)
    inline: set[int] = field(default_factory=set)
    leaves: set[int] = field(default_factory=set)


@dataclass
class Tally:
    """How many things of one kind were expected, found, and found rightly."""

    right: int = 0
    found: int = 0
    expected: int = 0

    def add(self, found: set[int], expected: set[int]) -> None:
        self.right += len(found & expected)
        self.found += len(found)
        self.expected += len(expected)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  (n={self.expected})"


def read_case(path: Path) -> Labels:
    """The labels of a case file."""
    labels = Labels(path.stem, ())
    texts: list[str] = []
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        tags, bar, text = row.partition("|")
        if not bar:
            raise ValueError(f"{path.name}, line {number}: no bar")
        texts.append(text)
        for tag in tags.split():
            if tag in ("R", "R="):
                labels.reports.add(number)
                if tag == "R=":
                    labels.copies.add(number)
            elif tag == "u":
                labels.reports.add(number)
                labels.untitled.add(number)
            elif tag == "s":
                labels.leaves.add(number)
            elif tag[0] in "Hh" and tag[1:].isdigit():
                labels.headings[number] = int(tag[1:])
                if tag[0] == "h":
                    labels.inline.add(number)
                    labels.leaves.add(number)
            else:
                raise ValueError(f"{path.name}, line {number}: unknown label {tag!r}")
    labels.lines = tuple(texts)
    return labels


def read_labelled(path: Path) -> Labels:
    """The labels of a file labelled as JSON, which lies in `labels` beside its `corpus`."""
    data = json.loads(path.read_text(encoding="utf-8"))
    source = read_file(path.parents[1] / "corpus" / data["file"], data["file"]).source
    labels = Labels(path.stem, source)
    for report in data["reports"]:
        start = report["start"] + 1
        labels.reports.add(start)
        if report["untitled"]:
            labels.untitled.add(start)
        if report["duplicate_of"]:
            labels.copies.add(start)
        for heading in report["headings"]:
            labels.headings[heading["line"] + 1] = heading["level"]
            if heading["inline"]:
                labels.inline.add(heading["line"] + 1)
        labels.leaves |= {section["start"] + 1 for section in report["sections"]}
    return labels


def all_cases() -> list[Labels]:
    return [read_case(path) for path in sorted(CASES.glob("*.case"))]


def labelled_files(folder: Path) -> list[Labels]:
    """The files of `folder` that are labelled as JSON, none where it does not exist."""
    return [read_labelled(path) for path in sorted((folder / "labels").glob("*.json"))]


def as_lines(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(number, number, text) for number, text in enumerate(texts, 1))


@dataclass
class Scores:
    """The tallies over several files. The recall of `levels` is the share of the rightly found
    headings that have the right depth."""

    reports: Tally = field(default_factory=Tally)
    untitled: Tally = field(default_factory=Tally)
    headings: Tally = field(default_factory=Tally)
    levels: Tally = field(default_factory=Tally)
    leaves: Tally = field(default_factory=Tally)

    def add(self, labels: Labels, reports: Sequence[Report]) -> None:
        starts = {report.start_line for report in reports}
        self.reports.add(starts, labels.reports)
        self.untitled.add(starts & labels.untitled, labels.untitled)
        headings = {h.line: h.level for report in reports for h in report.outline}
        self.headings.add(set(headings), set(labels.headings))
        self.levels.add(
            {line for line, level in headings.items() if labels.headings.get(line) == level},
            set(headings) & set(labels.headings),
        )
        self.leaves.add(
            {s.start_line for report in reports for s in report.sections}, labels.leaves
        )

    def __str__(self) -> str:
        return "\n".join(
            f"  {name:9} {getattr(self, name)}"
            for name in ("reports", "untitled", "headings", "levels", "leaves")
        )


def differences(labels: Labels, reports: Sequence[Report]) -> list[str]:
    """Each place where the answer and the labels differ, in words."""
    wrong: list[str] = []
    starts = {report.start_line for report in reports}
    headings = {h.line: h.level for report in reports for h in report.outline}
    leaves = {s.start_line for report in reports for s in report.sections}
    for number, text in enumerate(labels.lines, 1):
        said = []
        for name, mine, theirs in (
            ("report", number in starts, number in labels.reports),
            ("heading", number in headings, number in labels.headings),
            ("leaf", number in leaves, number in labels.leaves),
        ):
            if mine != theirs:
                said.append(f"{'extra' if mine else 'missing'} {name}")
        if number in headings and headings[number] != labels.headings.get(number, headings[number]):
            said.append(f"level {headings[number]} not {labels.headings[number]}")
        if said:
            wrong.append(f"{labels.name}:{number} {', '.join(said)}: {text[:50]}")
    return wrong
