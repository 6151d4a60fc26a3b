"""The automatic numbers of a Word file: 一、 （一） 1. as Word shows them, which no text holds.

Source: ECMA-376 part 1, 17.9 (numbering): a paragraph names a list (numId) and a level (ilvl), by
itself or by its style; the list's abstract definition says how each level counts and looks.
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
    """Counts the paragraphs of one document, in order."""

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
                if (start := _value(over, "w:startOverride")) is not None
            }
            abstract_id = _value(num, "w:abstractNumId") or ""
            self._lists[num.get(qn("w:numId"))] = (abstract_id, starts)
        for style in () if styles is None else styles.iterchildren(qn("w:style")):
            self._styles[style.get(qn("w:styleId"))] = style

    def label(self, paragraph: Any) -> str:
        """The number before this paragraph, "" for none or a bullet; counts it."""
        num_id, level = self._list_of(paragraph)
        if num_id not in self._lists or num_id == "0":
            return ""
        abstract_id, starts = self._lists[num_id]
        levels = self._levels.get(abstract_id, {})
        if level not in levels:
            return ""
        # A list that overrides its start counts for itself; others go on where their kind stopped.
        counts = self._counts.setdefault(num_id if starts else f"abstract {abstract_id}", {})
        first = starts.get(level, int(_value(levels[level], "w:start") or 1))
        counts[level] = counts[level] + 1 if level in counts else first
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        text = _value(levels[level], "w:lvlText") or ""
        if _value(levels[level], "w:numFmt") in ("bullet", "none"):
            return ""
        return _PLACE.sub(lambda match: self._shown(levels, counts, int(match.group(1)) - 1), text)

    def _shown(self, levels: dict[int, Any], counts: dict[int, int], level: int) -> str:
        if level not in levels:
            return ""
        start = int(_value(levels[level], "w:start") or 1)
        return _format(counts.get(level, start), _value(levels[level], "w:numFmt") or "decimal")

    def _list_of(self, paragraph: Any) -> tuple[str, int]:
        """(numId, level) of the paragraph itself or of its style or the styles that one is based
        on; ("", 0) for none."""
        properties = paragraph.find(qn("w:pPr"))
        style_id = None if properties is None else _value(properties, "w:pStyle")
        seen: set[str] = set()
        level: int | None = None
        while True:
            found = None if properties is None else properties.find(qn("w:numPr"))
            if found is not None:
                own = _value(found, "w:ilvl")
                level = level if level is not None or own is None else int(own)
                num_id = _value(found, "w:numId")
                if num_id is not None:
                    return num_id, level or 0
            if style_id is None or style_id in seen or style_id not in self._styles:
                return "", 0
            seen.add(style_id)
            style = self._styles[style_id]
            properties, style_id = style.find(qn("w:pPr")), _value(style, "w:basedOn")


def _value(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _format(number: int, style: str) -> str:
    if style in _CHINESE:
        return _chinese(number)
    if style.startswith("decimalEnclosed") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if style in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr(ord("A" if style == "upperLetter" else "a") + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    """一 … 十 … 九十九; a list longer than that is written digit by digit."""
    if not 1 <= number <= 99:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")
