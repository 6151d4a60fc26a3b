"""The year that a report is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.attribution.attributor import Attributor
from indexer.attribution.literals import Hits
from indexer.attribution.report_text import ReportText
from indexer.attribution.year.year_decision import find_year, load_year_words
from indexer.model import Report


def load_attributor(topics_file: Path | None) -> Attributor:
    return Attributor({"years": load_year_words()}, _attribute)


def _attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
    roles = [section.role for section in report.sections]
    return replace(report, year=find_year(text, hits["years"], roles, report.period))
