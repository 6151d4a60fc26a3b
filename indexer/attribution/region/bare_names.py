"""Finds names of places that stand alone: of towns without their suffix, and of villages.

Such a name says little by itself (永兴 may be any of thirty towns, 三要 two words), but three that
lie in one county seldom come together by chance. They are looked for where everything else leaves
the place of a report open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from indexer.attribution.literals import Hits
from indexer.attribution.region.place_mentions import Mention
from indexer.attribution.region.place_names import find_distinct_codes, load_villages
from indexer.text import cut

# What stands behind the name of a village. Unlike a town, a village is not looked for anywhere: too
# many are called like words (达峰, 双碳, 新空间).
_OF_VILLAGE = re.compile(
    r"村(?![级民委支务庄])|社区(?!居民)|小学|完小|中学|初中|学校|教学点|幼儿园|片区|水库|大桥|卫生室|、|[和与]"
)
_LONGEST_VILLAGE = 5
_LONGEST_TOWN = 6


def find_bare_names(
    text: str, hits: Mapping[str, Hits], mentions: Collection[Mention]
) -> Iterator[Mention]:
    """Find the names in a folded text that stand between other words and are in no mention.

    `hits` are those of `load_place_words`. A town's has the codes of all units above towns of that
    name; the longest of several names that begin together is taken.
    """
    words = cut(text)
    starts = [start for _, start in words]
    bounds = {*starts, *(start + len(word) for word, start in words)}
    taken = {at for mention in mentions for at in range(mention.start, mention.end)}
    stems: dict[int, list[int]] = {}
    for start, end in hits["stems"].spans():
        if start in bounds and end in bounds:
            stems.setdefault(start, []).append(end)
    villages = load_villages()
    reached = 0
    for start in starts:
        if start < reached or start in taken:
            continue
        town = _match_town(text, start, stems.get(start, ()))
        village = _match_village(text, start, bounds, villages)
        found = [mention for mention in (village, town) if mention is not None]
        if not found:
            continue
        mention = max(found, key=lambda mention: mention.end)
        if mention.end - 1 not in taken:
            reached = mention.end
            yield mention


def _match_town(text: str, start: int, ends: Collection[int]) -> Mention | None:
    """Return the longest name of a town or county that begins at `start`, or None."""
    for end in sorted(ends, reverse=True):
        codes = find_distinct_codes(text[start:end]) if end - start <= _LONGEST_TOWN else ()
        if codes:
            return Mention(start, end, text[start:end], "bare", codes)
    return None


def _match_village(
    text: str, start: int, bounds: Collection[int], villages: Mapping[str, str]
) -> Mention | None:
    """Return the longest name of a village that begins at `start`, or None."""
    for end in range(min(start + _LONGEST_VILLAGE, len(text)), start + 1, -1):
        if end not in bounds:
            continue
        code = villages.get(text[start:end])
        if code is not None and (_OF_VILLAGE.match(text, end) or text[start - 1 : start] == "、"):
            return Mention(start, end, text[start:end], "bare", (code,))
    return None
