"""Measures how many characters a second attribution reads, on one core, warm.

    python -m bench.attribution_speed [FOLDER]

FOLDER holds reports as the indexer reads them (default corpus/). Reading, cleaning and segmentation
are done before and not measured. Each attribute is measured alone, with the reading of the text and
the search for its own words; the last line is all of them together, with one search.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.attribution import load_attributors
from indexer.attribution.attributor import attribute_with
from indexer.attribution.report_text import read_report
from indexer.corpus import is_corpus_file
from indexer.model import Report
from indexer.pipeline import analyse_file

ROUNDS = 7


def _size(report: Report) -> int:
    headings = sum(len(heading.text) for heading in report.outline)
    return len(report.title) + headings + sum(len(section.text) for section in report.sections)


def _parts() -> dict[str, Callable[[Report], object]]:
    attributors = load_attributors()
    return {
        "text alone": read_report,
        **{name: attribute_with([attributor]) for name, attributor in attributors.items()},
        "all": attribute_with([*attributors.values()]),
    }


def _least_seconds(attribute: Callable[[Report], object], reports: Sequence[Report]) -> float:
    """The least processor seconds of a round; every round reads reports it has not seen."""
    seconds = []
    for _ in range(ROUNDS):
        fresh = [replace(report) for report in reports]
        begun = time.process_time()
        for report in fresh:
            attribute(report)
        seconds.append(time.process_time() - begun)
    return min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("corpus"))
    folder = parser.parse_args().folder
    files = [path for path in sorted(folder.iterdir()) if is_corpus_file(path)]
    reports = [
        report
        for path in files
        for report in analyse_file(path, path.name, lambda report: report).reports
    ]
    size = sum(map(_size, reports))
    print(f"{len(reports)} reports, {size:,} characters")
    for name, attribute in _parts().items():
        print(f"{name:<12} {size / _least_seconds(attribute, reports):>12,.0f} characters a second")


if __name__ == "__main__":
    main()
