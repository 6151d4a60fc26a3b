"""The formats: each writes sections, with their source, to a binary stream."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO, Protocol

from docx import Document

from indexer.model import ROLE_LABELS
from search_app.engine.protocol import StoredSection
from search_app.export.places import line_span, place_name, year_name


class Passage(Protocol):
    """What is written of a section, be it the index's or a clip's. `region` and `year` are those of
    `StoredSection`."""

    @property
    def id(self) -> str: ...
    @property
    def report_id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def text(self) -> str: ...
    @property
    def part(self) -> int | None: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    @property
    def role(self) -> str: ...
    @property
    def region(self) -> dict[str, Any] | None: ...
    @property
    def year(self) -> dict[str, Any] | None: ...
    @property
    def period(self) -> str | None: ...
    @property
    def file(self) -> str: ...
    @property
    def start_line(self) -> int: ...
    @property
    def end_line(self) -> int: ...


Writer = Callable[[Iterable[StoredSection], BinaryIO], None]


def citation(section: Passage) -> str:
    """Where a passage is from, in one bracket's worth: title, place, year, path, file, lines."""
    parts = [f"《{section.title}》"]
    if section.region is not None:
        parts.append(place_name(section.region))
    if section.year is not None:
        parts.append(f"{year_name(section.year)}年")
    if section.path:
        parts.append(" › ".join(section.path))
    parts.append(f"{section.file} 第 {line_span(section.start_line, section.end_line)} 行")
    return "，".join(parts)


def record(section: Passage) -> dict[str, Any]:
    """A section as one flat JSON object."""
    return {
        "id": section.id,
        "report_id": section.report_id,
        "title": section.title,
        "path": list(section.path),
        "part": section.part,
        "text": section.text,
        "region": dict(section.region) if section.region is not None else None,
        "year": dict(section.year) if section.year is not None else None,
        "period": section.period,
        "topics": list(section.topics),
        "role": section.role,
        "source": {
            "file": section.file,
            "start_line": section.start_line,
            "end_line": section.end_line,
        },
    }


def write_jsonl(sections: Iterable[StoredSection], stream: BinaryIO) -> None:
    for section in sections:
        stream.write(json.dumps(record(section), ensure_ascii=False).encode() + b"\n")


CSV_COLUMNS = (
    "编号", "报告", "小标题", "地区", "年份", "时段", "部分", "主题", "正文", "文件", "行",
)  # fmt: skip


def csv_row(section: Passage, *more: str) -> list[str]:
    """A section as cells, in the order of CSV_COLUMNS, and `more` after them. A cell that begins
    like a formula gets an apostrophe before it: reports come from the web."""
    cells = (
        section.id,
        section.title,
        " › ".join(section.path),
        place_name(section.region) if section.region is not None else "",
        year_name(section.year) if section.year is not None else "",
        section.period or "",
        ROLE_LABELS[section.role],
        "、".join(section.topics),
        section.text,
        section.file,
        f"{section.start_line}-{section.end_line}",
        *more,
    )
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(sections: Iterable[StoredSection], stream: BinaryIO) -> None:
    """CSV with a byte order mark, so that spreadsheet programs read it as UTF-8."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    writer.writerows(csv_row(section) for section in sections)
    text.detach()


def write_docx(sections: Iterable[StoredSection], stream: BinaryIO) -> None:
    """A Word document: a heading a report, each passage under its headings, source beneath."""
    document = Document()
    title = None
    for section in sections:
        if section.title != title:
            title = section.title
            document.add_heading(printable(title), level=1)
        if section.path:
            document.add_heading(printable(" › ".join(section.path)), level=2)
        for _, _, paragraph in section.lines:
            document.add_paragraph(printable(paragraph), style="Quote")
        document.add_paragraph(printable(f"（{citation(section)}）"))
    buffer = io.BytesIO()
    document.save(buffer)
    stream.write(buffer.getvalue())


def printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(character for character in text if character >= " " or character == "\t")


WRITERS: dict[str, Writer] = {"jsonl": write_jsonl, "csv": write_csv, "docx": write_docx}
