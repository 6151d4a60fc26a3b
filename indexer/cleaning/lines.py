"""Questions about a line, and ways to change lines, that several steps share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from indexer.model import Line, Repair
from indexer.text import fold

# The number or mark that begins a heading or a list item, also markdown's #. For folded text.
_NUMBERED = re.compile(
    r"\s*(?:#{1,6}|[>*\-•·●◆■★☆▲※]\s|[(\[【〔]\s*[一二三四五六七八九十\d]{1,3}\s*[)\]】〕]"
    r"|第?[一二三四五六七八九十]{1,3}\s*[、.,:]|第[一二三四五六七八九十\d]{1,3}[章节编条篇部]"
    r"|\d{1,2}\s*[、.](?!\d)|\d{1,2}\)|[①-⒛]|[一二三四五六七八九十]{1,2}(?:是|要)"
    r"|(?:首先|其次|再次|最后)[,、]|篇[一二三四五六七八九十\d])"
)
_ENDS = frozenset('。！？!?；;：:…”’"》）)】]」』.')
_CLOSERS = frozenset("，。、；：！？）》”’】〕」』,;:!?)]%％…")


def edit(
    lines: Sequence[Line],
    kind: str,
    signs: Iterable[str],
    change: Callable[[str], tuple[str, list[tuple[str, str]]]],
) -> tuple[list[Line], list[Repair]]:
    """Apply `change` to the text of each line that contains one of `signs`.

    `change` returns the new text and the (before, after) of each place that it changed, which
    become repairs of this `kind`. `signs` spare most lines the call. A line of which nothing is
    left is recorded as removed; it stays among the lines, empty.
    """
    changed = list(lines)
    repairs: list[Repair] = []
    for index in sorted({i for sign in signs for i, x in enumerate(lines) if sign in x.text}):
        line = lines[index]
        text, places = change(line.text)
        if places and not text.strip():
            places = [(line.text.strip(), "")]
        repairs += [Repair(line.start, kind, before, after) for before, after in places]
        if text != line.text:
            changed[index] = Line(line.start, line.end, text)
    return changed, repairs


def remove_at(
    lines: Sequence[Line], removed: Iterable[int], kind: str
) -> tuple[list[Line], list[Repair]]:
    """`lines` without those at the indices `removed`, and a repair of this `kind` for each."""
    indices = set(removed)
    kept = [line for index, line in enumerate(lines) if index not in indices]
    repairs = [Repair(lines[i].start, kind, lines[i].text.strip(), "") for i in sorted(indices)]
    return kept, repairs


def is_numbered(text: str) -> bool:
    """Whether the line begins with a number or a bullet, as headings and list items do."""
    return _NUMBERED.match(fold(text[:12])) is not None


def is_indented(text: str) -> bool:
    """Whether the line is indented like the first line of a paragraph."""
    return text.startswith(("\u3000", "  ", "\t", "\u00a0\u00a0"))


def ends_sentence(text: str) -> bool:
    """Whether the line ends where a sentence, a quotation or an introduction may end."""
    return text.rstrip()[-1:] in _ENDS


def starts_mid_sentence(text: str) -> bool:
    """Whether the line begins with a mark that cannot begin a sentence."""
    return text.lstrip()[:1] in _CLOSERS and bool(text.strip())
