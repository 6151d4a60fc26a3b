"""Finds where a text names places: full names, schools and offices, lists of towns.

A name counts only with its suffix, before a school or an office, or in a list of towns. So each of
those is looked at, and it is a mention where the hit of a name ends just before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from indexer import gazetteer
from indexer.attribution.literals import Hits
from indexer.attribution.region.mention_context import is_issuer
from indexer.attribution.region.place_names import (
    arises_by_chance,
    find_distinct_codes,
    find_town_codes,
    is_common,
    load_names,
)
from indexer.attribution.region.place_words import (
    ANNOUNCED,
    AUTHORITIES,
    NUMBERED_SCHOOLS,
    PRAISE,
    PROVINCES,
    SCHOOLS,
    TOWN_SUFFIXES,
)
from indexer.attribution.region.word_bounds import WordBounds
from indexer.gazetteer.names import stem, without_peoples
from indexer.text import fold

Kind = Literal[
    "province",
    "prefecture",
    "county",
    "town",
    "school",
    "listed",
    "office",
    "glued",
    "number",
    "bare",
]

# The kinds that are full names of units, each with the level of the unit.
UNIT_LEVELS: dict[Kind, int] = {"province": 1, "prefecture": 2, "county": 3}

_UNIT_SUFFIXES = frozenset("县区市旗州盟省")
# 一中 is a school, but 统一中考 is none.
_NOT_NUMBERED = frozenset("心学小央考国等高期层年")
_SCHOOL = re.compile(
    f"{'|'.join(SCHOOLS)}|(?:{'|'.join(NUMBERED_SCHOOLS)})(?![{''.join(_NOT_NUMBERED)}])"
)
_SCHOOL_ENDS = ("小学", "中学", "初中", "高中", "校", "园", "院")
_MODIFIER = re.compile(
    r"(?:中心|第[一二三四五六七八九十]|实验|初级|高级|职业|技术|民族|希望|逸夫|完全|九年一贯制|"
    r"九年制|寄宿制|寄宿|中等|专业|综合|成人|文化|农民|直属|附属|地区|[一二三四五六七八九])+$"
)
_SLOGAN = re.compile(f"(?:{'|'.join(ANNOUNCED)})(?:(?:{'|'.join(PRAISE)})、?)+(?!安康|大同)")
_BEHIND_SLOGAN = re.compile(r"[”\"》、,。;!\s]|建设|创建|行动|战略|目标|的|作出|做出|而|进程")
# Speeches of leaders that a report follows were given at home: 视察…重要讲话, 对…工作的重要指示.
_SPEECH = re.compile("重要(?:讲话|指示|批示|回信)")
_SPEECH_REACH = 18
_SPOKEN = re.compile(r"(?:视察|考察|调研|对|在|来)(?!视察|考察|调研)([\u4e00-\u9fff]{2,16})$")
_SPOKEN_OF = re.compile(
    r"(?:省|市|自治区)?(?:工作|视察|考察|调研|时|期间|的|两次|三次|作出|所作|发表|系列|一系列)*重要"
)
_LIST = re.compile("、[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,6})+")
_OF_TOWNS = re.compile(
    "等(?:[\\d一二三四五六七八九十]{1,3}个?|个)?(?:乡镇|镇乡|[乡镇](?![村长])|街道)"
)
_ROW = re.compile("(?:、[\u4e00-\u9fff]{2,6})+$")
_LONGEST_ROW = 40
_NUMBER = re.compile(
    f".(?:{'|'.join(AUTHORITIES)})[\u4e00-\u9fff]{{0,4}}"
    r"[〔\[(](?:19|20)[\dx×*]{2}[〕\])]"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that begin with the level of a unit: 我市|长宁镇 is not about a 市长.
_LEVELS = frozenset("省市县区州盟旗")
# How words go on that begin with the suffix of a town: 夹浦|镇政府, 夹浦|街道办.
_OF_TOWN = re.compile("政府|党委|委|公所|上|里|内|区|级|干部|办|校|民")
# Where these end a town's name, its last syllable may belong to a word: 适用于|城镇, 宜居|乡镇.
_TOWN_WORDS = frozenset({"城镇", "乡镇", "集镇", "村镇", "市镇", "小镇", "城乡"})

# Chinese characters after which a name can begin; it always can after any other character.
_OPENERS = frozenset(
    "在到赴对由与和及为是如即以从向将把于的我各省市县区州盟旗镇乡年月日建括校或访查研"
)
# And those before the stem of a place with an office behind it: 提升|长兴教育, 形成|长兴教育……
_BEFORE_OFFICES = frozenset("升成了合快进动强推现造")
# A suffix behind an everyday word was none when the text goes on like this: 资源县域, 合作区间,
# 发展市场, 团结乡村.
_CONTINUES = re.compile(
    "县[级域内城乡镇直外际间]|市(?:[场级容内]|民(?!政))|区[级域间别内]|[镇乡][级域村镇土亲]|旗[帜下]"
)
# Words with which a name may end by chance: 建立山区教师津贴 is not about 立山区.
_WORDS = frozenset(f"{first}区" for first in "山社校园城湖林矿库牧老灾景学新市镇片地特郊水")
# There are districts of these names, but nearly always the words mean something else.
_NEVER = frozenset({"城区", "郊区", "矿区", "市区"})
_LONGEST_STEM = 7
_MODIFIERS = 10  # characters that modifiers may take before a school
_LEAST_IN_LIST = 3  # names that make a list of towns
_FEW = 3  # a name of at most so many units or townships is rare
_LONGEST_NAME = 16


class Mention(NamedTuple):
    """A place in a text, `text[start:end]`, that may be any of `codes`.

    For towns, schools and lists the code is that of the unit above the town. `name` is the stem, by
    which the mentions of one name are put together. `own` says that only one's own place is spoken
    of like this, whatever stands around it (建设幸福长兴).
    """

    start: int
    end: int
    name: str
    kind: Kind
    codes: tuple[str, ...]
    own: bool = False


class _SearchedText(NamedTuple):
    """A text with the hits of `load_place_words` in it.

    `full` and `stems` have, for each offset at which full names or stems end, where those begin,
    the longest first. `ends` are the offsets of `stems`, in order.
    """

    text: str
    hits: Mapping[str, Hits]
    full: Mapping[int, Sequence[int]]
    stems: Mapping[int, Sequence[int]]
    ends: Sequence[int]
    bounds: WordBounds


def _splits_word(here: _SearchedText, start: int) -> bool:
    """Tell whether a name that begins at `start` would begin within a word (提高|城乡).

    The segmentation does not know most towns. So of 8,000 names of units and towns put behind 37
    everyday beginnings of a sentence it takes one in 180 for the rest of a word (以|西关镇).
    """
    word = here.bounds.word_across(start)
    return word is not None and not (word[0] == start - 1 and here.text[word[0]] in _LEVELS)


def _is_person(here: _SearchedText, end: int) -> bool:
    """Tell whether what ends at `end` is a person before an office: 李武进|区长."""
    if not here.text.startswith("长", end):
        return False
    word = here.bounds.word_across(end)
    if word is None:  # 武进区|长, but 武进区|长期
        return here.bounds.word_across(end + 1) is None
    return word == (end - 1, end + 1)


def _group_by_end(hits: Hits) -> dict[int, list[int]]:
    """Return for each offset at which hits end where those begin, the longest first."""
    starts: dict[int, list[int]] = defaultdict(list)
    for start, end in hits.spans():
        starts[end].append(start)
    return starts


def _can_begin(text: str, start: int) -> bool:
    """Tell whether a name can begin at `start`."""
    return start == 0 or text[start - 1] in _OPENERS or not _HAN.match(text[start - 1])


def _keep_below(codes: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    """Keep those of `codes` that are, or lie below, one of `above`."""
    return tuple(
        code for code in codes if code in above or set(gazetteer.ancestors(code)) & set(above)
    )


def _keep_under_parent(text: str, start: int, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Keep those of `codes` whose prefecture or province is named right before `start`."""
    return tuple(code for code in codes if text.endswith(_list_names_above(code), 0, start))


