"""Finds the notes on terms that are appended to a report: 名词解释： 1.“两重”：是指……"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.segmentation.markers import style_rank
from indexer.segmentation.parsed_lines import ParsedLine

_TERMS_TITLE = re.compile(
    r"(?:附[件录:]?\d*[:、]?)?[^。!?]{0,24}?(?:名词|术语|用语|词语|词汇|概念|缩略语)(?:的|之)?"
    r"(?:解释|注释|释义|说明|注解)[】\])]?(?:\([^)]*\))?:?"
)
_NOTES_TITLE = re.compile(r"[【\[(]?附?(?:注释|附注|注解|尾注|注)[】\])]?:?")
_LONGEST_TITLE = 40
_NOTE = re.compile(r"[^。!?]{1,40}?(?::|是指|指的是|指|即|是).")
_DEFINITION = re.compile(r"[^。!?]{1,40}?(?:是指|指的是|[:,]\s*指)")
_PART_RANK = style_rank("han")
_FEWEST = 3  # definitions without a title above them; fewer are items of a list


def find_notes(lines: Sequence[ParsedLine]) -> int:
    """The index at which notes on terms begin, or the number of `lines` where there are none.

    They begin at their title or else at the first of three or more numbered definitions at the end
    of the report.
    """
    for index, line in enumerate(lines[1:], 1):
        if len(line.folded) <= _LONGEST_TITLE and line.marker is None:
            following = lines[index + 1 :]
            if (_TERMS_TITLE.fullmatch(line.folded) and _are_last(following)) or (
                _NOTES_TITLE.fullmatch(line.folded) and _explain_terms(following)
            ):
                return index
    first = len(lines)
    while first > 1 and lines[first - 1].marker and _matches(_DEFINITION, lines[first - 1]):
        first -= 1
    return first if len(lines) - first >= _FEWEST else len(lines)


def _are_last(lines: Sequence[ParsedLine]) -> bool:
    """Whether there are `lines`, and none of them has the number of a report's part (一、)."""
    return bool(lines) and all(
        line.marker is None or style_rank(line.marker.style) > _PART_RANK for line in lines
    )


def _explain_terms(lines: Sequence[ParsedLine]) -> bool:
    terms = sum(_matches(_NOTE, line) for line in lines)
    return terms >= 2 and 2 * terms >= len(lines)


def _matches(pattern: re.Pattern[str], line: ParsedLine) -> bool:
    """Whether the words after the line's number match."""
    return bool(pattern.match(line.folded, line.marker.end if line.marker else 0))
