"""What the indexer understands of a file, as `inspect` shows it: as JSON or as lines for a person.

The shape is a contract: fields may be added, none renamed or dropped.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from indexer.corrections.values import FIELD_LABELS
from indexer.model import (
    REPAIR_LABELS,
    ROLE_LABELS,
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


def _region_json(region: Region | None) -> Json | None:
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
        "evidence": [_evidence_json(witness) for witness in region.evidence],
    }


def _year_json(year: Year | None) -> Json | None:
    if year is None:
        return None
    return {
        "value": year.value,
        "low": year.low,
        "high": year.high,
        "status": year.status,
        "stated": year.stated,
        "evidence": [_evidence_json(witness) for witness in year.evidence],
    }


def _evidence_json(witness: Evidence) -> Json:
    return {
        "text": witness.text,
        "lines": list(witness.lines),
        "weight": round(witness.weight, 2),
        "says": witness.says,
    }


def _repair_json(repair: Repair) -> Json:
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


def _section_json(section: Section, report: Report) -> Json:
    return {
        "id": section.id,
        "start_line": section.start_line,
        "end_line": section.end_line,
        "path": list(section.path),
        "part": section.part,
        "text": section.text,
        "lines": [[line.start, line.end, line.text] for line in section.lines],
        "topics": list(section.topics),
        "topics_status": _status(report, "topics", section.id),
        "role": section.role,
    }


def _report_json(report: Report) -> Json:
    return {
        "id": report.id,
        "title": report.title,
        "start_line": report.start_line,
        "end_line": report.end_line,
        "untitled": report.untitled,
        "duplicate_of": report.duplicate_of,
        "spun": report.paraphrased,
        "region": _region_json(report.region),
        "year": _year_json(report.year),
        "period": report.period,
        "period_status": _status(report, "period"),
        "confirmed": [asdict(known) for known in report.confirmations],
        "outline": [_heading_json(heading) for heading in report.outline],
        "sections": [_section_json(section, report) for section in report.sections],
    }


def _status(report: Report, field: str, section: str = "") -> str | None:
    """`confirmed` for what a person set, also to nothing; None for what the program found."""
    return "confirmed" if report.confirms(field, section) else None


def file_json(analysed: AnalysedFile) -> Json:
    return {
        "file": analysed.source.name,
        "format": analysed.source.format,
        "encoding": analysed.source.encoding,
        "repairs": [_repair_json(repair) for repair in analysed.repairs],
        "reports": [_report_json(report) for report in analysed.reports],
    }


_STATUSES = {
    "confirmed": "人工核定",
    "stated": "文中写明",
    "inferred": "推定",
    "possible": "推测",
    "conflict": "与文中所写不符",
}


def as_text(analysed: AnalysedFile) -> str:
    """The same for a person at a terminal."""
    source = analysed.source
    lines = [f"{source.name}  格式 {source.format}  编码 {source.encoding}"]
    if analysed.repairs:
        lines.append(f"修补 {len(analysed.repairs)} 处：")
        lines.extend(
            f"  第 {repair.line} 行 {REPAIR_LABELS.get(repair.kind, repair.kind)}："
            f"{_short(repair.before)} → {_short(repair.after)}"
            for repair in analysed.repairs
        )
    for number, report in enumerate(analysed.reports, start=1):
        lines.append("")
        lines.append(
            f"报告 {number}：{report.title}（第 {report.start_line}–{report.end_line} 行）"
            + ("，原文无标题" if report.untitled else "")
            + (f"，与 {report.duplicate_of} 重复" if report.duplicate_of else "")
            + ("，疑经同义词替换" if report.paraphrased else "")
        )
        lines.extend(_attribution_lines(report))
        lines.extend(
            f"  人工核定：{FIELD_LABELS[known.field]}（{known.by}，{known.at[:10]}）"
            for known in report.confirmations
            if not known.section
        )
        for section in report.sections:
            labels = "、".join((ROLE_LABELS[section.role], *section.topics))
            path = " › ".join(section.path) or "（开头）"
            lines.append(f"  第 {section.start_line}–{section.end_line} 行 [{labels}] {path}")
            lines.append(f"    {_short(section.text, 60)}")
    return "\n".join(lines)


def _attribution_lines(report: Report) -> list[str]:
    lines = []
    if (region := report.region) is not None:
        name = "".join(filter(None, (region.province, region.city, region.county)))
        lines.append(f"  地区：{name}（{_STATUSES[region.status]}）{_because(region.evidence)}")
    if (year := report.year) is not None:
        span = f"，{year.low}–{year.high}" if year.low != year.high else ""
        said = f"，文中写 {year.stated}" if year.status == "conflict" else ""
        lines.append(
            f"  年份：{year.value}（{_STATUSES[year.status]}{span}{said}）{_because(year.evidence)}"
        )
    if report.period is not None:
        lines.append(f"  时段：{report.period}")
    return lines


def _because(evidence: tuple[Evidence, ...]) -> str:
    strongest = sorted(evidence, key=lambda witness: -abs(witness.weight))[:4]
    return "；".join(
        f"{witness.text} 第 {'、'.join(map(str, witness.lines[:3]))} 行"
        for witness in strongest
        if witness.lines
    )


def _short(text: str, length: int = 30) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= length else f"{flat[:length]}…"
