"""How often each thing the indexer says of a report is right, by how sure it says it is.

    python -m bench.calibration [[NAME=]FOLDER …] [--wrong] [--write]

FOLDER holds labelled files in one of the two forms that docs/quality.md describes: `corpus/` and
`labels/`, as tests/labelled, or texts with a `labels.jsonl` beside or above them. NAME is what the
table calls them, the folder's own name unless given. Without a folder it is tests/labelled.
--wrong lists what is neither right nor coarser. --write puts the tables into docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from indexer.attribution import load_attribution
from indexer.attribution.topics import load_topics
from indexer.model import AnalysedFile, Region, Report, Section, Year
from indexer.pipeline import analyse_file
from tests.labelled.labels import FOLDER, labelled_files, report_at, section_at

Json = dict[str, Any]

QUALITY = Path(__file__).resolve().parents[1] / "docs/quality.md"
BEGIN, END = "<!-- tables -->\n", "<!-- end of the tables -->\n"
STATUSES = ("confirmed", "stated", "inferred", "possible", "conflict", "said", "none")
VERDICTS = ("right", "coarser", "wrong", "missed")
LEVELS = ("province", "city", "county")


@dataclass(frozen=True)
class Judged:
    """What the indexer said of one label: the aspect, how sure it was, and how right."""

    aspect: str
    status: str
    verdict: str
    where: str
    right: object
    answer: object


def judge_region(region: Region | None, right: Json | None, known: Sequence[str] = LEVELS) -> str:
    """Compare a region with the label, at the levels that the label knows.

    A label of None says that the text supports no region. A region that stops at a higher level
    than the label is coarser; one that goes further down than a label that knows all levels is
    wrong.
    """
    if right is None:
        return "right" if region is None else "wrong"
    if region is None:
        return "missed"
    for level in known:
        said, wanted = getattr(region, level), right.get(level)
        if said is None and wanted is not None:
            return "coarser"
        if (said or "")[: len(wanted or said or "")] != (wanted or ""):
            return "wrong"
    return "right"


def judge_year(year: Year | None, right: int | None) -> str:
    """Compare a year with the label; any year of a stated span is right."""
    if year is None:
        return "right" if right is None else "missed"
    if right is None:
        return "wrong"
    spans = year.status in {"stated", "confirmed"} and year.low <= right <= year.high
    return "right" if year.value == right or spans else "wrong"


def judge_topic(topic: str | None, right: str) -> str:
    """Compare a topic with the label; the field above the right topic is coarser."""
    if topic is not None and topic == _fields().get(right):
        return "coarser"
    return _judge_said(topic, right)


@cache
def _fields() -> Mapping[str, str]:
    """The field above each topic that is below one."""
    below = load_topics().below
    return {topic: field for field, topics in below.items() for topic in topics.labels}


def _judge_said(answer: str | None, right: str | None) -> str:
    if answer == right:
        return "right"
    return "missed" if answer is None else "wrong"


def _of_report(report: Report, label: Json, where: str) -> Iterator[Judged]:
    """Judge what is said of a whole report; what the label does not have is not compared."""
    region, year = report.region, report.year
    if "region" in label and label.get("region_certain", True):
        status = region.status if region else "none"
        said = region and tuple(getattr(region, level) for level in LEVELS)
        known = label.get("levels", LEVELS)
        verdict = judge_region(region, label["region"], known)
        yield Judged("region", status, verdict, where, label["region"], said)
    if "year" in label and label.get("year_certain", True):
        sure = year.status if year else "none"
        verdict = judge_year(year, label["year"])
        yield Judged("year", sure, verdict, where, label["year"], year and year.value)
    if "period" in label:
        yield _said("period", report.period, label["period"], where)


def _said(aspect: str, answer: str | None, right: str | None, where: str) -> Judged:
    status = "none" if answer is None else "said"
    return Judged(aspect, status, _judge_said(answer, right), where, right, answer)


def _of_section(section: Section | None, label: Json, where: str) -> Iterator[Judged]:
    where = f"{where}, line {label['start'] + 1}"
    if label.get("topics"):
        right = label["topics"][0]
        main = next(iter(section.topics), None) if section else None
        said = _said("main topic", main, right, where)
        yield replace(said, verdict=judge_topic(main, right))
    if "role" in label:
        yield _said("role", section.role if section else None, label["role"], where)


def judge_folder(folder: Path) -> Iterator[Judged]:
    """Judge everything that the labels of `folder` know. Raises SystemExit where it has none."""
    attribute = load_attribution()
    if (folder / "labels").is_dir():
        for file in labelled_files(folder):
            analysed = analyse_file(file.path, file.name, attribute)
            for label in file.labels["reports"]:
                yield from _of_report(report_at(analysed, label), label, label["id"])
                for section in label["sections"]:
                    yield from _of_section(section_at(analysed, section), section, label["id"])
        return
    for path, label in _read_lines(folder):
        analysed = analyse_file(path, path.name, attribute)
        yield from _of_report(_longest(analysed), _whole_file_label(label), label["file"])


def _read_lines(folder: Path) -> Iterator[tuple[Path, Json]]:
    """Yield the files below `folder` that the nearest labels.jsonl knows, with their labels."""
    for holder in (folder, folder.parent):
        if (holder / "labels.jsonl").is_file():
            for line in (holder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
                label = json.loads(line)
                if (path := holder / label["file"]).is_relative_to(folder):
                    yield path, label
            return
    raise SystemExit(f"{folder}: neither labels/ nor labels.jsonl")


def _whole_file_label(label: Json) -> Json:
    """Give a line of labels.jsonl the form of a report's label."""
    found: Json = {key: label[key] for key in ("year", "period") if key in label}
    if "province" in label:
        found["region"] = (
            {level: label.get(level) for level in LEVELS} if label["province"] else None
        )
    elif label.get("province_folder"):
        found |= {"region": {"province": label["province_folder"]}, "levels": LEVELS[:1]}
    return found


