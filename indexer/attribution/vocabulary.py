"""Every word that attribution looks for, and a report read for all of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

import numpy as np

from indexer.attribution.literals import Found, Literals
from indexer.attribution.region_names import names
from indexer.attribution.report_text import FoundWords, ReportText
from indexer.attribution.topics_file import TopicRules, load_topics
from indexer.attribution.year_explicit import YEAR_STARTS
from indexer.attribution.year_rules import literals
from indexer.attribution.year_weekday import WEEKDAY_WORDS
from indexer.model import Report
from indexer.text import fold

_CUES = Path(__file__).with_name("data") / "role_cues.toml"
_NO_ROW = -1


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words of the topics, roles, places and years, ready to be found together."""

    topics: TopicRules
    cues: TopicRules
    years: tuple[str, ...]
    _literals: Literals

    def find(self, whole: str, length: int) -> FoundWords:
        """The words in `whole`; those of places and years in its first `length` characters."""
        topics, field, cues, stems, units, years = self._literals.find(whole)
        years = years.before(length)
        hits = zip(years.starts.tolist(), years.ends.tolist(), years.numbers.tolist(), strict=True)
        return FoundWords(
            topics=_counted(topics, self.topics),
            field=field,
            cues=_counted(cues, self.cues),
            stems=stems.before(length),
            units=units.before(length),
            years=tuple((start, self.years[number]) for start, _, number in sorted(hits)),
        )


def _counted(words: Found, rules: TopicRules) -> Found:
    """The terms that stand within no longer one, nor in a phrase that is ignored."""
    outermost = words.outermost()
    return outermost.take(outermost.numbers < len(rules.terms))


def load_vocabulary(topics_file: Path | None = None) -> Vocabulary:
    """All words, `topics_file` in place of the packaged topics. Raises DataFileError when it is
    faulty."""
    topics, cues, places = load_topics(topics_file), load_topics(_CUES), names()
    years = tuple(dict.fromkeys((*literals(), *YEAR_STARTS, *WEEKDAY_WORDS)))
    stems = sorted(name for name in places.bare.keys() | places.towns.keys() if len(name) > 1)
    lists = (topics.words, topics.field, cues.words, stems, sorted(places.full), years)
    return Vocabulary(topics, cues, years, Literals(lists))


@cache
def _packaged() -> Vocabulary:
    return load_vocabulary()


def read_report(report: Report, vocabulary: Vocabulary | None = None) -> ReportText:
    """The text of `report`, folded and searched once; without `vocabulary` for the packaged one."""
    vocabulary = vocabulary or _packaged()
    headings: dict[str, int] = {}
    for section in report.sections:
        for text in section.path:
            headings.setdefault(text, len(headings) + 1)
    first = len(headings) + 1
    unread = dict(headings)
    # start line, rank within a line, end line, text, row
    pieces = [
        (heading.line, 0, heading.line, heading.text, unread.pop(heading.text, _NO_ROW))
        for heading in report.outline
    ]
    behind = [(0, 0, 0, text, row) for text, row in unread.items()]
    for row, section in enumerate(report.sections, first):
        if section.restored is not None:
            behind.append((0, 0, 0, section.restored, row))
            row = _NO_ROW
        pieces.extend((line.start, 1, line.end, line.text, row) for line in section.lines)
    pieces.sort(key=lambda piece: piece[:2])
    title = (report.start_line, 0, report.start_line, report.title, 0)
    if report.untitled:
        behind.append(title)
    else:
        pieces.insert(0, title)
    original = "\n".join(piece[3] for piece in pieces)
    spans = tuple((piece[0], piece[2]) for piece in pieces)
    pieces += behind
    whole = fold("\n".join(piece[3] for piece in pieces))
    starts = tuple(accumulate((len(piece[3]) + 1 for piece in pieces), initial=0))
    lines: list[list[str]] = [[] for _ in report.sections]
    for start, piece in zip(starts, pieces, strict=False):
        if piece[4] >= first:
            lines[piece[4] - first].append(whole[start : start + len(piece[3])])
    return ReportText(
        report=report,
        original=original,
        folded=whole[: len(original)],
        title_end=0 if report.untitled else len(report.title),
        spans=spans or ((report.start_line, report.end_line),),
        bodies=tuple(map("\n".join, lines)),
        whole=whole,
        starts=starts,
        begins=np.array(starts, dtype=np.int64),
        rows=np.array([piece[4] for piece in pieces], dtype=np.int64),
        headings=headings,
        first_section=first,
        topics=vocabulary.topics,
        cues=vocabulary.cues,
        found=vocabulary.find(whole, len(original)),
    )
