"""Region, year, period, topic and role of a report and its sections, with their evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from indexer.attribution.formal import formal_sections
from indexer.attribution.period import attribute_period
from indexer.attribution.region import attribute_region
from indexer.attribution.role import assign_roles
from indexer.attribution.topics import assign_topics
from indexer.attribution.vocabulary import load_vocabulary, read_report
from indexer.attribution.year import attribute_year
from indexer.model import Report


def load_attribution(topics_file: Path | None = None) -> Callable[[Report], Report]:
    """The function that attributes a report, with its rules loaded.

    `topics_file` replaces the packaged topics. Raises DataFileError when it is faulty.
    """
    vocabulary = load_vocabulary(topics_file)

    def attribute(report: Report) -> Report:
        text = read_report(report, vocabulary)
        formal = formal_sections(text)
        roles = assign_roles(text, formal)
        sections = tuple(
            replace(section, topics=topics, role=role)
            for section, topics, role in zip(
                report.sections, assign_topics(text, formal), roles, strict=True
            )
        )
        return replace(
            report,
            sections=sections,
            region=attribute_region(text),
            year=attribute_year(text, roles),
            period=attribute_period(text),
        )

    return attribute
