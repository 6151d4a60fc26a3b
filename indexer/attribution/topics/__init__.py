"""The topics of each section of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.attribution.attributor import Attributor
from indexer.attribution.literals import Hits
from indexer.attribution.report_text import ReportText
from indexer.attribution.topics.section_topics import assign_topics
from indexer.attribution.weighted_terms import WeightedTerms, read_weighted_terms
from indexer.model import Report

_PACKAGED = Path(__file__).with_name("topics.toml")


def load_topics(topics_file: Path | None = None) -> WeightedTerms:
    """Read a topics file, or the packaged one (education, twenty labels) without `topics_file`.

    Raises DataFileError when the file is faulty or cannot be read.
    """
    return read_weighted_terms(topics_file or _PACKAGED)


def load_attributor(topics_file: Path | None) -> Attributor:
    rules = load_topics(topics_file)

    def attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
        topics = assign_topics(text, hits["terms"].outermost(), rules)
        sections = zip(report.sections, topics, strict=True)
        return replace(
            report, sections=tuple(replace(section, topics=labels) for section, labels in sections)
        )

    return Attributor({"terms": rules.words}, attribute, reads_appended=True)