@cache
def _list_names_above(code: str) -> tuple[str, ...]:
    """Return all names, folded, with and without suffix, of the units above a code."""
    above = [
        fold(name) for unit in gazetteer.ancestors(code) for name in gazetteer.unit(unit).names
    ]
    return tuple({form: None for name in above for form in (name, stem(name))})


def _match_unit(here: _SearchedText, end: int) -> Mention | None:
    """Return the longest name of a province, prefecture or county that ends at `end`."""
    text = here.text
    window = _LONGEST_NAME if text[end - 3 : end - 1] in ("自治", "行政") else _LONGEST_STEM + 1
    for start in here.full[end]:
        name = text[start:end]
        if len(name) > window or name in _NEVER:
            continue
        codes = tuple(load_names().full[name])
        nested = _keep_under_parent(text, start, codes) if len(codes) > 1 or len(name) < 4 else ()
        if not nested and (
            not _is_name(text, start, end, name, codes)
            or _splits_word(here, start)
            or _is_person(here, end)
        ):
            continue
        codes = nested or codes
        return Mention(start, end, stem(name), *_keep_highest(codes))
    return None


def _keep_highest(codes: Sequence[str]) -> tuple[Kind, tuple[str, ...]]:
    """Keep those of `codes` that are of the highest level; return the kind of their units too."""
    highest = min(gazetteer.level(code) for code in codes)
    kind = next(kind for kind, level in UNIT_LEVELS.items() if level == highest)
    return kind, tuple(code for code in codes if gazetteer.level(code) == highest)


