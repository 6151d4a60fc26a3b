"""The topics of each section of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.attribution.attributor import Attributor
from indexer.attribution.literals import Hits
from indexer.attribution.report_text import ReportText
from indexer.attribution.topics.classification import load_topics
from indexer.attribution.topics.field_topics import assign_topics
from indexer.model import Report

__all__ = ["load_attributor", "load_topics"]

_FIELDS = ""


def load_attributor(topics_file: Path | None) -> Attributor:
    rules = load_topics(topics_file)

    def attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
        below = {field: hits[field] for field in rules.below}
        topics = assign_topics(text, hits[_FIELDS].outermost(), below, rules)
        sections = zip(report.sections, topics, strict=True)
        return replace(
            report, sections=tuple(replace(section, topics=labels) for section, labels in sections)
        )

    words = {field: labels.words for field, labels in rules.below.items()}
    return Attributor({_FIELDS: rules.fields.words, **words}, attribute, reads_appended=True)
