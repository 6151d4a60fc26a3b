"""Cuts a stretch of paragraphs without headings where its subject changes.

A paragraph goes on with the subject before it where it says so (二是……, 同时……) or shares rare
words with it. The words of most paragraphs say nothing, so two characters in a row count the less
the more paragraphs of the stretch have them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from indexer.segmentation.paragraphs import read_turn
from indexer.segmentation.parsed_lines import ParsedLine

_SHORTEST_SUBJECT = 45  # characters; a shorter paragraph belongs to the one before it
# From this cosine on, two paragraphs have one subject. It was set on education reports, those of
# corpus/ and tests/labelled among them, with their headings taken out; five of six paragraphs there
# begin a leaf, .92 of the cuts are right, and .86 of the leaves are found. Of the paragraphs of
# reports that never had headings a third begin one: there it is .67 and .74 (at 0.02 .75 and .44).
_SIMILAR = 0.04
_LOOK_BACK = 4  # paragraphs of the same subject that a paragraph is compared with

_GOES_ON = re.compile(
    r"[二三四五六七八九十]{1,2}[是要抓]|第[二三四五六七八九十]|其[次中]|再次|同时|此外|另外|为此|对此|这|通过|并|还|上述|以上|与此同时"
    r"|[^,。;!?:]{1,10}:(?=.)"  # 会议强调：…… 记者：……
)
_FIRST_ITEM = re.compile(r"一[是要抓]|第一[,、]|首先")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}是")
# Two Han characters in a row, neither of which is a numeral.
_PAIR = re.compile(r"(?=((?:(?![一二三四五六七八九十百千万亿两零])[\u4e00-\u9fff]){2}))")


def find_subjects(lines: Sequence[ParsedLine]) -> list[int]:
    """The positions in `lines`, which stand below one heading or none, at which another subject
    begins; the first line is not among them."""
    pairs = [set(_PAIR.findall(line.folded)) for line in lines]
    paragraphs_of = Counter(chain.from_iterable(pairs))
    weights = [0.0] + [math.log((len(lines) + 1) / n) ** 2 for n in range(1, len(lines) + 1)]
    norms: dict[int, float] = {}

    def weigh(some: Iterable[str]) -> float:
        return sum([weights[paragraphs_of[pair]] for pair in some])

    def norm(at: int) -> float:
        if at not in norms:
            norms[at] = math.sqrt(weigh(pairs[at]))
        return norms[at]

    def is_similar(one: int, other: int) -> bool:
        return weigh(pairs[one] & pairs[other]) >= _SIMILAR * norm(one) * norm(other)

    cuts: list[int] = []
    block, size = [0], len(lines[0].text)
    for at in range(1, len(lines)):
        if (
            size >= _SHORTEST_SUBJECT
            and not _goes_on(lines, at)
            and (
                _restarts(lines, block, at)
                or (
                    _is_long_enough(lines, at)
                    and (
                        read_turn(lines[at])
                        or not any(is_similar(at, before) for before in block[-_LOOK_BACK:])
                    )
                )
            )
        ):
            cuts.append(at)
            block, size = [], 0
        block.append(at)
        size += len(lines[at].text)
    return cuts


def _goes_on(lines: Sequence[ParsedLine], at: int) -> bool:
    """Whether the line says that it belongs to the one before: a further item of a list (2、,
    二是), 同时……, or what a colon announced."""
    marker = lines[at].marker
    if read_turn(lines[at]) == "problem":
        return False
    further_item = marker is not None and marker.number > 1
    announced = lines[at - 1].folded.endswith(":")
    return further_item or announced or bool(_GOES_ON.match(lines[at].folded))


def _is_long_enough(lines: Sequence[ParsedLine], at: int) -> bool:
    """Whether the line has enough text for a subject, or announces more."""
    text = lines[at].folded
    return len(text) >= _SHORTEST_SUBJECT or (text.endswith(":") and at + 1 < len(lines))


def _restarts(lines: Sequence[ParsedLine], block: Sequence[int], at: int) -> bool:
    """Whether a list begins at the line although another was open: 6、…… 1、……"""
    return _is_first_item(lines[at]) and any(_is_item(lines[index]) for index in block)


def _is_item(line: ParsedLine) -> bool:
    return line.marker is not None or bool(_ITEM.match(line.folded))


def _is_first_item(line: ParsedLine) -> bool:
    marker = line.marker
    return marker.number == 1 if marker else bool(_FIRST_ITEM.match(line.folded))
