"""Lines as found become lines as meant: web copies are torn and mangled in known ways.

One module a kind of noise, each (lines) → (lines, repairs); this module says in which order. What
holds for the whole:

- A non-blank source line is covered by exactly one output line, or a repair with an empty `after`
  records that it was removed. Blank lines are dropped; the line numbers show where they stood.
- Text that no repair names is unchanged, but for white space at both ends of a line (the indent)
  and invisible characters (zero width, soft hyphen), which are not recorded: every line of a web
  copy has them and the list of repairs would show nothing else.
- A lone space at the beginning of a line and the # of a markdown heading stay: segmentation reads
  them as hints.
- Masks (20xx, **区, a deleted year) are never filled: see indexer.text.masks.
- Where a rule is not certain the text stays as it is; joining two paragraphs is worse than leaving
  one torn. A place known to be damaged beyond repair is recorded with `after` equal to `before`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from indexer.cleaning import chrome, markdown, mojibake, pages, pinyin, spaces, torn, wrapped
from indexer.model import Line, Repair

Step = Callable[[Sequence[Line]], tuple[Sequence[Line], list[Repair]]]

# Characters first, then what a site put in, then what it tore: a sentence is rejoined only when
# nothing foreign stands in the gap.
_STEPS: tuple[Step, ...] = (
    spaces.decode_entities,
    markdown.strip_markup,
    mojibake.repair_mojibake,
    pinyin.remove_pinyin,
    pages.remove_page_numbers,
    spaces.drop_blank_lines,
    chrome.remove_copied_beginning,
    chrome.remove_preambles,
    chrome.remove_chrome,
    chrome.remove_watermarks,
    spaces.drop_common_indent,
    torn.join_numbers,
    torn.join_link_words,
    wrapped.join_hard_wrapped,
    wrapped.join_broken_paragraphs,
    spaces.close_percentages,
    spaces.strip_indents,
)


def clean(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Repair, ...]]:
    """`lines` of one file without noise, and every repair made, by line."""
    cleaned: Sequence[Line] = lines
    repairs: list[Repair] = []
    for step in _STEPS:
        cleaned, found = step(cleaned)
        repairs += found
    repairs.sort(key=lambda repair: repair.line)
    return tuple(cleaned), tuple(repairs)
