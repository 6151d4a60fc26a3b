"""Cuts the lines of a file into reports, and each report into an outline and leaf sections.

`segment` is the whole step. Each module has one concern:

- `parsed_lines` takes the markup off a line and reads its number (`markers`); `embedded_headings`
  finds the headings inside a line that holds several sections.
- `titles`, `paragraphs` and `evidence` say by rules what speaks for a new report at a line;
  `place_features` describes the line and both its sides in numbers, and `learned` weighs these;
  `beginnings` decides where reports begin.
- `set_by_hand` adds the beginnings that a person has set, and removes those he has forbidden.
- `headings` finds the lines that may be headings; `outline` decides which are, and how deep.
- `notes` finds notes on terms at the end of a report, `turns` the places where text turns away
  from its heading, `subjects` those where a long text without headings changes its subject.
- `leaves` makes the sections and their ids.
- `paraphrased` marks reports that were run through a synonym replacer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from indexer.model import Line, Repair, Report
from indexer.segmentation.beginnings import find_beginnings
from indexer.segmentation.evidence import Beginning
from indexer.segmentation.leaves import Identities, make_headings, make_sections
from indexer.segmentation.outline import build_outline
from indexer.segmentation.paraphrased import mark_paraphrased
from indexer.segmentation.parsed_lines import ParsedLine, parse_lines, split_sections
from indexer.segmentation.set_by_hand import set_beginnings
from indexer.segmentation.titles import is_compilation_title, parse_series_mark, recommends

__all__ = ["mark_paraphrased", "segment"]

_TITLE_LENGTH = 30
_TITLE_NOISE = re.compile(r"^[\s:：、.\-]+|[\s　]+\d{2,6}\s*字$|[\s:：]+$")
_FIRST_WORDS = re.compile(r"[^。！？；：!?;:，,]+")


def segment(
    lines: Sequence[Line],
    file_name: str,
    cleaned: Sequence[Repair] = (),
    set_by_hand: Sequence[tuple[int, bool]] = (),
) -> tuple[tuple[Report, ...], tuple[Repair, ...]]:
    """The reports in the cleaned `lines` of a file, and a repair for each line outside them.

    `cleaned` are the repairs that cleaning made. A line in which a site recommended what follows is
    gone from `lines`; there one report ends and another begins.

    Every line with a word in it goes to exactly one place: a section, an outline heading, a
    report's title, or a repair. The kinds of repairs are `site-preamble` for a line before the
    first report, `chrome` for marks and for a compilation's own title, `repeated-title` for a title
    given again. Reports that were run through a synonym replacer are marked. Later steps find
    region, year and copies.

    `set_by_hand` has indices in `lines` at which a person says that a report begins, or does not,
    in the order in which it was said.
    """
    lines_with_words: list[ParsedLine] = []
    numbers: dict[int, int] = {}
    repairs: list[Repair] = []
    for number, line in enumerate(parse_lines(lines)):
        if not line.blank:
            numbers[number] = len(lines_with_words)
            lines_with_words.append(line)
        elif line.line.text.strip():
            repairs.append(_removal(line, "chrome"))
    beginnings = find_beginnings(lines_with_words, _find_recommended(lines_with_words, cleaned))
    if set_by_hand:
        wanted = [(numbers[at], begins) for at, begins in set_by_hand if at in numbers]
        beginnings = set_beginnings(lines_with_words, beginnings, wanted)
    first = beginnings[0].start if beginnings else len(lines_with_words)
    repairs += [_removal(line, _kind_outside_reports(line)) for line in lines_with_words[:first]]
    ids = Identities(file_name)
    reports: list[Report] = []
    for position, beginning in enumerate(beginnings):
        end = (
            beginnings[position + 1].start
            if position + 1 < len(beginnings)
            else len(lines_with_words)
        )
        report_lines = lines_with_words[beginning.start : end]
        reports.append(_make_report(beginning, report_lines, ids))
        repairs += [
            _removal(lines_with_words[index], "repeated-title")
            for index in beginning.block
            if index not in beginning.title
        ]
    repairs.sort(key=lambda repair: repair.line)
    return tuple(reports), tuple(repairs)


def _find_recommended(lines: Sequence[ParsedLine], cleaned: Sequence[Repair]) -> set[int]:
    """The indices of the lines that follow a line in which a site recommended them."""
    starts = [line.line.start for line in lines]
    recommended: set[int] = set()
    for repair in cleaned:
        if repair.kind == "site-preamble" and recommends(repair.before):
            index = bisect_right(starts, repair.line)
            within = index > 0 and lines[index - 1].line.end >= repair.line
            if not within and index < len(lines):
                recommended.add(index)
    return recommended


def _make_report(
    beginning: Beginning, report_lines: Sequence[ParsedLine], ids: Identities
) -> Report:
    """The report made of `report_lines`, which include its title."""
    block = {index - beginning.start for index in beginning.block}
    body = [
        piece
        for index, line in enumerate(report_lines)
        if index not in block
        for piece in split_sections(line)
    ]
    nodes = build_outline(body)
    untitled = not beginning.title
    if untitled:
        title = _make_title(report_lines[0])
    else:
        title = "".join(
            _clean_title(report_lines[index - beginning.start]) for index in beginning.title
        )
    report = Report(
        id=ids.make_id("report", title, *(line.text for line in body)),
        title=title,
        start_line=report_lines[0].line.start,
        end_line=report_lines[-1].line.end,
        untitled=untitled,
        outline=make_headings(nodes, body),
        sections=make_sections(nodes, body, ids),
    )
    return mark_paraphrased(report)


def _clean_title(line: ParsedLine) -> str:
    """The words of a title line, without the number that a compilation put before them (篇2：)."""
    mark = parse_series_mark(line)
    text = line.text
    if mark is not None and mark.kind == "leading" and mark.stem:
        text = text[line.folded.rindex(mark.stem) :]
    return _TITLE_NOISE.sub("", text) or line.text


def _make_title(line: ParsedLine) -> str:
    """A short title for a report without one, made of its first clauses."""
    title = ""
    for clause in _FIRST_WORDS.findall(line.text):
        clause = clause.strip()
        if title and len(title) + len(clause) >= _TITLE_LENGTH:
            break
        title = f"{title}，{clause}" if title else clause
        if len(title) >= 8:
            break
    return title[:_TITLE_LENGTH] or line.text[:_TITLE_LENGTH]


def _kind_outside_reports(line: ParsedLine) -> str:
    return "chrome" if is_compilation_title(line) else "site-preamble"


def _removal(line: ParsedLine, kind: str) -> Repair:
    return Repair(line.line.start, kind, line.line.text, "")