def _is_name(text: str, start: int, end: int, name: str, codes: tuple[str, ...]) -> bool:
    """Tell whether a full name without its parent before it is a name, and not parts of words."""
    bare = stem(name)
    if any(gazetteer.level(code) < 3 for code in codes):
        return not text.startswith("场", end)
    if not is_common(bare):
        if name[-2:] in _WORDS:
            return start == 0 or not _HAN.match(text[start - 1]) or text[start - 1] in "省市县州"
        return len(bare) > 1 or (_can_begin(text, start) and not _CONTINUES.match(text, end - 1))
    if len(bare) == 1 and name.endswith("区"):
        return False  # 东区: every other city has one
    if start == 0:
        return True
    if len(bare) == 1 and text[start - 1] not in ("\n《“(" if bare in "和应任" else "\n《“(,。、"):
        return False  # 教育局和县政府, 建成县级; but 下午,洋县教体局召开……
    if (len(bare) == 1 or arises_by_chance(bare)) and not is_issuer(text, end):
        return False  # 老城区的学校, 城东区片
    return _can_begin(text, start) and not _CONTINUES.match(text, end - 1)


def _match_town(
    here: _SearchedText, anchor: int, end: int, before: Mention | None
) -> Mention | None:
    """Return the longest name of a township whose suffix is text[anchor:end].

    `before` is the mention before it.
    """
    text = here.text
    suffix = TOWN_SUFFIXES[text[anchor:end]]
    stop = anchor
    if text[anchor - 1 : anchor] == "族":
        window = max(0, anchor - _LONGEST_NAME)
        stop = window + len(without_peoples(text[window:anchor].removesuffix("民族")))
    for start in here.stems.get(stop, ()):
        name = text[start:stop]
        codes = find_town_codes(name, suffix)
        if not codes or len(name) > _LONGEST_STEM:
            continue
        if is_common(name) and not (
            _can_begin(text, start) and not _CONTINUES.match(text, end - 1)
        ):
            continue
        if name.endswith("乡") and not _can_begin(text, start):
            continue  # 部分乡镇
        follows = before is not None and before.end == start
        if not follows and _is_part_of_words(here, start, anchor, end):
            continue
        if before is not None and follows:
            codes = _keep_below(codes, before.codes) or codes
        return Mention(start, end, name, "town", codes)
    return None


