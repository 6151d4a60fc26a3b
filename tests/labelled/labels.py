"""Reads the hand labels of tests/labelled and compares an analysed file with them.

README.md there says what the labels mean. Their lines are 0-based; those of the model are 1-based.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.model import REPAIR_LABELS, AnalysedFile, Report, Section
from indexer.text import fold

FOLDER = Path(__file__).parent

Json = dict[str, Any]
Answer = Callable[[AnalysedFile], object]


@dataclass(frozen=True)
class LabelledFile:
    """A file and the labels beside it. `path` is the text, `labels` the content of the JSON."""

    path: Path
    labels: Json

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Check:
    """One label: what it is about, what is right, and how to ask an analysed file the same.

    `known_miss` says why the program is known to answer otherwise, None where it is right.
    """

    report: str
    aspect: str
    line: int | None
    right: object
    answer: Answer
    known_miss: str | None

    @property
    def name(self) -> str:
        place = "" if self.line is None else f" line {self.line}"
        return f"{self.report}{place} {self.aspect}"


def labelled_files(folder: Path = FOLDER) -> list[LabelledFile]:
    """The files of `folder`/corpus that have labels in `folder`/labels, by name."""
    found = []
    for path in sorted((folder / "labels").glob("*.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        found.append(LabelledFile(folder / "corpus" / labels["file"], labels))
    return found


def checks(file: LabelledFile) -> Iterator[Check]:
    """Every label of `file`. Places and years that the labels call uncertain are left out."""
    misses = {
        (miss["report"], miss["aspect"], miss.get("line")): miss["reason"]
        for miss in file.labels.get("known_misses", [])
    }

    def check(
        report: str, aspect: str, right: object, answer: Answer, line: int | None = None
    ) -> Check:
        reason = misses.pop((report, aspect, line), None)
        return Check(report, aspect, line, right, answer, reason)

    stem = file.path.stem
    reports = file.labels["reports"]
    starts = [report["start"] + 1 for report in reports]
    yield check(stem, "beginnings", starts, lambda a: [r.start_line for r in a.reports])
    for label in reports:
        for aspect, right, answer in _of_report(label):
            yield check(label["id"], aspect, right, answer)
        for section in label["sections"]:
            line = section["start"]
            for aspect, right, answer in _of_section(section):
                yield check(label["id"], aspect, right, answer, line)
    for noise in file.labels["noise"]:
        if noise["kind"] in REPAIR_LABELS:  # masks are never filled, so nothing is recorded
            line, kind = noise["line"] + 1, noise["kind"]
            yield check(stem, f"noise: {kind}", True, _has_repair(line, kind), noise["line"])
    assert not misses, f"{file.name}: no label is missed by {sorted(misses, key=str)}"


def _of_report(label: Json) -> Iterator[tuple[str, object, Answer]]:
    def asked(question: Callable[[Report], object]) -> Answer:
        return lambda analysed: question(report_at(analysed, label))

    if not label["untitled"]:
        yield "title", fold(label["title"]), asked(lambda report: fold(report.title))
    yield "untitled", label["untitled"], asked(lambda report: report.untitled)
    yield (
        "copy",
        label["duplicate_of"] is not None,
        asked(lambda report: report.duplicate_of is not None),
    )
    if label["region_certain"]:
        region = label["region"]
        yield (
            "region",
            region and tuple(region[level] for level in ("province", "city", "county")),
            asked(_region),
        )
    if label["year_certain"]:
        yield "year", label["year"], asked(_year)
    yield "period", label["period"], asked(lambda report: report.period)
    yield (
        "headings",
        [(heading["line"] + 1, heading["level"]) for heading in label["headings"]],
        asked(lambda report: [(heading.line, heading.level) for heading in report.outline]),
    )
    yield (
        "leaves",
        [(leaf["start"] + 1, [plain(text) for text in leaf["path"]]) for leaf in label["sections"]],
        asked(
            lambda report: [
                (leaf.start_line, [plain(text) for text in leaf.path]) for leaf in report.sections
            ]
        ),
    )


def _of_section(label: Json) -> Iterator[tuple[str, object, Answer]]:
    def asked(question: Callable[[Section], object]) -> Answer:
        def answer(analysed: AnalysedFile) -> object:
            section = section_at(analysed, label)
            return question(section) if section is not None else None

        return answer

    yield "role", label["role"], asked(lambda section: section.role)
    if label["topics"]:
        yield "main topic", label["topics"][0], asked(lambda section: next(iter(section.topics), 0))


def report_at(analysed: AnalysedFile, label: Json) -> Report:
    """The report that holds the first leaf of the labelled one, wherever it is said to begin."""
    first = label["sections"][0]["start"] + 1
    return next(
        (report for report in analysed.reports if report.start_line <= first <= report.end_line),
        analysed.reports[0],
    )


def section_at(analysed: AnalysedFile, label: Json) -> Section | None:
    """The section that holds the labelled one's first line, below the same heading if the line
    holds several."""
    line = label["start"] + 1
    at_line = [
        section
        for report in analysed.reports
        for section in report.sections
        if section.start_line <= line <= section.end_line
    ]
    heading = [plain(text) for text in label["path"][-1:]]
    same = [one for one in at_line if [plain(text) for text in one.path[-1:]] == heading]
    return next(iter(same or at_line), None)


def plain(heading: str) -> str:
    """The words of a heading: folded, without marks of style or the punctuation that ends it."""
    return fold(heading).strip("#*。：:,， \u3000")


def _region(report: Report) -> tuple[str | None, ...] | None:
    region = report.region
    if region is None or region.status == "possible":
        return None
    return region.province, region.city, region.county


def _year(report: Report) -> int | None:
    year = report.year
    return year.value if year is not None and year.status != "possible" else None


def _has_repair(line: int, kind: str) -> Answer:
    return lambda analysed: any(
        repair.line == line and repair.kind == kind for repair in analysed.repairs
    )
