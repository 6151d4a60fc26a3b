"""A line as segmentation reads it: its markup set aside, a folded form and its number beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.model import Line
from indexer.segmentation.markers import Marker, parse_marker
from indexer.segmentation.pieces import glued_headings, run_in_headings
from indexer.text import fold, fold_all

# Indents, a quote mark left over from stripped bold text, markdown hashes.
_LEAD = re.compile(r"[\s\u3000\ufeff\u200b>＞]*(?:(#{1,6})[\s\u3000]*)?[\s\u3000>＞]*")
_BOLD = re.compile(r"(\*\*|__)(.{1,80})\1[\s\u3000]*")
# A paragraph's bold first words, known by the stop at their end: two masks (**县……**县) have none.
_BOLD_LEAD = re.compile(
    r"(\*\*|__)(?:(?P<within>[^*_]{2,40}[。：:])\1\s*(?=\S)|(?P<before>[^*_，,。]{2,30})\1(?=[。：:]))"
)
# What a line begins with that has any of these.
_MARKED = re.compile(r"[\s\ufeff\u200b>＞#*_]")
_WORDS = re.compile(r"[^\W_]")


class Prepared(NamedTuple):
    """One line. `text` is what a reader should see, `folded` the same length for matching, `marker`
    the number it begins with; `hashes` counts markdown's #; `bold` is true for a line all in bold,
    `lead` is the length of a bold beginning; `spaced` is true for a line that began with a lone
    space; `run_in` is the length of a heading within a paragraph of several.

    A tuple, as other things made of every line here are: a frozen dataclass of so many fields takes
    four times as long to make.
    """

    line: Line
    text: str
    folded: str
    marker: Marker | None
    hashes: int = 0
    bold: bool = False
    lead: int = 0
    spaced: bool = False
    run_in: int = 0

    @property
    def blank(self) -> bool:
        """Nothing to read: empty, or marks only (a lone “>”, a rule of dashes)."""
        return not _WORDS.search(self.folded)


def prepare(lines: Sequence[Line]) -> list[Prepared]:
    """`lines` without indents, quote marks and markdown marks."""
    bare = [
        _without_marks(line.text) if _MARKED.match(line.text) else (line.text.rstrip(), ())
        for line in lines
    ]
    folded = fold_all([text for text, _ in bare])
    return [
        Prepared(line, text, plain, parse_marker(plain), *marks)
        for line, (text, marks), plain in zip(lines, bare, folded, strict=True)
    ]


def _without_marks(raw: str) -> tuple[str, tuple[int, bool, int, bool]]:
    """The text of a line, and what its marks said: `hashes`, `bold`, `lead` and `spaced`."""
    found = _LEAD.match(raw)
    assert found is not None  # it may be empty
    text = raw[found.end() :].rstrip()
    hashes = len(found[1] or "")
    if hashes:
        text = text.rstrip("#").rstrip()
    spaced = raw[:1] in (" ", "\u00a0") and raw[1:2] not in (" ", "\u3000", "\u00a0", "")
    if bold := _BOLD.fullmatch(text):
        return bold[2].strip(), (hashes, True, 0, spaced)
    if lead := _BOLD_LEAD.match(text):
        words = lead["within"] or lead["before"]
        return words + text[lead.end() :], (hashes, False, len(words), spaced)
    return text, (hashes, False, 0, spaced)


def pieces(whole: Prepared) -> list[Prepared]:
    """`whole`, or the sections that its line holds, each beginning with its heading."""
    cuts = glued_headings(whole.text)
    heads = [] if cuts else run_in_headings(whole.folded)
    if not (cuts or heads):
        return [whole]
    run_ins = {start: end - start for start, end in heads}
    cuts = cuts or [start for start, _ in heads if start]
    found: list[Prepared] = []
    for start, end in zip([0, *cuts], [*cuts, len(whole.text)], strict=True):
        text = whole.text[start:end].rstrip()
        if text:
            folded = fold(text)
            found.append(
                whole._replace(
                    text=text,
                    folded=folded,
                    marker=parse_marker(folded),
                    run_in=run_ins.get(start, 0),
                    spaced=whole.spaced and start == 0,
                )
            )
    return found
