"""Every word that attribution looks for, and a report read for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import itemgetter
from pathlib import Path

from indexer.attribution.literals import Hit, Literals, outermost
from indexer.attribution.period import THEMES
from indexer.attribution.region_context import OWN_WORDS
from indexer.attribution.region_words import FoundPlaces, place_words
from indexer.attribution.report_text import NO_ROW, FoundTerms, FoundWords, ReportText
from indexer.attribution.topics_file import TopicRules, load_topics
from indexer.attribution.year_explicit import MASKED_YEARS, YEAR_STARTS
from indexer.attribution.year_rules import literals
from indexer.attribution.year_weekday import WEEKDAY_WORDS
from indexer.model import Report
from indexer.text import fold

_CUES = Path(__file__).with_name("data") / "role_cues.toml"
_CUE_LIST = 1  # of those that `load_vocabulary` makes
_START_AND_END = itemgetter(1, 2)
_LINE_AND_RANK = itemgetter(0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words of the topics, roles, places and years, ready to be found together."""

    topics: TopicRules
    cues: TopicRules
    _literals: Literals

    def find(self, whole: str, length: int) -> FoundWords:
        """The words in `whole`; those of places, years and periods in its first `length`
        characters."""
        topics, cues, *others = self._literals.find(whole)
        if length < len(whole):
            others = [[hit for hit in hits if hit[2] <= length] for hits in others]
        years, themes, own, *places = others
        years.sort(key=_START_AND_END)
        words = self._literals.words
        return FoundWords(
            topics=_counted(topics, 0),
            cues=_counted(cues, self._literals.first[_CUE_LIST]),
            years=[(start, words[number]) for number, start, _ in years],
            themes=[(start, words[number]) for number, start, _ in themes],
            own=[start for _, start, _ in own],
            places=FoundPlaces(*places),
        )


def _counted(hits: Sequence[Hit], first: int) -> FoundTerms:
    """The terms that stand within no longer one, nor in a phrase that is ignored; `first` is the
    number of the first of their list."""
    found = outermost(hits)
    return FoundTerms([word - first for word, _, _ in found], [start for _, start, _ in found])


def load_vocabulary(topics_file: Path | None = None) -> Vocabulary:
    """All words, `topics_file` in place of the packaged topics. Raises DataFileError when it is
    faulty."""
    topics, cues = load_topics(topics_file), load_topics(_CUES)
    years = sorted({*literals(), *YEAR_STARTS, *MASKED_YEARS, *WEEKDAY_WORDS})
    lists = (topics.words, cues.words, years, THEMES, OWN_WORDS, *place_words())
    return Vocabulary(topics, cues, Literals(lists))


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
        (heading.line, 0, heading.line, heading.text, unread.pop(heading.text, NO_ROW))
        for heading in report.outline
    ]
    behind = [(0, 0, 0, text, row) for text, row in unread.items()]
    for row, section in enumerate(report.sections, first):
        if section.restored is not None:
            behind.append((0, 0, 0, section.restored, row))
            row = NO_ROW
        pieces.extend((line.start, 1, line.end, line.text, row) for line in section.lines)
    pieces.sort(key=_LINE_AND_RANK)
    title = (report.start_line, 0, report.start_line, report.title, 0)
    if report.untitled:
        behind.append(title)
    else:
        pieces.insert(0, title)
    spans = [(piece[0], piece[2]) for piece in pieces]
    original = "\n".join([piece[3] for piece in pieces])
    pieces += behind
    rows = [piece[4] for piece in pieces]
    whole = fold("\n".join([piece[3] for piece in pieces]))
    starts = list(accumulate([len(piece[3]) + 1 for piece in pieces], initial=0))
    lines: list[list[str]] = [[] for _ in report.sections]
    for row, start, after in zip(rows, starts, starts[1:], strict=False):
        if row >= first:
            lines[row - first].append(whole[start : after - 1])
    return ReportText(
        report=report,
        original=original,
        folded=whole[: len(original)],
        title_end=0 if report.untitled else len(report.title),
        spans=spans or [(report.start_line, report.end_line)],
        bodies=list(map("\n".join, lines)),
        whole=whole,
        starts=starts,
        rows=rows,
        headings=headings,
        first_section=first,
        topics=vocabulary.topics,
        cues=vocabulary.cues,
        found=vocabulary.find(whole, len(original)),
    )
