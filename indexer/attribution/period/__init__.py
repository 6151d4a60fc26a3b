"""The stretch of time that a report covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.attribution.attributor import Attributor
from indexer.attribution.literals import Hits
from indexer.attribution.period.report_period import THEMES, find_period
from indexer.attribution.report_text import ReportText
from indexer.model import Report


def load_attributor(topics_file: Path | None) -> Attributor:
    return Attributor({"themes": THEMES}, _attribute)


def _attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
    return replace(report, period=find_period(text, hits["themes"].words()))
