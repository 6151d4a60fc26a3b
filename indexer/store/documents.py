"""The documents of the index: of each section of an analysed file, what it is found by and what it
is shown from."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer import gazetteer
from indexer.model import AnalysedFile, Report, Section
from indexer.store import compact
from indexer.store.layout import IndexedText
from indexer.store.report_record import region_record, report_record, year_record

KEY_DIGITS = 16
"""A section id is this many hexadecimal digits: a 64-bit key."""

BODY_ENCODING = "gb18030"
DICTIONARY_BYTES = 32768  # zlib looks no further back

Facets = tuple[tuple[str, str], ...]


class SectionRecord(NamedTuple):
    """What is kept of a section. `lines` are (first source line, last source line, text)."""

    path: Sequence[str]
    lines: Sequence[tuple[int, int, str]]
    part: int | None
    topics: Sequence[str]
    role: str


class ReportHead(NamedTuple):
    """What each section shows of its report. `region` and `year` are as
    `indexer.store.report_record` makes them, without evidence."""

    report_id: str
    title: str
    region: dict[str, Any] | None
    year: dict[str, Any] | None
    period: str | None
    file: str
    spun: bool


@dataclass(frozen=True, slots=True)
class FileDocuments:
    """The sections of a file, a document a section, and its records.

    `facets` are (field, value) pairs: of each report those that all its sections have, and those of
    each section. `heads` and `bodies` are the reports' records, `rows` the
    sections', as `indexer.store.records` reads them.
    """

    name: str
    keys: tuple[int, ...]
    texts: tuple[IndexedText, ...]
    facets: tuple[tuple[Facets, tuple[Facets, ...]], ...]
    report_of: NDArray[np.uint32]
    rows: tuple[bytes, ...]
    heads: tuple[bytes, ...]
    bodies: tuple[bytes, ...]


def make_documents(file: AnalysedFile) -> FileDocuments:
    """Makes a document of each section. Reports without a section are left out."""
    reports = [report for report in file.reports if report.sections]
    sections = [(report, section) for report in reports for section in report.sections]
    records = [list(map(_section_record, report.sections)) for report in reports]
    return FileDocuments(
        name=file.source.name,
        keys=tuple(parse_section_id(section.id) for _, section in sections),
        texts=tuple(compose_text(report, section) for report, section in sections),
        facets=tuple(
            (_report_facets(report), tuple(map(_section_facets, report.sections)))
            for report in reports
        ),
        report_of=np.repeat(
            np.arange(len(reports), dtype=np.uint32), [len(report.sections) for report in reports]
        ),
        rows=tuple(compact.dumps(chain.from_iterable(records))),
        heads=tuple(compact.dumps(_head(file, report) for report in reports)),
        bodies=tuple(
            _body(file, report, kept) for report, kept in zip(reports, records, strict=True)
        ),
    )


def parse_section_id(section_id: str) -> int:
    """The number that a section id stands for. Raises `ValueError` for anything but 16 hexadecimal
    digits, lower case."""
    key = int(section_id, 16)
    if f"{key:0{KEY_DIGITS}x}" != section_id:
        raise ValueError(f"section id {section_id!r} is not {KEY_DIGITS} hexadecimal digits")
    return key


def compose_text(report: Report, section: Section) -> IndexedText:
    """What is searched of a section. A text run through a synonym replacer is followed by its
    likely original, paragraph by paragraph where they differ."""
    shown = section.text.split("\n")
    unseen: list[str] = []
    if section.restored is not None:
        originals = section.restored.split("\n")
        unseen = [
            original
            for original, paragraph in zip(originals, shown, strict=True)
            if original != paragraph
        ]
    title = _one_line(report.title)
    headings = [_one_line(heading) for heading in section.path]
    body = "\n".join((*shown, *unseen)).replace("\0", " ")
    text = "\n".join((title, "\n".join(headings), body))
    body_at = len(text) - len(body)
    nearest_at = body_at - 1 - len(headings[-1]) if headings else body_at
    return IndexedText(text, len(title) + 1, nearest_at, body_at, body_at + len(section.text))


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\0", " ")


def _report_facets(report: Report) -> Facets:
    pairs = [("report", report.id)]
    if report.period is not None:
        pairs.append(("period", report.period))
    if report.region is not None:
        code = report.region.code
        pairs += [("region", above) for above in (*gazetteer.ancestors(code), code)]
        pairs.append(("status", f"region:{report.region.status}"))
    if report.year is not None:
        pairs.append(("year", str(report.year.value)))
        pairs.append(("status", f"year:{report.year.status}"))
    return tuple(pairs)


def _section_facets(section: Section) -> Facets:
    topics = dict.fromkeys(section.topics)
    return (("role", section.role), *(("topic", topic) for topic in topics))


def _section_record(section: Section) -> SectionRecord:
    return SectionRecord(
        section.path,
        [(line.start, line.end, line.text) for line in section.lines],
        section.part,
        section.topics,
        section.role,
    )


def _head(file: AnalysedFile, report: Report) -> ReportHead:
    return ReportHead(
        report.id,
        report.title,
        region_record(report.region),
        year_record(report.year),
        report.period,
        file.source.name,
        report.paraphrased,
    )


def _body(file: AnalysedFile, report: Report, sections: Iterable[SectionRecord]) -> bytes:
    """The rest of a report, compressed. What GB 18030, two bytes a character, cannot encode, half a
    surrogate pair, becomes the escape that JSON has for it."""
    record = report_record(file, report)
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    packer = zlib.compressobj(zdict=compression_dictionary(sections))
    return packer.compress(text.encode(BODY_ENCODING, "backslashreplace")) + packer.flush()


def compression_dictionary(sections: Iterable[SectionRecord]) -> bytes:
    """What the body of a report is compressed with: the text of its sections, as the source lines
    mostly say it again."""
    texts: list[str] = []
    for section in sections:
        texts += section.path
        texts += [text for _, _, text in section.lines]
    return '","'.join(texts).encode(BODY_ENCODING, "replace")[-DICTIONARY_BYTES:]