def _is_part_of_words(here: _SearchedText, start: int, anchor: int, end: int) -> bool:
    """Tell whether text[start:end], with the suffix of a town from `anchor` on, is made of parts of
    words: 提高|城乡, 适用于|城镇, 宜居|乡村."""
    text = here.text
    if _splits_word(here, start):
        return True
    word = here.bounds.word_across(end)
    if word is not None and not (word[0] == anchor and _OF_TOWN.match(text, end)):
        return True
    word = here.bounds.word_across(anchor)
    return (
        word is not None and text[word[0] : word[1]] in _TOWN_WORDS and not _can_begin(text, start)
    )


def _find_full(here: _SearchedText) -> Iterator[Mention]:
    """Find units and townships with their suffixes."""
    text = here.text
    anchors = {end: at for at, end in here.hits["towns"].spans() if text[at : end + 1] != "乡镇"}
    anchors |= {end: end - 1 for end in here.full if text[end - 1] in _UNIT_SUFFIXES}
    before: Mention | None = None
    for end, anchor in sorted(anchors.items()):
        mention = _match_unit(here, end) if end in here.full and end - anchor == 1 else None
        if mention is None and text[anchor:end] in TOWN_SUFFIXES:
            mention = _match_town(here, anchor, end, before)
        if mention is not None:
            before = mention
            yield mention


def _match_stem(here: _SearchedText, stop: int, end: int, kind: Kind) -> Mention | None:
    """Return the longest stem that ends at `stop`, as a mention up to `end`.

    A stem of two syllables must stand where a name can begin. Where that cannot be told
    (完成陆埠中学), a rare name before a school counts for less: its kind is “glued”.
    """
    for start in here.stems.get(stop, ()):
        name = here.text[start:stop]
        if len(name) > _LONGEST_STEM:
            continue
        codes = find_distinct_codes(name)
        if codes and (len(name) > 2 or _can_begin(here.text, start)):
            return Mention(start, end, name, kind, codes)
        if 0 < len(codes) <= _FEW and kind == "school":
            return Mention(start, end, name, "glued", codes)
    return None


def _find_schools(here: _SearchedText) -> Iterator[Mention]:
    """Find stems before schools (夹浦中心小学)."""
    text, reached = here.text, 0
    for stop, end in here.hits["schools"].spans():
        word = text[stop:end]
        if stop < reached or (word in NUMBERED_SCHOOLS and text[end : end + 1] in _NOT_NUMBERED):
            continue
        reached = end
        nearest = bisect_right(here.ends, stop) - 1
        if nearest < 0 or here.ends[nearest] < stop - _MODIFIERS:
            continue
        if word == "小学" and text[stop - 1 : stop] == "中":
            continue  # 中小学
        mention = _match_stem(here, stop, end, "school")
        if mention is None:
            modifier = _MODIFIER.search(text, max(0, stop - _MODIFIERS), stop)
            mention = _match_stem(here, modifier.start(), end, "school") if modifier else None
        if mention is not None:
            yield mention


def _find_offices(here: _SearchedText) -> Iterator[Mention]:
    """Find stems of units before an office or in the name of a paper: “长兴教育”, 《湖州日报》."""
    text, units, reached = here.text, load_names().units, 0
    for stop, end in here.hits["offices"].spans():
        if stop < reached:
            continue
        reached = end
        for start in here.stems.get(stop, ()):
            name = text[start:stop]
            if name not in units or not (
                _can_begin(text, start) or text[start - 1] in _BEFORE_OFFICES
            ):
                continue
            codes = tuple(units[name])
            # 《浙江日报》, but not 《光明日报》.
            paper = text[end - 1] in "报台"
            if not is_common(name) or (paper and any(code.endswith("00") for code in codes)):
                yield Mention(start, end, name, "office", codes)
                break


def _find_own(here: _SearchedText) -> Iterator[Mention]:
    """Find stems of units where one names only one's own: “健康湖州”, 对黑龙江的重要讲话."""
    for start in here.hits["slogans"].starts():
        slogan = _SLOGAN.match(here.text, start)
        if slogan is not None:
            yield from _match_own(here.text, slogan.end(), _BEHIND_SLOGAN)
    for match in _SPEECH.finditer(here.text):
        start = max(0, match.start() - _SPEECH_REACH)
        before = _SPOKEN.search(here.text, start, match.start())
        if before is not None:
            yield from _match_own(here.text, before.start(1), _SPOKEN_OF)


