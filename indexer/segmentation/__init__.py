"""Lines to reports, headings to an outline, an outline to leaf sections.

`segment` is the whole step; the modules below it have one concern each: `titles` and `beginnings`
where a report begins, `markers` and `headings` what may be a heading, `outline` which are and how
deep, `leaves` the sections and their ids, `spun` text run through a synonym replacer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.model import Line, Repair, Report
from indexer.segmentation.beginnings import find_beginnings
from indexer.segmentation.evidence import Beginning
from indexer.segmentation.leaves import Identities, headings_of, sections_of
from indexer.segmentation.outline import build_outline
from indexer.segmentation.prepared import Prepared, pieces, prepare
from indexer.segmentation.spun import detect_spun
from indexer.segmentation.titles import is_compilation_title, series_mark

__all__ = ["detect_spun", "segment"]

_TITLE_LENGTH = 30
_TITLE_NOISE = re.compile(r"^[\s:：、.\-]+|[\s　]+\d{2,6}\s*字$|[\s:：]+$")
_FIRST_WORDS = re.compile(r"[^。！？；：!?;:，,]+")


def segment(lines: Sequence[Line], file_name: str) -> tuple[tuple[Report, ...], tuple[Repair, ...]]:
    """The reports in the cleaned `lines` of a file, and the lines that belong to no report.

    Every line that holds a word is in exactly one place: a section, an outline heading, a report's
    title, or a repair (kinds `site-preamble`: before the first report; `chrome`: marks and a
    compilation's own title; `repeated-title`: a title given again). Reports run through a synonym
    replacer are marked. Region, year and copies are left to later steps.
    """
    worded: list[Prepared] = []
    repairs: list[Repair] = []
    for line in prepare(lines):
        if not line.blank:
            worded.append(line)
        elif line.line.text.strip():
            repairs.append(_removed(line, "chrome"))
    beginnings = find_beginnings(worded)
    first = beginnings[0].start if beginnings else len(worded)
    repairs += [_removed(line, _outside_kind(line)) for line in worded[:first]]
    identities = Identities(file_name)
    reports: list[Report] = []
    for position, beginning in enumerate(beginnings):
        end = beginnings[position + 1].start if position + 1 < len(beginnings) else len(worded)
        span = worded[beginning.start : end]
        reports.append(_report(beginning, span, identities))
        repairs += [
            _removed(worded[index], "repeated-title")
            for index in beginning.block
            if index not in beginning.title
        ]
    repairs.sort(key=lambda repair: repair.line)
    return tuple(reports), tuple(repairs)


def _report(beginning: Beginning, span: Sequence[Prepared], identities: Identities) -> Report:
    """One report from its lines, the title's among them."""
    block = {index - beginning.start for index in beginning.block}
    body = [
        piece for index, line in enumerate(span) if index not in block for piece in pieces(line)
    ]
    nodes = build_outline(body)
    untitled = not beginning.title
    if untitled:
        title = _made_title(span[0])
    else:
        title = "".join(_clean_title(span[index - beginning.start]) for index in beginning.title)
    report = Report(
        id=identities.of("report", title, *(line.text for line in body)),
        title=title,
        start_line=span[0].line.start,
        end_line=span[-1].line.end,
        untitled=untitled,
        outline=headings_of(nodes, body),
        sections=sections_of(nodes, body, identities),
    )
    return detect_spun(report)


def _clean_title(line: Prepared) -> str:
    """The title's words; “篇2：” before them is the compilation's, not the report's."""
    mark = series_mark(line)
    text = line.text
    if mark is not None and mark.kind == "leading" and mark.stem:
        text = text[line.folded.rindex(mark.stem) :]
    return _TITLE_NOISE.sub("", text) or line.text


def _made_title(line: Prepared) -> str:
    """A short title from the first words of a report without one."""
    title = ""
    for clause in _FIRST_WORDS.findall(line.text):
        clause = clause.strip()
        if title and len(title) + len(clause) >= _TITLE_LENGTH:
            break
        title = f"{title}，{clause}" if title else clause
        if len(title) >= 8:
            break
    return title[:_TITLE_LENGTH] or line.text[:_TITLE_LENGTH]


def _outside_kind(line: Prepared) -> str:
    return "chrome" if is_compilation_title(line) else "site-preamble"


def _removed(line: Prepared, kind: str) -> Repair:
    return Repair(line.line.start, kind, line.line.text, "")
