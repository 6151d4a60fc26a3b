"""Describes a place of a file, the beginning of a line, in numbers: what the line says, what stands
before it and after it, and how far the two sides differ.

The numbers weigh nothing by themselves; `learned` makes log-odds of them. Those of one side read as
far as `_WINDOW` characters from the place, and no further than the beginnings that a compilation
announced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from indexer.segmentation.evidence import is_call, weigh_opening
from indexer.segmentation.headings import ends_sentence
from indexer.segmentation.markers import style_rank
from indexer.segmentation.paragraphs import is_closing, is_salutation, names_plan, names_review
from indexer.segmentation.parsed_lines import ParsedLine
from indexer.segmentation.titles import title_strength
from indexer.text.codepoints import code_points

Numbers = NDArray[np.float32]
Sides = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

NAMES = (
    "points",
    "opening",
    "salutation",
    "title",
    "first_top_number",
    "first_low_number",
    "later_number",
    "lone_space",
    "wide_gap",
    "short",
    "length",
    "names_review",
    "names_plan",
    "goes_on",
    "looks_ahead",
    "says_time",
    "says_month",
    "says_office",
    "enumerates",
    "before_opening",
    "before_salutation",
    "after_opening",
    "after_salutation",
    "after_closing",
    "after_sentence",
    "after_heading",
    "after_short",
    "after_problems",
    "plan_before",
    "plan_after",
    "plan_ends",
    "restarts",
    "restarts_low",
    "counts_on",
    "number_ahead",
    "numbering_changes",
    "numbering_begins",
    "words_differ",
    "words_cut",
    "words_rank",
    "names_differ",
    "new_names",
    "voices_differ",
    "number_and_voices",
    "fields_differ",
    "years_differ",
    "commas_differ",
    "size_after",
    "lengths_differ",
    "scripts_differ",
)
"""The features, in the order of the columns. `points`, what the rules say, is filled in
by the caller."""

_WINDOW = 900  # characters of each side
_NEAR = 350  # characters before and after in which a plan is looked for
_LOOK_AHEAD = 12  # lines in which the next number is looked for
_BUCKETS = 128  # of hashed pairs of characters
_NAME_BUCKETS = 128

_GOES_ON = re.compile(
    r"(?:同时|此外|另外|其中|这|该|为此|因此|由于|与此|在此|通过|针对|对于|然而|但|总之|综上|除此|以上|各位代表|同志们)"
    r"|——|--|—"
)
_ENUMERATES = re.compile(
    r"(?:[一二三四五六七八九十]是|第[一二三四五]|首先|其次|再次|最后|[●◆■★▲·•])"
)
_TIME = re.compile(
    r"(?:(?:19|20)[\dx×*]{2}|[x×*○]{1,4})(?:年|学年)|今年|一年来|半年来|过去|上半年|近年来|本学期|这一年"
)
_MONTH = re.compile(
    r"(?:今年|去年|本月|(?:20[\dx]{2}|[x×*○]{1,4})年)?[\dx×*一二三四五六七八九十]{1,3}月"
)
_OFFICE = re.compile(
    r"我[局县区市镇乡校院委园站所科联]|[县市区][\u4e00-\u9fff]{1,6}(?:局|科|委)|[\u4e00-\u9fff]{2}(?:小学|中学|幼儿园)"
)
_LOOKS_AHEAD = re.compile(r"(?:下半年|下一步|下步|明年|今后|来年|下阶段|新的一年|展望)")


def _mark_characters(characters: str) -> NDArray[np.bool_]:
    """A table in which the code points of `characters` are set."""
    marked = np.zeros(0x10000, bool)
    marked[[ord(character) for character in characters]] = True
    return marked


# A name of two Han characters stands before one of these, and holds none of those.
_UNITS = _mark_characters("县市区镇乡村街小中学省州旗")
_NAMES = _mark_characters("".join(map(chr, range(0x4E00, 0xA000))))
_NAMES &= ~_mark_characters(
    "全我各本该市省州区县乡镇级个这两三四五六七八九十新老城地和与在为对等所农"
)
# Who speaks, and of whom.
_VOICES = (
    *("我县", "我区", "我市", "我镇", "我乡", "我省", "我国", "我局", "我校", "我园"),
    *("我委", "我院", "我科", "我站", "我所", "我中心", "全县", "全区", "全市", "全镇"),
    *("全省", "全国", "全校", "全局", "县委", "区委", "市委", "省委", "镇党委", "团委"),
    *("妇联", "工会", "关工委", "联校", "中心校", "学区", "集团", "公司", "科室", "支部"),
    *("医院", "幼儿园", "教研室", "进修学校", "电大", "职校"),
)
# Words of one field of government.
_FIELDS = (
    *("教育", "学生", "教师", "卫生", "患者", "农业", "水利", "公安", "民政", "低保"),
    *("林业", "造林", "交通", "公路", "文化", "旅游", "社保", "就业", "财政", "税收"),
    *("工业", "环保", "安全", "食品", "档案", "计划生育", "招生", "青年", "妇女", "体育"),
    *("党员", "信访", "统计", "审计", "执法", "住房"),
)
_AHEAD = (
    *("将", "要", "力争", "争取", "确保", "继续", "进一步", "下一步", "下半年", "明年", "今后"),
    *("打算", "计划"),
)
_DONE = ("了", "已", "完成", "取得", "共", "达到", "比上年", "同比", "增长", "提高")
_PROBLEMS = ("问题", "不足", "困难", "差距", "薄弱", "短缺", "紧张", "滞后", "有待")
_COUNTED = (*_VOICES, *_FIELDS, *_AHEAD, *_DONE, *_PROBLEMS)
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)|(?:19|20)?[x×*]{2}年")


def describe_places(lines: Sequence[ParsedLine], gap: int) -> Numbers:
    """A row of numbers for each of `lines`, with the columns of `NAMES`. `gap` is how many source
    lines usually lie from one line to the next."""
    table = np.zeros((len(lines), len(NAMES)), np.float32)
    columns = {name: table[:, index] for index, name in enumerate(NAMES)}
    _describe_lines(lines, columns, gap)
    _describe_sides(_Text(lines), columns)
    _describe_numbering(lines, columns)
    return table


class _Text:
    """The lines as one text, for what is counted in one pass: `points` holds its code points, and
    `owner` the index of the line that each is in. A line break follows each line."""

    def __init__(self, lines: Sequence[ParsedLine]) -> None:
        self.count = len(lines)
        self.folded = "\n".join(line.folded for line in lines) + "\n"
        self.sizes = np.array([len(line.folded) + 1 for line in lines], np.int64)
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.owner = np.repeat(np.arange(self.count), self.sizes)
        self.points = code_points(self.folded).astype(np.int64)
        self.unfolded = code_points("\n".join(line.text for line in lines) + "\n")

    def count_at(self, cells: NDArray[np.int64], columns: int) -> Numbers:
        """A table of how often each of `cells` occurs, which are line * `columns` + column."""
        counts = np.bincount(cells, minlength=self.count * columns).reshape(self.count, columns)
        return counts.astype(np.float32)

    def count_where(self, *masks: NDArray[np.bool_]) -> Numbers:
        """For each line, in how many of its characters each of `masks` is set."""
        counts = [np.bincount(self.owner[mask], minlength=self.count) for mask in masks]
        return np.stack(counts, axis=1).astype(np.float32)

    def count_found(self, pattern: re.Pattern[str], length: int, columns: int) -> Numbers:
        """How often each line has what `pattern` finds, hashed by its first `length` characters."""
        cells = [
            int(self.owner[found.start()]) * columns + _hash(found[0][:length], columns)
            for found in pattern.finditer(self.folded)
        ]
        return self.count_at(np.array(cells, np.int64), columns)

    def count_names(self) -> Numbers:
        """How often each line has each pair of characters before 县, 镇 and the like, hashed."""
        points = np.minimum(self.points, 0xFFFF)
        ends = np.flatnonzero(_UNITS[points])
        ends = ends[ends >= 2]
        first, second = points[ends - 2], points[ends - 1]
        names = _NAMES[first] & _NAMES[second]
        hashed = ((first * 7919 + second) * 40503 >> 4) % _NAME_BUCKETS
        return self.count_at((self.owner[ends] * _NAME_BUCKETS + hashed)[names], _NAME_BUCKETS)

    def count_words(self) -> Numbers:
        """How often each line has each of `_COUNTED`."""
        found = _automaton().find_matches_as_indexes(self.folded, overlapping=True)
        if not found:
            return np.zeros((self.count, len(_COUNTED)), np.float32)
        words, starts, _ = np.array(found, np.int64).T
        return self.count_at(self.owner[starts] * len(_COUNTED) + words, len(_COUNTED))

    def count_pairs(self) -> Numbers:
        """How often each line has each pair of Han characters, hashed."""
        han = (self.points >= 0x4E00) & (self.points < 0xA000)
        pairs = np.flatnonzero(han[:-1] & han[1:])
        hashed = ((self.points[pairs] * 7919 + self.points[pairs + 1]) * 40503 >> 4) % _BUCKETS
        return self.count_at(self.owner[pairs] * _BUCKETS + hashed, _BUCKETS)


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(_COUNTED)


def _describe_lines(lines: Sequence[ParsedLine], columns: dict[str, Numbers], gap: int) -> None:
    last_head, addressed = -1, False
    for index, line in enumerate(lines):
        text, marker = line.folded, line.marker
        head = text[:60]
        columns["opening"][index] = weigh_opening(line)
        addresses = is_salutation(line)
        columns["salutation"][index] = addresses and not (addressed and is_call(line))
        addressed = addressed or addresses
        if marker is not None:
            top = style_rank(marker.style) <= 2
            columns["first_top_number"][index] = marker.number == 1 and top
            columns["first_low_number"][index] = marker.number == 1 and not top
            columns["later_number"][index] = marker.number > 1
        else:
            columns["title"][index] = title_strength(line)
        columns["lone_space"][index] = line.lone_space
        columns["short"][index] = len(text) <= 25
        columns["names_review"][index] = names_review(line)
        columns["names_plan"][index] = names_plan(line) and not names_review(line)
        columns["goes_on"][index] = _GOES_ON.match(text) is not None
        columns["looks_ahead"][index] = _LOOKS_AHEAD.search(text[:20]) is not None
        columns["says_time"][index] = _TIME.match(text) is not None
        columns["says_month"][index] = _MONTH.match(text) is not None
        columns["says_office"][index] = _OFFICE.search(text[:30]) is not None
        columns["enumerates"][index] = _ENUMERATES.match(head) is not None
        if index:
            before = lines[index - 1]
            columns["wide_gap"][index] = line.line.start - before.line.end > gap
            columns["after_closing"][index] = is_closing(before)
            columns["after_sentence"][index] = ends_sentence(before)
            columns["after_short"][index] = len(before.folded) <= 25
            columns["after_heading"][index] = (
                before.marker is not None
                and len(before.folded) <= 40
                and "。" not in before.folded[:-1]
            )
        if columns["names_plan"][index]:
            last_head = index
        columns["plan_ends"][index] = (
            last_head >= 0 and index - last_head <= 25 and index > last_head
        )
    for name in ("opening", "salutation"):
        columns[f"before_{name}"][:-1] = columns[name][1:]
        columns[f"after_{name}"][1:] = columns[name][:-1]


def _describe_sides(text: _Text, columns: dict[str, Numbers]) -> None:
    sizes, starts = text.sizes, text.starts
    columns["length"][:] = np.log1p(sizes) / 4
    columns["size_after"][:] = np.log1p(len(text.folded) - starts).clip(0, 8) / 4
    sides = _find_sides(starts, _WINDOW)

    words = _differences(text.count_pairs(), sides)
    columns["words_differ"][:] = words
    columns["words_cut"][:] = _stand_out(words)
    columns["words_rank"][:] = np.argsort(np.argsort(words)) / len(words)
    names = text.count_names()
    columns["names_differ"][:] = _differences(names, sides)
    columns["new_names"][:] = _count_new(names, sides)
    columns["years_differ"][:] = _differences(text.count_found(_YEAR, 4, 32), sides)

    counts = text.count_words()
    ends = np.cumsum([len(part) for part in (_VOICES, _FIELDS, _AHEAD, _DONE, _PROBLEMS)])
    voices, fields, ahead, done, problems = np.split(counts, ends[:-1], axis=1)
    columns["voices_differ"][:] = _differences(voices, sides)
    first = columns["first_top_number"] + columns["first_low_number"]
    columns["number_and_voices"][:] = first * columns["voices_differ"]
    columns["fields_differ"][:] = _differences(fields, sides)
    columns["after_problems"][1:] = problems.sum(axis=1)[:-1].clip(0, 2)
    tense = np.stack([ahead.sum(axis=1), done.sum(axis=1)], axis=1)
    before, after = _sums(tense, _find_sides(starts, _NEAR))
    columns["plan_before"][:] = _share(before)
    columns["plan_after"][:] = _share(after)

    commas = text.count_where(text.unfolded == ord(","), text.unfolded == ord("，"))
    before, after = _sums(commas, sides)
    columns["commas_differ"][:] = np.abs(_share(before) - _share(after))
    traditional = (text.unfolded != text.points) & (text.points >= 0x4E00)
    before, after = _sums(text.count_where(traditional, text.points >= 0x4E00), sides)
    columns["scripts_differ"][:] = np.abs(
        before[:, 0] / np.maximum(before[:, 1], 1) - after[:, 0] / np.maximum(after[:, 1], 1)
    )
    left, here, right = sides
    bounds = np.append(starts, len(text.folded))
    mean_before = (starts - starts[left]) / np.maximum(1, here - left)
    mean_after = (bounds[right] - starts) / (right - here)
    columns["lengths_differ"][:] = np.abs(np.log1p(mean_before) - np.log1p(mean_after)).clip(0, 3)


def _find_sides(starts: NDArray[np.int64], reach: int) -> Sides:
    """For each place the index of the first line within `reach` before it, its own, and the one
    after the last within `reach` after it."""
    here = np.arange(len(starts))
    left = np.searchsorted(starts, starts - reach, "left").clip(0, here)
    right = np.searchsorted(starts, starts + reach, "left").clip(here + 1, len(starts))
    return left, here, right


def _share(counts: Numbers) -> Numbers:
    """The share of the first of two columns, near one half where both are small."""
    share: Numbers = (counts[:, 0] + 0.5) / (counts.sum(axis=1) + 1)
    return share


def _stand_out(differences: Numbers) -> Numbers:
    """By how much each of `differences` exceeds those of the places around it."""
    around = np.stack([np.roll(differences, shift) for shift in (-3, -2, -1, 1, 2, 3)])
    exceeding: Numbers = (differences - np.median(around, axis=0)).astype(np.float32)
    return exceeding


def _sums(counts: Numbers, sides: Sides) -> tuple[Numbers, Numbers]:
    """The sums of `counts` over the lines before and after each place."""
    total = np.zeros((len(counts) + 1, counts.shape[1]), np.float32)
    np.cumsum(counts, axis=0, out=total[1:])
    left, here, right = sides
    middle = total[here]
    return middle - total[left], total[right] - middle


def _differences(counts: Numbers, sides: Sides) -> Numbers:
    """How far both sides of each place differ in what `counts` counts: 0 where they agree, and
    where one of them has nothing; towards 1 the more both have and the less they share."""
    frequent = (counts > 0).sum(axis=0)
    used = frequent > 0
    weights = np.log((len(counts) + 2) / (frequent[used] + 1)).clip(0.2, None).astype(np.float32)
    before, after = _sums(counts[:, used], sides)
    amount = np.minimum(before.sum(axis=1), after.sum(axis=1))
    before, after = np.sqrt(before) * weights, np.sqrt(after) * weights
    norms = np.einsum("ij,ij->i", before, before) * np.einsum("ij,ij->i", after, after)
    cosine = np.einsum("ij,ij->i", before, after) / np.sqrt(norms).clip(1e-6)
    difference: Numbers = (1 - cosine) * (amount / (amount + 2))
    return difference


def _count_new(counts: Numbers, sides: Sides) -> Numbers:
    """The share of the names after each place that stand nowhere before it in the file."""
    seen = np.cumsum(counts, axis=0) - counts > 0
    after = _sums(counts, sides)[1] > 0
    fresh: Numbers = ((after & ~seen).sum(axis=1) / (after.sum(axis=1) + 1)).astype(np.float32)
    return fresh


def _hash(text: str, size: int) -> int:
    """The same number for `text` on every run, as `hash` is not."""
    value = 0
    for character in text:
        value = (value * 7919 + ord(character)) % 1_000_003
    return value % size


def _describe_numbering(lines: Sequence[ParsedLine], columns: dict[str, Numbers]) -> None:
    numbered = [(i, line.marker) for i, line in enumerate(lines) if line.marker]
    position = 0
    last: dict[str, int] = {}  # style: its last number
    top = ""
    for index in range(len(lines)):
        ahead = numbered[position] if position < len(numbered) else None
        if ahead is not None and ahead[0] - index < _LOOK_AHEAD:
            marker = ahead[1]
            reached = last.get(marker.style, 0)
            restarts = marker.number == 1 and reached >= 2
            columns["restarts"][index] = restarts and marker.style == top
            columns["restarts_low"][index] = restarts and marker.style != top
            columns["number_ahead"][index] = marker.number == 1
            columns["numbering_changes"][index] = (
                marker.number == 1 and bool(last) and marker.style not in last
            )
            columns["numbering_begins"][index] = not last and index > 0
        if top:
            counted = next(
                (m.number for _, m in numbered[position : position + 60] if m.style == top), 0
            )
            columns["counts_on"][index] = counted == last.get(top, 0) + 1
        if ahead is not None and ahead[0] == index:
            marker = ahead[1]
            if marker.number == 1 and (not top or style_rank(marker.style) <= style_rank(top)):
                top = marker.style
                last = {}
            last[marker.style] = marker.number
            position += 1