def _match_own(text: str, start: int, after: re.Pattern[str]) -> Iterator[Mention]:
    """Yield the longest stem of a unit that begins at `start` and ends before `after`, if any."""
    for end in range(start + 4, start + 1, -1):
        name = text[start:end]
        codes = load_names().units.get(name, ())
        county = all(not code.endswith("00") for code in codes)
        if codes and not (county and is_common(name)) and after.match(text, end):
            yield Mention(start, end, name, *_keep_highest(codes), own=True)
            return


def _find_listed(here: _SearchedText) -> Iterator[Mention]:
    """Find three stems or more in a row, and lists of townships (雉城、泗安等12个乡镇)."""
    for match in _LIST.finditer(here.text):
        inside = bisect_right(here.ends, match.end()) - bisect_left(here.ends, match.start())
        if inside < _LEAST_IN_LIST:
            continue
        mentions = list(_find_in_list(here, match.start(), match.end()))
        if len({mention.name for mention in mentions}) >= _LEAST_IN_LIST:
            yield from mentions
    for match in _OF_TOWNS.finditer(here.text):
        row = _ROW.search(here.text, max(0, match.start() - _LONGEST_ROW), match.start())
        if row is not None:
            yield from _find_in_list(here, row.start(), match.start())


def _find_in_list(here: _SearchedText, start: int, end: int) -> Iterator[Mention]:
    """Find the stem that ends at `start`, the first 、 of a list, and those up to `end`."""
    first = _match_stem(here, start, start, "listed")
    if first is not None:
        yield first
    items = here.text[start + 1 : end].split("、")
    for number, item in enumerate(items, start=1):
        start += 1
        mention = _match_item(item, start, whole=number < len(items))
        if mention is not None:
            yield mention
        start += len(item)


def _match_item(item: str, start: int, whole: bool) -> Mention | None:
    """Return the stem that is an item of a list, alone or with its school (雉城、泗安中心校).

    An item that is not `whole` may also begin with the stem (吕山等乡镇).
    """
    school = _SCHOOL.search(item) if item.endswith(_SCHOOL_ENDS) else None
    if school is not None:
        item = _MODIFIER.sub("", item[: school.start()])
    for length in range(len(item), max(len(item) - 1 if whole else 1, 1), -1):
        codes = find_distinct_codes(item[:length])
        if codes:
            return Mention(start, start + length, item[:length], "listed", codes)
    return None


def _find_numbers(here: _SearchedText) -> Iterator[Mention]:
    """Find the provinces with whose names document numbers begin (浙教基〔2011〕24号)."""
    text = here.text
    for start in here.hits["numbers"].starts():
        match = None if _HAN.match(text[start - 1 : start]) else _NUMBER.match(text, start)
        if match is not None:
            yield Mention(start, match.end(), text[start], "number", (PROVINCES[text[start]],))


_FINDERS = (_find_own, _find_full, _find_schools, _find_listed, _find_offices, _find_numbers)


def find_mentions(text: str, hits: Mapping[str, Hits]) -> list[Mention]:
    """Find the places that a folded text names, in the order of the text.

    `hits` are those of `load_place_words`. Of mentions that overlap one is kept, in this order:
    slogans, full names, schools, lists, offices, document numbers.
    """
    stems = _group_by_end(hits["stems"])
    here = _SearchedText(
        text, hits, _group_by_end(hits["full"]), stems, list(stems), WordBounds(text)
    )
    taken: set[int] = set()
    mentions: list[Mention] = []
    for find in _FINDERS:
        for mention in find(here):
            positions = range(mention.start, mention.end)
            if taken.isdisjoint(positions):
                taken.update(positions)
                mentions.append(mention)
    return sorted(mentions, key=lambda mention: mention.start)
