"""The role of each section of a report: what was done, what is wrong, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.attribution.attributor import Attributor
from indexer.attribution.literals import Hits
from indexer.attribution.report_text import ReportText
from indexer.attribution.role.section_roles import assign_roles
from indexer.attribution.weighted_terms import read_weighted_terms
from indexer.model import Report

_CUES = Path(__file__).with_name("role_cues.toml")


def load_attributor(topics_file: Path | None) -> Attributor:
    cues = read_weighted_terms(_CUES)

    def attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
        roles = assign_roles(text, hits["cues"].outermost(), cues)
        sections = zip(report.sections, roles, strict=True)
        return replace(
            report, sections=tuple(replace(section, role=role) for section, role in sections)
        )

    return Attributor({"cues": cues.words}, attribute, reads_appended=True)
