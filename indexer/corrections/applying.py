"""Makes the reports of a file say what people have set by hand.

A correction is applied after all rules, and the later one wins; one of a section's topics wins over
one of its report's. What it does depends on the text of the file and on the file's name alone, so
that an update gives what a rebuild gives, and applying twice what applying once does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from indexer import gazetteer
from indexer.corrections.places import FileText, find_place, normalize
from indexer.corrections.values import Correction
from indexer.model import Confirmation, Evidence, Line, Period, Region, Report, Section, Year

_NEAR = 200
"""How many characters a report's first section may have moved within it: a heading that is found
now, or a byline that counts as title."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where corrections stand in the text of a file: each with its offset, oldest first."""

    text: FileText
    found: tuple[tuple[Correction, int], ...]

    def beginnings(self) -> list[tuple[int, bool]]:
        """The indices of lines at which a report was said to begin, or not to, oldest first."""
        return [
            (self.text.line_at(offset), correction.value is True)
            for correction, offset in self.found
            if correction.field == "beginning"
        ]


def locate(corrections: Sequence[Correction], lines: Sequence[Line], file: str) -> Located | None:
    """Looks for `corrections` in the cleaned `lines` of the file called `file`; None where none is
    found. `corrections` are in the order in which they were made."""
    if not corrections:
        return None
    text = FileText(lines)
    found = [
        (correction, offset)
        for correction in corrections
        for offset in find_place(
            correction.place, text, file, whole_lines=correction.subject == "line"
        )
    ]
    return Located(text, tuple(found)) if found else None


@dataclass(frozen=True, slots=True)
class Span:
    """A report and the offsets of the text of its sections, in the text of its file. `after` is
    where the report before ends."""

    report: Report
    sections: tuple[tuple[int, int], ...]
    after: int

    @property
    def start(self) -> int:
        return self.sections[0][0]

    @property
    def end(self) -> int:
        return self.sections[-1][1]


def find_spans(text: FileText, reports: Sequence[Report]) -> list[Span]:
    """Where the sections of `reports` stand; reports without a section are left out."""
    spans: list[Span] = []
    at = 0
    for report in reports:
        after = at
        sections: list[tuple[int, int]] = []
        for section in report.sections:
            said = normalize(section.text)
            start = text.flat.find(said, at)
            if start < 0:  # a part of a line that folds otherwise by itself
                start = at
            at = start + len(said)
            sections.append((start, at))
        if sections:
            spans.append(Span(report, tuple(sections), after))
    return spans


def apply_corrections(
    reports: Sequence[Report], located: Located | None
) -> tuple[tuple[Report, ...], tuple[str, ...]]:
    """`reports` as they were corrected, and the keys of the corrections that fit them."""
    if located is None:
        return tuple(reports), ()
    corrected = list(reports)
    spans = find_spans(located.text, reports)
    numbers = [number for number, report in enumerate(reports) if report.sections]
    fitting: dict[str, None] = {}
    for about in ("line", "report", "section"):
        for correction, offset in located.found:
            if correction.subject != about:
                continue
            if about == "line":
                if _apply_beginning(corrected, correction, offset, located.text):
                    fitting[correction.key] = None
                continue
            for number, span in zip(numbers, spans, strict=True):
                changed = _apply_one(corrected[number], span, correction, offset)
                if changed is not None:
                    corrected[number] = changed
                    fitting[correction.key] = None
    return tuple(corrected), tuple(fitting)


def _apply_beginning(
    reports: list[Report], correction: Correction, offset: int, text: FileText
) -> bool:
    """Whether a report begins at `offset` as `correction` says, or does not; segmentation has seen
    to that. Notes in the report who said so."""
    line = text.lines[text.line_at(offset)].start
    begin = [at for at, report in enumerate(reports) if report.start_line == line]
    for at in begin if correction.value else ():
        reports[at] = _confirm(reports[at], correction)
    return bool(begin) == correction.value


def _apply_one(report: Report, span: Span, correction: Correction, offset: int) -> Report | None:
    """`report` with `correction` of the text at `offset`; None where it is about another."""
    match correction.subject:
        case "report" if span.after <= offset <= min(span.start + _NEAR, span.end):
            if correction.field == "topics":
                sections = [_set_topics(section, correction) for section in report.sections]
                return _confirm(replace(report, sections=tuple(sections)), correction)
            return _set_field(report, correction)
        case "section":
            for at, (start, end) in enumerate(span.sections):
                if start <= offset < end:
                    sections = list(report.sections)
                    sections[at] = _set_topics(sections[at], correction)
                    changed = replace(report, sections=tuple(sections))
                    return _confirm(changed, correction, sections[at].id)
    return None


def _set_topics(section: Section, correction: Correction) -> Section:
    return replace(section, topics=cast(tuple[str, ...], correction.value) or ())


def _set_field(report: Report, correction: Correction) -> Report | None:
    value = cast("str | None", correction.value)
    match correction.field:
        case "region":
            if value is not None and gazetteer.get(value) is None:
                return None
            report = replace(report, region=_make_region(value, correction))
        case "year":
            report = replace(report, year=_make_year(value, correction))
        case "period":
            report = replace(report, period=cast("Period | None", value))
    return _confirm(report, correction)


def _confirm(report: Report, correction: Correction, section: str = "") -> Report:
    """Notes who set the field; of one field, only who did so last."""
    said = Confirmation(correction.id, correction.field, correction.by, correction.at, section)
    others = [
        known
        for known in report.confirmations
        if (known.field, known.section) != (said.field, said.section)
    ]
    return replace(report, confirmations=(*others, said))


def _make_region(code: str | None, correction: Correction) -> Region | None:
    if code is None:
        return None
    chain = gazetteer.chain(code)
    return Region(code, *chain, "confirmed", 1.0, 1.0, (_evidence(correction),))


def _make_year(value: str | None, correction: Correction) -> Year | None:
    """A span counts as its last year, at the end of which the report was written."""
    if value is None:
        return None
    low, _, high = value.partition("-")
    last = int(high or low)
    return Year(last, int(low), last, "confirmed", None, (_evidence(correction),))


def _evidence(correction: Correction) -> Evidence:
    return Evidence("人工核定", (), 1.0, f"{correction.by}，{correction.at[:10]}")
