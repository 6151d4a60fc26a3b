"""A line as segmentation reads it: without its markup, folded, and with the number it begins
with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.model import Line
from indexer.segmentation.embedded_headings import find_glued_headings, find_run_in_headings
from indexer.segmentation.markers import Marker, parse_marker
from indexer.text import fold, fold_all

# Indents, quote marks left over from bold text that was stripped, and markdown hashes.
_LEAD = re.compile(r"[\s\u3000\ufeff\u200b>＞]*(?:(#{1,6})[\s\u3000]*)?[\s\u3000>＞]*")
_BOLD = re.compile(r"(\*\*|__)(.{1,80})\1[\s\u3000]*")
# The bold first words of a paragraph. They end with a stop; two masks (**县……**县) do not.
_BOLD_LEAD = re.compile(
    r"(\*\*|__)(?:(?P<within>[^*_]{2,40}[。：:])\1\s*(?=\S)|(?P<before>[^*_，,。]{2,30})\1(?=[。：:]))"
)
# A line with markup begins with one of these characters.
_MARKED = re.compile(r"[\s\ufeff\u200b>＞#*_]")
_WORDS = re.compile(r"[^\W_]")


class ParsedLine(NamedTuple):
    """One line, without its markup.

    `text` is what a reader should see, and `folded` is the same text folded for matching, of the
    same length. `marker` is the number that the line begins with. What the markup said: `hashes`
    counts markdown's #, `bold` is true for a line that is bold as a whole, `lead` is the length of
    a bold beginning, `lone_space` is true for a line that began with a single space.
    `run_in_length` is the length of the run-in heading that the line begins with, 0 without one.

    It is a named tuple because one is made of every line, and a frozen dataclass of so many fields
    takes four times as long to make.
    """

    line: Line
    text: str
    folded: str
    marker: Marker | None
    hashes: int = 0
    bold: bool = False
    lead: int = 0
    lone_space: bool = False
    run_in_length: int = 0

    @property
    def blank(self) -> bool:
        """Whether the line has no word: it is empty or holds marks only (“>”, a rule of dashes)."""
        return not _WORDS.search(self.folded)


def parse_lines(lines: Sequence[Line]) -> list[ParsedLine]:
    """Each of `lines` without indents, quote marks and markdown marks."""
    bare = [
        _strip_marks(line.text) if _MARKED.match(line.text) else (line.text.rstrip(), ())
        for line in lines
    ]
    folded = fold_all([text for text, _ in bare])
    return [
        ParsedLine(line, text, plain, parse_marker(plain), *marks)
        for line, (text, marks), plain in zip(lines, bare, folded, strict=True)
    ]


def _strip_marks(raw: str) -> tuple[str, tuple[int, bool, int, bool]]:
    """The text of a line, and what its markup said: `hashes`, `bold`, `lead` and `lone_space`."""
    leading_marks = _LEAD.match(raw)
    assert leading_marks is not None  # the pattern matches the empty string too
    text = raw[leading_marks.end() :].rstrip()
    hashes = len(leading_marks[1] or "")
    if hashes:
        text = text.rstrip("#").rstrip()
    lone_space = raw[:1] in (" ", "\u00a0") and raw[1:2] not in (" ", "\u3000", "\u00a0", "")
    if bold := _BOLD.fullmatch(text):
        return bold[2].strip(), (hashes, True, 0, lone_space)
    if lead := _BOLD_LEAD.match(text):
        words = lead["within"] or lead["before"]
        return words + text[lead.end() :], (hashes, False, len(words), lone_space)
    return text, (hashes, False, 0, lone_space)


def split_sections(line: ParsedLine) -> list[ParsedLine]:
    """The sections that `line` holds, each as a line that begins with its heading; `line` itself
    where it holds one section or none."""
    cuts = find_glued_headings(line.text)
    heads = [] if cuts else find_run_in_headings(line.folded)
    if not (cuts or heads):
        return [line]
    run_ins = {start: end - start for start, end in heads}
    cuts = cuts or [start for start, _ in heads if start]
    sections: list[ParsedLine] = []
    for start, end in zip([0, *cuts], [*cuts, len(line.text)], strict=True):
        text = line.text[start:end].rstrip()
        if text:
            folded = fold(text)
            sections.append(
                line._replace(
                    text=text,
                    folded=folded,
                    marker=parse_marker(folded),
                    run_in_length=run_ins.get(start, 0),
                    lone_space=line.lone_space and start == 0,
                )
            )
    return sections
