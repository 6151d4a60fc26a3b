"""Finds the lines of a report that may be headings, and where in the line the heading ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from indexer.segmentation.embedded_headings import find_subject
from indexer.segmentation.markers import Marker
from indexer.segmentation.paragraphs import is_salutation
from indexer.segmentation.parsed_lines import ParsedLine

# The longest labelled inline heading has 44 characters. Where the first sentence is longer, it is
# body and only its first clause is the heading.
_LONGEST_INLINE = 45
_LONGEST_OWN = 70
_SHORTEST_CLAUSE = 6
_LONGEST_RUN_IN = 20
_SHORTEST_BODY = 12  # characters after an inline heading; fewer make no heading: 时间：2012年5月

_OPEN, _CLOSE = "“《（〈「『【([", "”》）〉」』】)]"
_STOPS = "。!?:"
_POINTS = re.compile("[" + re.escape(_OPEN + _CLOSE + _STOPS + ";, ") + "]")

_TIME = (
    r"上半年|下半年|今年|明年|去年|来年|(?:19|20)[\dx×*]{2}年?|[x×*]{2,4}年|下一步|下阶段|下一阶段|下步|今后"
    r"|本学期|下学期|前一阶段|一年来|半年来|当前|存在|主要|重点|基本|几点|取得的"
)
_PART = re.compile(
    rf"(?=.*(?:{_TIME})).{{2,22}}(?:总结|小结|回顾|情况|成效|成绩|问题|不足|困难|原因|思路|打算|计划|要点|安排|设想|措施|建议"
    r"|目标|任务|重点|体会|做法|经验|规划)[。:]?"
)
_BARE_PART = re.compile(
    r"(?:(?:主要|总体|基本|具体)?(?:工作)?(?:回顾|成效|成绩|做法|情况|打算|思路|计划|安排|措施|目标|体会|经验)"
    r"|(?:存在)?(?:的)?(?:主要)?(?:问题|困难|不足)(?:与|和)?(?:困难|不足|差距)?|(?:意见)?(?:和|与)?建议)[。:]?"
)
_LONGEST_PART = 24
_LABEL = re.compile(r"【[^】]{2,14}】")
_NO_RUN_IN = re.compile(r"[一二三四五六七八九]是|\d")
_ROW = re.compile(r"\t|\|.*\|")
_SENTENCE_LIKE = re.compile(r"了|我们|我局|我县|我市|我区|同志|\d|如下|[、;,:!]$")
_DEFINITION = re.compile(r"\s*(?:是?指|即|又称|简称|是一种)")
_UNREADABLE = ("masked", "emptied")


class Candidate(NamedTuple):
    """A line that may be a heading; `at` is its index.

    `head_end` is the offset at which the heading's words end, `body_start` the offset at which the
    body text on the same line begins, or the line's length where there is none. `hashes` counts
    markdown's #. `kind` is how the heading is known: by its number (`numbered`), by markup
    (`marked`), as the first sentence of a paragraph (`run-in`), by words that head a part of a
    report (`part`), or by its place where a number is missing (`lost`). `sentence` is false where
    the heading is only the first clause of a long sentence.
    """

    at: int
    marker: Marker | None
    head_end: int
    body_start: int
    length: int
    hashes: int = 0
    kind: str = "numbered"
    sentence: bool = True

    @property
    def rest(self) -> int:
        """The number of characters of body text on the heading's own line."""
        return self.length - self.body_start

    @property
    def has_rest(self) -> bool:
        """Whether the line has enough body text to be a paragraph with a heading, and no list
        item."""
        return self.sentence and self.rest >= _SHORTEST_BODY


def find_candidates(lines: Sequence[ParsedLine]) -> list[Candidate]:
    """A candidate for every line that begins with a number or with markup, has a run-in heading, or
    names a part of a report."""
    candidates: list[Candidate] = []
    for index, line in enumerate(lines):
        marker = line.marker
        if marker is not None:
            if not _ROW.search(line.folded) and _may_head(lines, index, marker):
                candidates.append(
                    _numbered_candidate(index, line, marker, _has_body_below(lines, index))
                )
        elif is_salutation(line):
            continue
        elif (line.hashes or line.bold) and len(line.folded) <= _LONGEST_OWN:
            candidates.append(_whole_line_candidate(index, line, "marked"))
        elif line.lead:
            end, begin = _trim_stops(line.folded, line.lead), _skip_stops(line.folded, line.lead)
            candidates.append(Candidate(index, None, end, begin, len(line.folded), 0, "marked"))
        elif line.run_in_length:
            begin = _skip_stops(line.folded, line.run_in_length)
            candidates.append(
                Candidate(index, None, line.run_in_length, begin, len(line.folded), 0, "run-in")
            )
        elif _names_part(lines, index, candidates):
            candidates.append(_whole_line_candidate(index, line, "part"))
    return _drop_number_words(_number_masked(candidates))


