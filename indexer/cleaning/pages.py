"""Page numbers: of the paginated web page a text was copied from, or of the printed one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.cleaning.lines import edit, without
from indexer.model import Line, Repair

_GAP = r"[\s\u3000,，、/／|。]*"
_TOTAL = rf"[共总總]{_GAP}\d{{1,3}}{_GAP}[页頁]"
_NTH = rf"(?:[当當]前)?{_GAP}第{_GAP}\d{{1,3}}{_GAP}[页頁]"
# “共 3 页,当前第 2 页 1 2 3”, “第1页共13页”; the page links after it are checked apart.
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
_PIECE = re.compile(r"[\s\u3000\d共总總第页頁当當前,，、/／|。]{1,16}")
_NUMBER = re.compile(r"[\s\u3000]*(\d{1,3})[\s\u3000]*")
_FRACTION = re.compile(r"[\s\u3000]*(\d{1,3})\s*/\s*(\d{1,3})[\s\u3000]*")
MAX_PIECES = 40
_SHORT = 24  # characters; a line with more holds more than a page number
# Characters between two printed page numbers; a page of a report holds 400 to 900. Items of a list
# whose numbers were torn off are shorter.
_MIN_PAGE = 250


def remove_page_numbers(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Counters whole, torn over lines, or glued to the end of a text line; lone page numbers."""
    texts = [line.text for line in lines]
    short = [i for i, text in enumerate(texts) if len(text) < _SHORT]
    gone = _torn_counters(lines, short)
    gone.update(i for i in short if _ALONE.fullmatch(texts[i]))
    gone.update(_fractions(texts, short))
    gone.update(_running_numbers(texts, [i for i in short if i not in gone]))
    gone.update(_lone_words(texts))
    kept, removed = without(lines, gone, "page-number")
    changed, repairs = edit(kept, "page-number", "页頁", _cut_inline)
    return changed, removed + repairs


def _mentions_page(text: str) -> bool:
    return "页" in text or "頁" in text


def _torn_counters(lines: Sequence[Line], short: Sequence[int]) -> set[int]:
    """Positions of the pieces of “共 / 3 / 页,当前第 / 2 / 页 / 1 / 2 / 3”.

    The page links 1 2 3 belong to it as far as they count up from 1, to the total at most.
    """
    gone: set[int] = set()
    end = 0
    for start in short:
        if start >= end and lines[start].text.lstrip().startswith(_COUNTER_BEGINS):
            end = _counter_end(lines, start)
            gone.update(i for i in range(start, end) if lines[i].text.strip())
    return gone


def _counter_end(lines: Sequence[Line], start: int) -> int:
    """Position after the last piece of the counter that begins at `start`, or 0."""
    joined, position = "", start
    while position < len(lines) and position - start < MAX_PIECES:
        text = lines[position].text
        if text.strip() and not _PIECE.fullmatch(text):
            break
        joined += text + " "
        position += 1
        match = _COUNTER.fullmatch(joined)
        if match and not match.group(1).strip():
            return _links_end(lines, position, max(int(n) for n in re.findall(r"\d+", joined)))
        if match:
            numbers = [int(n) for n in re.findall(r"\d+", match.group(1))]
            return position if numbers == list(range(1, len(numbers) + 1)) else 0
    return 0


def _links_end(lines: Sequence[Line], position: int, total: int) -> int:
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


def _fractions(texts: Sequence[str], short: Sequence[int]) -> list[int]:
    """“3/12” alone on a line, several times with the same total and rising: a page's footer."""
    found = [
        (i, int(match.group(1)), int(match.group(2)))
        for i in short
        if len(texts[i]) < 16 and (match := _FRACTION.fullmatch(texts[i]))
    ]
    numbers = [number for _, number, _ in found]
    one_total = len({total for _, _, total in found}) == 1
    rising = all(a < b for a, b in pairwise(numbers))
    return [i for i, _, _ in found] if len(found) > 1 and one_total and rising else []


def _running_numbers(texts: Sequence[str], short: Sequence[int]) -> list[int]:
    """Lines of a number alone that count up by one through the whole file, at least three of them,
    a page of text apart. If one does not fit none is removed."""
    found = [
        (i, int(match.group(1)))
        for i in short
        if len(texts[i]) < 16 and (match := _NUMBER.fullmatch(texts[i]))
    ]
    if len(found) < 3 or any(b - a != 1 for (_, a), (_, b) in pairwise(found)):
        return []
    pages = [sum(map(len, texts[a:b])) for (a, _), (b, _) in pairwise(found)]
    return [i for i, _ in found] if min(pages) >= _MIN_PAGE else []


def _lone_words(texts: Sequence[str]) -> list[int]:
    """A lone 第, 共 or 页 that no number follows (第 / 3 / 届 is a torn number, not a page)."""
    found = []
    for i, text in enumerate(texts):
        if text.strip(" \u3000\t。") in ("第", "共", "页", "頁"):
            following = next((t for t in texts[i + 1 : i + 4] if t.strip()), "")
            if not following.strip()[:1].isdigit() or _mentions_page(following):
                found.append(i)
    return found


def _cut_inline(text: str) -> tuple[str, list[tuple[str, str]]]:
    """A counter glued into a text line."""
    places = [(match.group(), "") for match in _INLINE.finditer(text)]
    return (_INLINE.sub("", text) if places else text), places
