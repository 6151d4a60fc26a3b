"""Finds names of places that stand alone: of towns without their suffix, and of villages.

Such a name says little by itself (永兴 may be any of thirty towns, 三要 two words), but three that
lie in one county seldom come together by chance. They are looked for where everything else leaves
the place of a report open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from indexer.attribution.literals import Hits
from indexer.attribution.region.place_mentions import Mention
from indexer.attribution.region.place_names import find_distinct_codes, load_villages
from indexer.attribution.region.word_bounds import WordBounds

# What stands behind the name of a village, or before one in a list. Unlike a town, a village is not
# looked for anywhere: too many are called like words (达峰, 双碳, 新空间).
_OF_VILLAGE = re.compile(
    r"村(?![级民委支务庄])|社区(?!居民)|小学|完小|中学|初中|学校|教学点|幼儿园|片区|水库|大桥|"
    "卫生室|、"
)
_LONGEST_VILLAGE = 5
_LONGEST_TOWN = 6

_Codes = tuple[str, ...]


def find_bare_names(
    text: str, hits: Mapping[str, Hits], mentions: Collection[Mention]
) -> list[Mention]:
    """Find the names in a folded text that stand between other words and are in no mention.

    `hits` are those of `load_place_words`. Of names that overlap the first is taken, of those that
    begin together the longest. A town's has the codes of all units above towns of that name.
    """
    found = _find_candidates(text, hits, {at for one in mentions for at in range(*one[:2])})
    bounds = WordBounds(text)
    bare: list[Mention] = []
    reached = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start < reached or bounds.word_across(start) or bounds.word_across(end):
            continue
        bare.append(Mention(start, end, text[start:end], "bare", found[start, end]))
        reached = end
    return bare


def _find_candidates(
    text: str, hits: Mapping[str, Hits], taken: Collection[int]
) -> dict[tuple[int, int], _Codes]:
    """Return the spans that may be names of towns or villages, with their codes."""
    found: dict[tuple[int, int], _Codes] = {}
    for start, end in hits["stems"].spans():
        if end - start <= _LONGEST_TOWN:
            codes = find_distinct_codes(text[start:end])
            if codes:
                found[start, end] = codes
    villages = load_villages()
    for match in _OF_VILLAGE.finditer(text):
        stop = match.start()
        spans = [(start, stop) for start in range(max(0, stop - _LONGEST_VILLAGE), stop - 1)]
        if match[0] == "、":
            spans += [(stop + 1, stop + 1 + length) for length in range(2, _LONGEST_VILLAGE + 1)]
        for start, end in spans:
            code = villages.get(text[start:end])
            if code is not None:
                found[start, end] = (code,)
    return {
        span: codes
        for span, codes in found.items()
        if span[0] not in taken and span[1] - 1 not in taken
    }