def _names_part(lines: Sequence[ParsedLine], index: int, before: Sequence[Candidate]) -> bool:
    """Whether the line heads a part of a report (下半年工作要点, 存在问题) on a line of its own,
    after a whole sentence or a heading. `before` holds the candidates before it."""
    text = lines[index].folded
    if len(text) > _LONGEST_PART or index + 1 == len(lines) or "," in text:
        return False
    if not (_PART.fullmatch(text) or _BARE_PART.fullmatch(text)):
        return False
    below_heading = bool(before) and before[-1].at == index - 1
    return index == 0 or below_heading or ends_sentence(lines[index - 1])


def ends_sentence(line: ParsedLine) -> bool:
    """Whether `line` ends as a sentence may. A short line after half a sentence is a word that was
    split off it."""
    return line.folded[-1:] in "。!?:;”)"


def _number_masked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """`candidates` with a number for each whose number is masked (x. x.) or wiped out (()): those
    in a row are counted from 1."""
    counts: dict[str, int] = {}
    numbered: list[Candidate] = []
    for candidate in candidates:
        marker = candidate.marker
        if marker is None or not marker.style.startswith(_UNREADABLE):
            counts.clear()
            numbered.append(candidate)
            continue
        counts[marker.style] = counts.get(marker.style, 0) + 1
        counted_marker = marker._replace(number=counts[marker.style])
        numbered.append(candidate._replace(marker=counted_marker))
    return numbered


def _may_head(lines: Sequence[ParsedLine], index: int, marker: Marker) -> bool:
    """Whether a line with this number may be a heading.

    一抓…… is a heading only as a short line of its own with body text below; 一 概况 only on a
    short line; 2、 after half a sentence is a page number that got into the text.
    """
    line = lines[index]
    if marker.style.startswith("spaced"):
        return len(line.folded) <= 30
    if marker.style == "arab" and index:
        before = lines[index - 1]
        return len(before.folded) < 60 or ends_sentence(before)
    if marker.style != "bare":
        return True
    return len(line.folded) <= 30 and _has_body_below(lines, index)


def _drop_number_words(candidates: Sequence[Candidate]) -> list[Candidate]:
    """`candidates` without those whose number may be words (一、二年级) and does not count on from
    the neighbour of the same style before it to the one after it."""
    styles: dict[str, list[tuple[int, Marker]]] = {}
    for candidate in candidates:
        if candidate.marker:
            styles.setdefault(candidate.marker.style, []).append((candidate.at, candidate.marker))
    words: set[int] = set()
    for same in styles.values():
        numbers = [None, *(marker.number for _, marker in same), None]
        for (at, marker), before, after in zip(same, numbers, numbers[2:], strict=False):
            begins_run = marker.number == 1 and before != 1
            in_run = after == marker.number + 1 and (begins_run or before == marker.number - 1)
            if marker.doubtful and not in_run:
                words.add(at)
    return [candidate for candidate in candidates if candidate.at not in words]


def _numbered_candidate(
    index: int, line: ParsedLine, marker: Marker, body_below: bool
) -> Candidate:
    """The candidate of a numbered line. Two short sentences above a paragraph are one heading."""
    head_end, body_start = _find_heading_end(line.folded, marker.end)
    length = len(line.folded)
    if 0 < length - body_start < _SHORTEST_BODY and length <= _LONGEST_INLINE and body_below:
        return Candidate(
            index, marker, _trim_stops(line.folded, length), length, length, line.hashes
        )
    sentence = line.folded[head_end : head_end + 1] not in (",", ";")
    return Candidate(
        index, marker, head_end, body_start, len(line.folded), line.hashes, sentence=sentence
    )


def _has_body_below(lines: Sequence[ParsedLine], index: int) -> bool:
    return index + 1 < len(lines) and lines[index + 1].marker is None


