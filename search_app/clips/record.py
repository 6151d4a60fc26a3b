"""What a clip keeps of its section, and how it is written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from search_app.engine.protocol import StoredSection


@dataclass(frozen=True, slots=True)
class ClippedSection:
    """A section as it was when it was picked. `lines` are (first source line, last source line,
    text) a paragraph; `region` and `year` are the dictionaries of the JSON contract, without
    evidence.

    This is no part of any index: it outlives them. The version of the file it is in is its version
    too: whoever changes what is written here adds a migration to `search_app.clips.store`.
    """

    id: str
    report_id: str
    title: str
    path: tuple[str, ...]
    lines: tuple[tuple[int, int, str], ...]
    part: int | None
    topics: tuple[str, ...]
    role: str
    region: dict[str, Any] | None
    year: dict[str, Any] | None
    period: str | None
    file: str
    start_line: int
    end_line: int

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(text for _, _, text in self.lines)


def clip_section(section: StoredSection) -> ClippedSection:
    """What a clip of `section` keeps."""
    return ClippedSection(
        id=section.id,
        report_id=section.report_id,
        title=section.title,
        path=section.path,
        lines=section.lines,
        part=section.part,
        topics=section.topics,
        role=section.role,
        region=section.region,
        year=section.year,
        period=section.period,
        file=section.file,
        start_line=section.start_line,
        end_line=section.end_line,
    )


def to_json(section: ClippedSection) -> str:
    return json.dumps(
        {
            "id": section.id,
            "report_id": section.report_id,
            "title": section.title,
            "path": section.path,
            "lines": section.lines,
            "part": section.part,
            "topics": section.topics,
            "role": section.role,
            "region": section.region,
            "year": section.year,
            "period": section.period,
            "file": section.file,
            "start_line": section.start_line,
            "end_line": section.end_line,
        }
    )


def from_json(document: str) -> ClippedSection:
    """A section as `to_json` wrote it. Other fields are ignored: there was `spun` once."""
    fields: dict[str, Any] = json.loads(document)
    return ClippedSection(
        id=fields["id"],
        report_id=fields["report_id"],
        title=fields["title"],
        path=tuple(fields["path"]),
        lines=tuple((start, end, text) for start, end, text in fields["lines"]),
        part=fields["part"],
        topics=tuple(fields["topics"]),
        role=fields["role"],
        region=fields["region"],
        year=fields["year"],
        period=fields["period"],
        file=fields["file"],
        start_line=fields["start_line"],
        end_line=fields["end_line"],
    )
