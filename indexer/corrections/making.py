"""Makes the place of a correction from what a person points at in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.corrections.applying import Span, find_spans
from indexer.corrections.places import FileText, make_place
from indexer.corrections.values import Correction, CorrectionError, Place
from indexer.message import message
from indexer.model import Report
from indexer.pipeline import segment_file

_LINE = 200
"""How many characters, from a line on, tell it from others."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file of the corpus as the indexer cuts it into reports, ready to point at."""

    name: str
    text: FileText
    reports: tuple[Report, ...]
    spans: tuple[Span, ...]

    def report_at(self, line: int | None) -> Report:
        """The report that has the source line, or the only one of the file.

        Raises CorrectionError, which says what lines there are.
        """
        with_text = [span.report for span in self.spans]
        if line is None and len(with_text) == 1:
            return with_text[0]
        for report in with_text:
            if line is not None and report.start_line <= line <= report.end_line:
                return report
        raise CorrectionError(
            message(
                "%(file)s 里有 %(count)s 篇报告，请用 --line 指明其中一行：%(lines)s",
                file=self.name,
                count=len(with_text),
                lines="；".join(
                    f"{report.start_line}–{report.end_line} {report.title[:20]}"
                    for report in with_text
                ),
            )
        )

    def report_place(self, report_id: str) -> Place | None:
        """The place of a report; None where the file has no such report."""
        for span in self.spans:
            if span.report.id == report_id:
                return make_place(self.text, self.name, span.start, span.end)
        return None

    def section_place(self, section_id: str) -> Place | None:
        """The place of a section; None where the file has no such section."""
        for span in self.spans:
            for section, (start, end) in zip(span.report.sections, span.sections, strict=True):
                if section.id == section_id:
                    return make_place(self.text, self.name, start, end)
        return None

    def section_id_at(self, line: int) -> str:
        """The section that has the source line, the first of several. Raises CorrectionError where
        there is none."""
        for span in self.spans:
            for section in span.report.sections:
                if section.start_line <= line <= section.end_line:
                    return section.id
        raise CorrectionError(
            message("%(file)s 第 %(line)s 行不在任何段落里", file=self.name, line=line)
        )

    def beginning_place(self, line: int, *, begins: bool) -> Place:
        """The place of the source line, at which a report is said to begin or not to.

        Raises CorrectionError where the line has no text, where a report begins there already, or
        where none does that could be joined to one before it.
        """
        numbers = [
            number
            for number, known in enumerate(self.text.lines)
            if known.start <= line <= known.end and self._has_text(number)
        ]
        if not numbers:
            raise CorrectionError(
                message("%(file)s 第 %(line)s 行没有文字", file=self.name, line=line)
            )
        start = self.text.starts[numbers[0]]
        known = self.text.lines[numbers[0]].start
        here = [at for at, report in enumerate(self.reports) if report.start_line == known]
        if begins and here:
            raise CorrectionError(
                message("%(file)s 第 %(line)s 行本来就是一篇的起点", file=self.name, line=line)
            )
        if not begins and not here:
            raise CorrectionError(
                message("%(file)s 第 %(line)s 行不是哪一篇的起点", file=self.name, line=line)
            )
        if not begins and here == [0]:
            raise CorrectionError(message("这是文件的第一篇，前面没有可以并入的报告"))
        end = min(start + _LINE, len(self.text.flat))
        return make_place(self.text, self.name, start, end)

    def _has_text(self, number: int) -> bool:
        starts = self.text.starts
        after = starts[number + 1] if number + 1 < len(starts) else len(self.text.flat)
        return after > starts[number]


def open_file(path: Path, name: str, corrections: Sequence[Correction]) -> OpenFile:
    """The file at `path`, called `name` in the corpus, with the beginnings that `corrections` set.
    Raises UnreadableFile when there is no text to be had."""
    file = segment_file(path, name, corrections)
    text = file.located.text if file.located is not None else FileText(file.lines)
    return OpenFile(name, text, file.reports, tuple(find_spans(text, file.reports)))
