"""What the indexer understands of a file, as the JSON of `inspect` and as the store keeps it.

The shape is a contract: fields may be added, none renamed or dropped.
"""

from __future__ import annotations

from typing import Any

from indexer.model import (
    AnalysedFile,
    Evidence,
    Heading,
    Region,
    Repair,
    Report,
    Section,
    Year,
)

Json = dict[str, Any]


def region_json(region: Region | None, *, evidence: bool = True) -> Json | None:
    if region is None:
        return None
    known: Json = {
        "code": region.code,
        "province": region.province,
        "city": region.city,
        "county": region.county,
        "status": region.status,
        "score": round(region.score, 2),
        "margin": round(region.margin, 2),
    }
    if evidence:
        known["evidence"] = [_evidence_json(witness) for witness in region.evidence]
    return known


def year_json(year: Year | None, *, evidence: bool = True) -> Json | None:
    if year is None:
        return None
    known: Json = {
        "value": year.value,
        "low": year.low,
        "high": year.high,
        "status": year.status,
        "stated": year.stated,
    }
    if evidence:
        known["evidence"] = [_evidence_json(witness) for witness in year.evidence]
    return known


def _evidence_json(witness: Evidence) -> Json:
    return {
        "text": witness.text,
        "lines": list(witness.lines),
        "weight": round(witness.weight, 2),
        "says": witness.says,
    }


def repair_json(repair: Repair) -> Json:
    return {
        "line": repair.line,
        "kind": repair.kind,
        "before": repair.before,
        "after": repair.after,
    }


def _heading_json(heading: Heading) -> Json:
    return {
        "line": heading.line,
        "level": heading.level,
        "text": heading.text,
        "inline": heading.inline,
    }


def _section_json(section: Section) -> Json:
    return {
        "id": section.id,
        "start_line": section.start_line,
        "end_line": section.end_line,
        "path": list(section.path),
        "part": section.part,
        "text": section.text,
        "lines": [[line.start, line.end, line.text] for line in section.lines],
        "topics": list(section.topics),
        "role": section.role,
    }


def report_json(report: Report) -> Json:
    return {
        "id": report.id,
        "title": report.title,
        "start_line": report.start_line,
        "end_line": report.end_line,
        "untitled": report.untitled,
        "duplicate_of": report.duplicate_of,
        "spun": report.spun,
        "region": region_json(report.region),
        "year": year_json(report.year),
        "period": report.period,
        "outline": [_heading_json(heading) for heading in report.outline],
        "sections": [_section_json(section) for section in report.sections],
    }


def file_json(analysed: AnalysedFile) -> Json:
    return {
        "file": analysed.source.name,
        "format": analysed.source.format,
        "encoding": analysed.source.encoding,
        "repairs": [repair_json(repair) for repair in analysed.repairs],
        "reports": [report_json(report) for report in analysed.reports],
    }