def _longest(analysed: AnalysedFile) -> Report:
    """The report with the most text: a file that was cut in pieces is judged by that one."""
    return max(analysed.reports, key=lambda one: sum(len(section.text) for section in one.sections))


def tabulate(judged: Iterable[Judged]) -> str:
    """Return a Markdown table: a row for each aspect and status that occurs."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in judged:
        for status in (one.status, "all"):
            counts.setdefault((one.aspect, status), Counter())[one.verdict] += 1
    rows = [
        "| | how sure | n | right | coarser | wrong | missed | share right |",
        "| --- | --- | --: | --: | --: | --: | --: | --: |",
    ]
    for aspect in ("region", "year", "period", "main topic", "role"):
        for status in (*STATUSES, "all"):
            count = counts.get((aspect, status))
            if count is None or (status == "all" and (aspect, "said") in counts):
                continue
            total = count.total()
            figures = " | ".join(str(count[verdict]) for verdict in VERDICTS)
            share = f"{100 * count['right'] / total:.0f} %"
            rows.append(f"| {aspect} | {status} | {total} | {figures} | {share} |")
    return "\n".join(rows) + "\n"


def write_tables(tables: Sequence[tuple[str, str]], page: Path = QUALITY) -> None:
    """Put `tables`, each with its name, between the marks of `page`."""
    text = page.read_text(encoding="utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    between = "".join(f"\n### {name}\n\n{table}" for name, table in tables)
    page.write_text(f"{before}{between}\n{after}", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", metavar="[NAME=]FOLDER", default=[str(FOLDER)])
    parser.add_argument("--wrong", action="store_true", help="lists what is wrong or missed")
    parser.add_argument("--write", action="store_true", help="writes docs/quality.md")
    given = parser.parse_args()
    tables = []
    for argument in given.folders:
        name, _, folder = argument.rpartition("=")
        judged = list(judge_folder(Path(folder)))
        tables.append((name or Path(folder).name, tabulate(judged)))
        print(*tables[-1], sep="\n\n")
        for one in judged if given.wrong else ():
            if one.verdict in {"wrong", "missed"}:
                print(f"{one.where} {one.aspect} ({one.status}): {one.answer}, right: {one.right}")
    if given.write:
        write_tables(tables)


if __name__ == "__main__":
    main()
