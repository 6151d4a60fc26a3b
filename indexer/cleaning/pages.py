"""Removes page numbers, of the web page that a text was copied from or of the printed page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.cleaning.lines import edit, remove_at
from indexer.model import Line, Repair

_GAP = r"[\s\u3000,，、/／|。]*"
_TOTAL = rf"[共总總]{_GAP}\d{{1,3}}{_GAP}[页頁]"
_NTH = rf"(?:[当當]前)?{_GAP}第{_GAP}\d{{1,3}}{_GAP}[页頁]"
# 共 3 页,当前第 2 页 1 2 3 and 第1页共13页. The page links after the counter are checked
# separately.
_COUNTER = re.compile(
    rf"{_GAP}(?:{_TOTAL}{_GAP}{_NTH}|{_NTH}{_GAP}{_TOTAL})((?:{_GAP}\d{{1,3}}){{0,30}}){_GAP}"
)
_ALONE = re.compile(
    r"\s*(?:第\s*\d{1,3}\s*[页頁]|[-—－–·~]+\s*\d{1,3}\s*[-—－–·~]+"
    r"|Page\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?)\s*",
    re.I,
)
_INLINE = re.compile(
    r"第\s*\d{1,3}\s*[页頁]\s*[/／,，]?\s*[共总總]\s*\d{1,3}\s*[页頁]"
    r"|[共总總]\s*\d{1,3}\s*[页頁]\s*[/／,，]?\s*[当當]前\s*第\s*\d{1,3}\s*[页頁](?:\s+\d{1,2})*"
)
_COUNTER_BEGINS = ("共", "第", "总", "總", "当", "當")
_COUNTER_PART = re.compile(r"[\s\u3000\d共总總第页頁当當前,，、/／|。]{1,16}")
_NUMBER = re.compile(r"[\s\u3000]*(\d{1,3})[\s\u3000]*")
_FRACTION = re.compile(r"[\s\u3000]*(\d{1,3})\s*/\s*(\d{1,3})[\s\u3000]*")
_MAX_COUNTER_LINES = 40
_SHORT = 24  # characters; a longer line holds more than a page number
# Fewest characters between two printed page numbers. A page of a report has 400 to 900 characters;
# the items of a list whose numbers were split off are shorter.
_MIN_PAGE = 250


def remove_page_numbers(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Remove page counters, whole, split over lines or glued to a line of text, and page numbers on
    lines of their own."""
    texts = [line.text for line in lines]
    short = [i for i, text in enumerate(texts) if len(text) < _SHORT]
    number_lines = _find_split_counters(lines, short)
    number_lines.update(i for i in short if _ALONE.fullmatch(texts[i]))
    number_lines.update(_find_fractions(texts, short))
    number_lines.update(_find_running_numbers(texts, [i for i in short if i not in number_lines]))
    number_lines.update(_find_lone_words(texts))
    kept, removed = remove_at(lines, number_lines, "page-number")
    changed, repairs = edit(kept, "page-number", "页頁", _cut_inline_counter)
    return changed, removed + repairs


def _mentions_page(text: str) -> bool:
    return "页" in text or "頁" in text


def _find_split_counters(lines: Sequence[Line], short: Sequence[int]) -> set[int]:
    """The indices of the lines of page counters that were split: 共 / 3 / 页,当前第 / 2 / 页 / 1 /
    2 / 3.

    The page links 1 2 3 belong to a counter as far as they count up from 1, to the total at most.
    """
    number_lines: set[int] = set()
    end = 0
    for start in short:
        if start >= end and lines[start].text.lstrip().startswith(_COUNTER_BEGINS):
            end = _find_counter_end(lines, start)
            number_lines.update(i for i in range(start, end) if lines[i].text.strip())
    return number_lines


def _find_counter_end(lines: Sequence[Line], start: int) -> int:
    """The index after the last line of the counter that begins at `start`; 0 where none does."""
    joined, position = "", start
    while position < len(lines) and position - start < _MAX_COUNTER_LINES:
        text = lines[position].text
        if text.strip() and not _COUNTER_PART.fullmatch(text):
            break
        joined += text + " "
        position += 1
        match = _COUNTER.fullmatch(joined)
        if match and not match.group(1).strip():
            return _find_links_end(lines, position, max(int(n) for n in re.findall(r"\d+", joined)))
        if match:
            numbers = [int(n) for n in re.findall(r"\d+", match.group(1))]
            return position if numbers == list(range(1, len(numbers) + 1)) else 0
    return 0


def _find_links_end(lines: Sequence[Line], position: int, total: int) -> int:
    """The index after the page links that begin at `position`; `position` where there are none."""
    expected = 1
    end = position
    while position < len(lines) and expected <= total:
        text = lines[position].text
        number = _NUMBER.fullmatch(text)
        if number and int(number.group(1)) == expected:
            expected += 1
            end = position + 1
        elif text.strip():
            break
        position += 1
    return end


def _find_fractions(texts: Sequence[str], short: Sequence[int]) -> list[int]:
    """The indices of lines like 3/12 that are the footers of pages: there are several, with the
    same total and rising numbers."""
    fractions = [
        (i, int(match.group(1)), int(match.group(2)))
        for i in short
        if len(texts[i]) < 16 and (match := _FRACTION.fullmatch(texts[i]))
    ]
    numbers = [number for _, number, _ in fractions]
    one_total = len({total for _, _, total in fractions}) == 1
    rising = all(a < b for a, b in pairwise(numbers))
    are_footers = len(fractions) > 1 and one_total and rising
    return [i for i, _, _ in fractions] if are_footers else []


def _find_running_numbers(texts: Sequence[str], short: Sequence[int]) -> list[int]:
    """The indices of lines that hold a page number only: three or more that count up by one through
    the whole file, a page of text apart. Where one does not fit, there are none."""
    numbers = [
        (i, int(match.group(1)))
        for i in short
        if len(texts[i]) < 16 and (match := _NUMBER.fullmatch(texts[i]))
    ]
    if len(numbers) < 3 or any(b - a != 1 for (_, a), (_, b) in pairwise(numbers)):
        return []
    pages = [sum(map(len, texts[a:b])) for (a, _), (b, _) in pairwise(numbers)]
    return [i for i, _ in numbers] if min(pages) >= _MIN_PAGE else []


def _find_lone_words(texts: Sequence[str]) -> list[int]:
    """The indices of lines that hold only 第, 共 or 页 and are not followed by a number. (第 / 3 /
    届 is a split number, no page number.)"""
    indices = []
    for i, text in enumerate(texts):
        if text.strip(" \u3000\t。") in ("第", "共", "页", "頁"):
            following = next((t for t in texts[i + 1 : i + 4] if t.strip()), "")
            if not following.strip()[:1].isdigit() or _mentions_page(following):
                indices.append(i)
    return indices


def _cut_inline_counter(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Cut the counters that are glued into a line of text."""
    places = [(match.group(), "") for match in _INLINE.finditer(text)]
    return (_INLINE.sub("", text) if places else text), places
