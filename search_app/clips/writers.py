"""A clip folder as Word, Markdown, CSV or JSON: passage, source, note, in its owner's order."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from docx import Document

from search_app.clips.store import Clip
from search_app.export.writers import CSV_COLUMNS, citation, csv_row, printable, record

Writer = Callable[[Sequence[Clip]], bytes]


def to_docx(clips: Sequence[Clip]) -> bytes:
    """Each passage a heading, a quotation, its source in brackets, and the note."""
    document = Document()
    document.add_heading("素材夹", level=0)
    for clip in clips:
        section = clip.section
        document.add_heading(printable(" › ".join(section.path) or section.title), level=2)
        for _, _, paragraph in section.lines:
            document.add_paragraph(printable(paragraph), style="Quote")
        document.add_paragraph(printable(f"（{citation(section)}）"))
        if clip.note:
            document.add_paragraph(printable(f"备注：{clip.note}"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_markdown(clips: Sequence[Clip]) -> bytes:
    blocks = ["# 素材夹"]
    for clip in clips:
        section = clip.section
        blocks.append(f"## {_escaped(' › '.join(section.path) or section.title)}")
        blocks.append("\n>\n".join(f"> {_escaped(text)}" for _, _, text in section.lines))
        blocks.append(f"（{_escaped(citation(section))}）")
        if clip.note:
            blocks.append(f"备注：{_escaped(clip.note)}")
    return ("\n\n".join(blocks) + "\n").encode()


def _escaped(text: str) -> str:
    """Markdown's own signs taken as text, line breaks as spaces."""
    for sign in "\\`*_[]<>#":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split("\n"))


def to_csv(clips: Sequence[Clip]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow((*CSV_COLUMNS, "备注"))
    writer.writerows(csv_row(clip.section, clip.note) for clip in clips)
    return text.getvalue().encode("utf-8-sig")


def to_json(clips: Sequence[Clip]) -> bytes:
    rows = [record(clip.section) | {"note": clip.note} for clip in clips]
    return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()


WRITERS: dict[str, tuple[Writer, str]] = {
    "docx": (
        to_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "md": (to_markdown, "text/markdown; charset=utf-8"),
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "json": (to_json, "application/json"),
}
"""File name suffix → the writer and its media type."""
