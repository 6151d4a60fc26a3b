"""How many characters a second attribution reads, on one core, warm: all of it and each part.

    python -m bench.attribution_speed [FOLDER]

FOLDER holds reports as the indexer reads them (default corpus/). Reading, cleaning and segmentation
are done before and not measured.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.attribution import load_attribution
from indexer.attribution.formal import formal_sections
from indexer.attribution.period import attribute_period
from indexer.attribution.region import attribute_region
from indexer.attribution.role import assign_roles
from indexer.attribution.topics import assign_topics
from indexer.attribution.vocabulary import read_report
from indexer.attribution.year import attribute_year
from indexer.corpus import is_corpus_file
from indexer.model import Report
from indexer.pipeline import analyse_file

ROUNDS = 7


def _size(report: Report) -> int:
    headings = sum(len(heading.text) for heading in report.outline)
    return len(report.title) + headings + sum(len(section.text) for section in report.sections)


def _parts() -> dict[str, Callable[[Report], object]]:
    def sections(report: Report) -> object:
        text = read_report(report)
        formal = formal_sections(text)
        return assign_roles(text, formal), assign_topics(text, formal)

    return {
        "text, searched once": read_report,
        "region": lambda report: attribute_region(read_report(report)),
        "year": lambda report: attribute_year(read_report(report)),
        "period": lambda report: attribute_period(read_report(report)),
        "roles and topics": sections,
        "all": load_attribution(),
    }


def _best(attribute: Callable[[Report], object], reports: Sequence[Report]) -> float:
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("corpus"))
    folder = parser.parse_args().folder
    files = [path for path in sorted(folder.iterdir()) if is_corpus_file(path)]
    reports = [
        report
        for path in files
        for report in analyse_file(path, path.name, lambda report: report).reports
    ]
    size = sum(map(_size, reports))
    print(f"{len(reports)} reports, {size:,} characters; each part with the reading of its text")
    for name, attribute in _parts().items():
        print(f"{name:<20} {size / _best(attribute, reports):>12,.0f} characters a second")


if __name__ == "__main__":
    main()
