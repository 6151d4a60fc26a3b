"""What is kept of a report for showing it, as plain values for `json`.

The fields are the store's own: whatever reads a generation reads these, and a change of them raises
`FORMAT`. `indexer.inspection` shows the same report to people, in its own words.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from indexer.model import AnalysedFile, Evidence, Region, Report, Year

Record = dict[str, Any]


def region_record(region: Region | None) -> Record | None:
    """Where a report comes from, without the evidence."""
    if region is None:
        return None
    return {
        "code": region.code,
        "province": region.province,
        "city": region.city,
        "county": region.county,
        "status": region.status,
        "score": round(region.score, 2),
        "margin": round(region.margin, 2),
    }


def year_record(year: Year | None) -> Record | None:
    """Which year a report is about, without the evidence."""
    if year is None:
        return None
    return {
        "value": year.value,
        "low": year.low,
        "high": year.high,
        "status": year.status,
        "stated": year.stated,
    }


def report_record(file: AnalysedFile, report: Report) -> Record:
    """A report of `file` without its sections, with its source lines and their repairs."""
    return {
        "id": report.id,
        "title": report.title,
        "start_line": report.start_line,
        "end_line": report.end_line,
        "untitled": report.untitled,
        "duplicate_of": report.duplicate_of,
        "spun": report.paraphrased,
        "region": _with_evidence(region_record(report.region), report.region),
        "year": _with_evidence(year_record(report.year), report.year),
        "period": report.period,
        "period_status": "confirmed" if report.confirms("period") else None,
        "confirmed": [asdict(known) for known in report.confirmations],
        "outline": [
            {
                "line": heading.line,
                "level": heading.level,
                "text": heading.text,
                "inline": heading.inline,
            }
            for heading in report.outline
        ],
        "sections": [],  # whoever reads it fills them in, from their own records
        "file": file.source.name,
        "format": file.source.format,
        "encoding": file.source.encoding,
        "repairs": [
            {
                "line": repair.line,
                "kind": repair.kind,
                "before": repair.before,
                "after": repair.after,
            }
            for repair in file.repairs
            if report.start_line <= repair.line <= report.end_line
        ],
        "source_lines": file.source.source[report.start_line - 1 : report.end_line],
    }


def _with_evidence(record: Record | None, fact: Region | Year | None) -> Record | None:
    if record is None or fact is None:
        return None
    return record | {"evidence": [_evidence_record(witness) for witness in fact.evidence]}


def _evidence_record(witness: Evidence) -> Record:
    return {
        "text": witness.text,
        "lines": list(witness.lines),
        "weight": round(witness.weight, 2),
        "says": witness.says,
    }
