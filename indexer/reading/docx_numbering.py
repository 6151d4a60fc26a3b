"""Computes the automatic numbers of a Word file (一、 （一） 1.), which the text does not contain.

Source: ECMA-376 part 1, 17.9 (numbering). A paragraph or its style names a list (numId) and a level
(ilvl); the abstract definition of the list says how each level counts and looks.
"""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "ideographTraditional",
    )
)
_PLACE = re.compile(r"%([1-9])")


class Numbering:
    """Counts the numbered paragraphs of one document, which must be given in order."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        """`numbering` and `styles` are the root elements of the parts, None where missing."""
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, Any] = {}
        for abstract in () if numbering is None else numbering.iterchildren(qn("w:abstractNum")):
            self._levels[abstract.get(qn("w:abstractNumId"))] = {
                int(level.get(qn("w:ilvl"))): level for level in abstract.iterchildren(qn("w:lvl"))
            }
        for num in () if numbering is None else numbering.iterchildren(qn("w:num")):
            starts = {
                int(over.get(qn("w:ilvl"))): int(start)
                for over in num.iterchildren(qn("w:lvlOverride"))
                if (start := _read_value(over, "w:startOverride")) is not None
            }
            abstract_id = _read_value(num, "w:abstractNumId") or ""
            self._lists[num.get(qn("w:numId"))] = (abstract_id, starts)
        for style in () if styles is None else styles.iterchildren(qn("w:style")):
            self._styles[style.get(qn("w:styleId"))] = style

    def label(self, paragraph: Any) -> str:
        """Count this paragraph, and return the number before it; "" for none or a bullet."""
        num_id, level = self._find_list(paragraph)
        if num_id not in self._lists or num_id == "0":
            return ""
        abstract_id, starts = self._lists[num_id]
        levels = self._levels.get(abstract_id, {})
        if level not in levels:
            return ""
        # A list that overrides its start has a count of its own; all others of one abstract
        # definition share a count.
        counts = self._counts.setdefault(num_id if starts else f"abstract {abstract_id}", {})
        first = starts.get(level, int(_read_value(levels[level], "w:start") or 1))
        counts[level] = counts[level] + 1 if level in counts else first
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        text = _read_value(levels[level], "w:lvlText") or ""
        if _read_value(levels[level], "w:numFmt") in ("bullet", "none"):
            return ""
        return _PLACE.sub(
            lambda match: self._format_level(levels, counts, int(match.group(1)) - 1), text
        )

    def _format_level(self, levels: dict[int, Any], counts: dict[int, int], level: int) -> str:
        if level not in levels:
            return ""
        start = int(_read_value(levels[level], "w:start") or 1)
        return _format_number(
            counts.get(level, start), _read_value(levels[level], "w:numFmt") or "decimal"
        )

    def _find_list(self, paragraph: Any) -> tuple[str, int]:
        """The (numId, level) that the paragraph, its style, or a style on which that is based
        names; ("", 0) where none does."""
        properties = paragraph.find(qn("w:pPr"))
        style_id = None if properties is None else _read_value(properties, "w:pStyle")
        seen: set[str] = set()
        level: int | None = None
        while True:
            numbering = None if properties is None else properties.find(qn("w:numPr"))
            if numbering is not None:
                list_level = _read_value(numbering, "w:ilvl")
                level = level if level is not None or list_level is None else int(list_level)
                num_id = _read_value(numbering, "w:numId")
                if num_id is not None:
                    return num_id, level or 0
            if style_id is None or style_id in seen or style_id not in self._styles:
                return "", 0
            seen.add(style_id)
            style = self._styles[style_id]
            properties, style_id = style.find(qn("w:pPr")), _read_value(style, "w:basedOn")


def _read_value(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _format_number(number: int, style: str) -> str:
    if style in _CHINESE:
        return _format_chinese(number)
    if style.startswith("decimalEnclosed") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr(ord("A" if style == "upperLetter" else "a") + number - 1)
    return str(number)


def _format_chinese(number: int) -> str:
    """The number in Chinese up to 九十九; a higher one is written digit by digit."""
    if not 1 <= number <= 99:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")
