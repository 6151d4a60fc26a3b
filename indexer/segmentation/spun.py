"""Reports that a site ran through a synonym replacer: 训练局 for 教育局, 义务训练 for 义务教育.

Such a report is known by compounds that cannot be meant, several different ones of them; a single
word proves nothing (a sports bureau does write 训练). The text is shown as it is; `restored` holds
the likely original beside it, for searching. Word pairs: data/spun.tsv.
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

_DATA = "spun.tsv"

# Set on the cases in tests/indexer/segmentation/test_spun.py: honest reports of sports, army and
# safety offices reach one compound; spun ones have five and more in a page.
_FEWEST_COMPOUNDS = 2
_FEWEST_HITS = 3
_HITS_PER_THOUSAND = 0.5
# A replacer works throughout: where the original is written too, the other word was meant.
_SHARE_OF_ORIGINAL = 0.2


@dataclass(frozen=True, slots=True)
class _Pair:
    spun: str
    original: str
    compounds: tuple[str, ...]


def detect_spun(report: Report) -> Report:
    """`report`, marked as spun and its sections given their likely original where it is."""
    texts = [section.text for section in report.sections]
    headings = [heading.text for heading in report.outline]
    whole = fold("\n".join([report.title, *headings, *texts]))
    if not _is_spun(whole):
        return report
    pairs = [pair for pair in _pairs() if _replaced_throughout(pair, whole)]
    sections = tuple(
        _restored(section, fold(text), pairs)
        for section, text in zip(report.sections, texts, strict=True)
    )
    return replace(report, spun=True, sections=sections)


def _is_spun(folded: str) -> bool:
    found = [
        which for which, _, _ in _compounds().find_matches_as_indexes(folded, overlapping=True)
    ]
    return (
        len(set(found)) >= _FEWEST_COMPOUNDS
        and len(found) >= _FEWEST_HITS
        and len(found) * 1000 >= _HITS_PER_THOUSAND * len(folded)
    )


@cache
def _compounds() -> ahocorasick_rs.AhoCorasick:
    """Every compound, looked for in one pass: a fourth of the time that a search for each takes."""
    return ahocorasick_rs.AhoCorasick(
        [compound for pair in _pairs() for compound in pair.compounds],
        implementation=ahocorasick_rs.Implementation.DFA,
    )


def _replaced_throughout(pair: _Pair, folded: str) -> bool:
    if pair.compounds and not any(compound in folded for compound in pair.compounds):
        return False
    spun, original = folded.count(pair.spun), folded.count(pair.original)
    return spun > 0 and original <= _SHARE_OF_ORIGINAL * (spun + original)


def _restored(section: Section, folded: str, pairs: Sequence[_Pair]) -> Section:
    """`section` with each spun word of `pairs` undone; the length stays the same."""
    characters = list(section.text)
    changed = False
    for pair in pairs:
        position = folded.find(pair.spun)
        while position >= 0:
            characters[position : position + len(pair.spun)] = pair.original
            changed = True
            position = folded.find(pair.spun, position + len(pair.spun))
    return replace(section, restored="".join(characters)) if changed else section


@cache
def _pairs() -> tuple[_Pair, ...]:
    """The word pairs; DataFileError with the row when one is not as the file says."""
    pairs: list[_Pair] = []
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
        pairs.append(_Pair(cells[0], cells[1], tuple(cells[2].split())))
    return tuple(pairs)