def _whole_line_candidate(index: int, line: ParsedLine, kind: str) -> Candidate:
    """The candidate that takes the whole line as a heading without a number."""
    length = len(line.folded)
    return Candidate(
        index, None, _trim_stops(line.folded, length), length, length, line.hashes, kind
    )


def run_in_candidate(index: int, line: ParsedLine, clauses: bool = False) -> Candidate | None:
    """The candidate for a paragraph whose first sentence is a short heading (学前教育。新建成……,
    【体系建设】健全……), None for any other line. With `clauses` the sentence may contain a
    comma."""
    label = _LABEL.match(line.folded)
    if not label and line.folded.find("。", 0, _LONGEST_RUN_IN + 1) < 0:
        return None
    head_end, body_start = (
        (label.end(), label.end()) if label else _find_heading_end(line.folded, 0)
    )
    if not 4 <= head_end <= _LONGEST_RUN_IN or len(line.folded) - body_start < 30:
        return None
    head = line.folded[:head_end]
    if not label and (line.folded[head_end] != "。" or _NO_RUN_IN.match(head)):
        return None
    if "," in head and not clauses:
        return None
    return Candidate(index, None, head_end, body_start, len(line.folded), 0, "run-in")


def colon_candidate(index: int, lines: Sequence[ParsedLine]) -> Candidate | None:
    """The candidate for a line that begins with the subject of a paragraph and a colon (幼儿教育：
    新办……); the paragraph may stand below. None for any other line, and for one that says what a
    word means."""
    line = lines[index]
    if line.marker or line.folded.find(":", 2, 16) < 0 or is_salutation(line):
        return None
    head_end = find_subject(line.folded)
    if not head_end:
        return None
    length = len(line.folded)
    body_start = _skip_stops(line.folded, head_end)
    if body_start == length:
        below = lines[index + 1].folded if index + 1 < len(lines) else ""
        return _whole_line_candidate(index, line, "run-in") if len(below) >= 30 else None
    if length - body_start < 30 or _DEFINITION.match(line.folded, body_start):
        return None
    return Candidate(index, None, head_end, body_start, length, 0, "run-in")


def short_line_candidate(index: int, line: ParsedLine) -> Candidate | None:
    """The candidate for a short line that reads like a heading which lost its number, None for any
    other line."""
    text = line.folded
    if not 4 <= len(text) <= 30 or "。" in text[:-1] or _SENTENCE_LIKE.search(text):
        return None
    if text[0] in _CLOSE or is_salutation(line):
        return None
    return _whole_line_candidate(index, line, "lost")


def _find_heading_end(folded: str, start: int) -> tuple[int, int]:
    """The offset at which the heading that begins at `start` ends, and the offset at which the body
    after it begins.

    The heading runs to the first full stop or colon outside quotes. Where that is further than a
    heading reaches, it runs to the first semicolon or comma.
    """
    depth = 0
    clause = 0
    for point in _POINTS.finditer(folded, start, start + 150):
        position, character = point.start(), point.group()
        length = position - start
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif depth and length <= _LONGEST_OWN:
            continue
        elif character in _STOPS and not _is_within_figure(folded, position):
            if length <= _LONGEST_INLINE or (not clause and position + 1 >= len(folded)):
                return position, _skip_stops(folded, position)
            break
        elif character == ";" or (character == "," and length >= _SHORTEST_CLAUSE):
            clause = clause or position
        elif character == " " and folded[position : position + 2] == "  ":
            return position, _skip_stops(folded, position)
    if len(folded) - start <= _LONGEST_OWN and "。" not in folded[start:-1]:
        return _trim_stops(folded, len(folded)), len(folded)
    if clause and clause - start <= _LONGEST_OWN:
        return clause, _skip_stops(folded, clause)
    end = min(len(folded), start + _LONGEST_OWN)
    return end, end


def _is_within_figure(folded: str, position: int) -> bool:
    """Whether the stop at `position` is a colon between digits (5.58:1, 9:30)."""
    return (
        folded[position] == ":"
        and folded[position + 1 : position + 2].isdigit()
        and (folded[position - 1 : position].isdigit())
    )


def _skip_stops(folded: str, position: int) -> int:
    """The offset of the first character of the body after the stop at `position`."""
    while position < len(folded) and folded[position] in "。!?:;, ”":
        position += 1
    return position


def _trim_stops(folded: str, end: int) -> int:
    """`end` moved before the stops and spaces that stand there."""
    while end > 0 and folded[end - 1] in "。:;, ":
        end -= 1
    return end
