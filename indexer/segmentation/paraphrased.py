"""Reports that a site ran through a synonym replacer: 训练局 for 教育局, 义务训练 for 义务教育.

Several different compounds that nobody writes prove it; one alone proves nothing, because a sports
bureau does write 训练. The text is shown as it is. `Section.restored` holds the likely original and
is only searched. The word pairs stand in data/paraphrased.tsv.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import ahocorasick_rs

from indexer.errors import DataFileError
from indexer.model import Report, Section
from indexer.text import fold

_DATA = "paraphrased.tsv"

# Measured on the cases in tests/indexer/segmentation/test_paraphrased.py: honest reports of sports,
# army and safety offices reach one compound, paraphrased ones have five or more on a page.
_FEWEST_COMPOUNDS = 2
_FEWEST_HITS = 3
_HITS_PER_THOUSAND = 0.5
# A replacer changes every occurrence. Where the original word occurs more often than this share,
# the author meant the other word.
_SHARE_OF_ORIGINAL = 0.2


@dataclass(frozen=True, slots=True)
class WordPair:
    """A word and what a replacer writes for it, of the same length. `compounds` hold the
    replacement and are written by nobody; they prove that the text was paraphrased."""

    replacement: str
    original: str
    compounds: tuple[str, ...]


def mark_paraphrased(report: Report) -> Report:
    """`report`, or, where it was paraphrased, a copy that is marked so and whose sections have
    their likely original in `restored`."""
    texts = [section.text for section in report.sections]
    headings = [heading.text for heading in report.outline]
    whole = fold("\n".join([report.title, *headings, *texts]))
    if not _is_paraphrased(whole):
        return report
    pairs = [pair for pair in word_pairs() if _is_replaced_throughout(pair, whole)]
    sections = tuple(
        _restore(section, fold(text), pairs)
        for section, text in zip(report.sections, texts, strict=True)
    )
    return replace(report, paraphrased=True, sections=sections)


def _is_paraphrased(folded: str) -> bool:
    hits = [
        compound
        for compound, _, _ in _compound_automaton().find_matches_as_indexes(
            folded, overlapping=True
        )
    ]
    return (
        len(set(hits)) >= _FEWEST_COMPOUNDS
        and len(hits) >= _FEWEST_HITS
        and len(hits) * 1000 >= _HITS_PER_THOUSAND * len(folded)
    )


@cache
def _compound_automaton() -> ahocorasick_rs.AhoCorasick:
    """Finds every compound in one pass, in a quarter of the time that one search each takes."""
    return ahocorasick_rs.AhoCorasick(
        [compound for pair in word_pairs() for compound in pair.compounds],
        implementation=ahocorasick_rs.Implementation.DFA,
    )


def _is_replaced_throughout(pair: WordPair, folded: str) -> bool:
    if pair.compounds and not any(compound in folded for compound in pair.compounds):
        return False
    replacements, originals = folded.count(pair.replacement), folded.count(pair.original)
    return replacements > 0 and originals <= _SHARE_OF_ORIGINAL * (replacements + originals)


def _restore(section: Section, folded: str, pairs: Sequence[WordPair]) -> Section:
    """`section` with `restored`: its text with each replacement of `pairs` undone. The length stays
    the same."""
    characters = list(section.text)
    changed = False
    for pair in pairs:
        position = folded.find(pair.replacement)
        while position >= 0:
            characters[position : position + len(pair.replacement)] = pair.original
            changed = True
            position = folded.find(pair.replacement, position + len(pair.replacement))
    return replace(section, restored="".join(characters)) if changed else section


@cache
def word_pairs() -> tuple[WordPair, ...]:
    """The word pairs of data/paraphrased.tsv. Raises DataFileError with the line number for a row
    that is not made as the head of the file says."""
    pairs: list[WordPair] = []
    text = (files(__package__) / "data" / _DATA).read_text(encoding="utf-8")
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        cells = row.split("\t")
        if len(cells) != 4 or not cells[0] or len(cells[0]) != len(cells[1]) or not cells[3]:
            raise DataFileError(
                f"{_DATA}, line {number}: expected two words of the same length, compounds and a "
                "reason, between tabs"
            )
        pairs.append(WordPair(cells[0], cells[1], tuple(cells[2].split())))
    return tuple(pairs)
