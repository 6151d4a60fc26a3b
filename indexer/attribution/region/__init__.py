"""The place that a report comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.attribution.attributor import Attributor
from indexer.attribution.literals import Hits
from indexer.attribution.region.place_words import load_place_words
from indexer.attribution.region.region_decision import find_region
from indexer.attribution.report_text import ReportText
from indexer.model import Report


def load_attributor(topics_file: Path | None) -> Attributor:
    return Attributor(load_place_words(), _attribute)


def _attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
    return replace(report, region=find_region(text, hits))
