"""Removes the noise of web copies: turns the lines as read into the lines as the author meant them.

There is one module for each kind of noise, and this module lists the steps in their order. A step
takes the lines and returns the new lines and its repairs. Together the steps keep these promises:

- A non-blank source line is covered by exactly one output line, or a repair with an empty `after`
  records that it was removed. Blank lines are dropped; the line numbers show where they were.
- Text that no repair names is unchanged, except for white space at both ends of a line and for
  invisible characters (zero width, soft hyphen). These are not recorded, because every line of a
  web copy has them and the list of repairs would show nothing else.
- A lone space at the beginning of a line and the # of a markdown heading stay, because segmentation
  uses them as hints.
- Masks (20xx, **区) are never filled in: see `indexer.text.masks`.
- Where a rule is not certain the text stays as it is, because joining two paragraphs is worse than
  leaving one split. A place that is damaged and cannot be repaired is recorded with `after` equal
  to `before`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indexer.cleaning import (
    chrome,
    markup,
    mojibake,
    pages,
    pinyin_notes,
    spaces,
    split_lines,
    wrapped,
)
from indexer.model import Line, Repair

Step = Callable[[Sequence[Line]], tuple[Sequence[Line], list[Repair]]]

# The steps in their order. Characters come first, then
# what a site added, then what it split: a sentence is joined only when nothing foreign is in the
# gap.
_STEPS: tuple[Step, ...] = (
    spaces.decode_entities,
    markup.strip_markup,
    mojibake.repair_mojibake,
    pinyin_notes.remove_pinyin,
    pages.remove_page_numbers,
    spaces.drop_blank_lines,
    chrome.remove_copied_beginning,
    chrome.remove_preambles,
    chrome.remove_chrome,
    chrome.remove_watermarks,
    spaces.drop_common_indent,
    split_lines.join_numbers,
    split_lines.join_link_words,
    wrapped.join_hard_wrapped,
    wrapped.join_broken_paragraphs,
    spaces.close_percentages,
    spaces.strip_indents,
)


def clean(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Repair, ...]]:
    """The `lines` of one file without noise, and every repair made, sorted by line."""
    cleaned: Sequence[Line] = lines
    repairs: list[Repair] = []
    for step in _STEPS:
        cleaned, step_repairs = step(cleaned)
        repairs += step_repairs
    repairs.sort(key=lambda repair: repair.line)
    return tuple(cleaned), tuple(repairs)
