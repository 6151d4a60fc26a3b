"""The words by which a text tells that it names a place, found together with the names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from indexer.attribution.literals import Hit
from indexer.attribution.region_names import names

TOWN_SUFFIXES = {"镇": "t", "乡": "x", "街道": "j", "办事处": "j", "苏木": "s"}

# Of schools and of offices no word lies within another.
SCHOOLS = (
    "小学", "中学", "幼儿园", "学校", "完小", "初中", "高中", "职高", "职中", "职教中心",
    "中心校", "中心园", "学区", "总校", "教办", "成校", "卫生院", "敬老院", "福利院", "派出所",
    "文化站", "信用社", "司法所", "财政所", "农技站", "灌区", "水厂", "收费站", "集镇", "林业站",
    "畜牧站",
)  # fmt: skip
NUMBERED_SCHOOLS = tuple(f"{number}中" for number in "一二三四五六七八九十")
OFFICES = (
    "教育", "教体", "教科文", "卫生", "卫计", "民政", "农业", "人社", "文旅", "交通",
    "水利", "水务", "日报", "晚报", "晨报", "商报", "电视台", "电台", "城区",
)  # fmt: skip

# A slogan needs what announces it and what ends it: 幸福安康 is none.
ANNOUNCED = ("建设", "打造", "创建", "构建", "共建", "推进", "“", '"', "《")
PRAISE = (
    "幸福", "美丽", "平安", "和谐", "活力", "文明", "法治", "健康", "智慧", "数字", "生态",
    "文化", "开放", "富裕", "诚信", "书香", "绿色", "魅力", "清廉", "品质", "实力", "富饶",
    "繁荣", "现代", "大爱", "信用",
)  # fmt: skip

# Document numbers begin with a province's one-character name: 浙教基〔2011〕24号. Left out are
# those with which cities elsewhere begin theirs too (宁: Nanjing; 青, 吉, 云, 新, 甘, 晋).
PROVINCES = {
    "浙": "330000", "苏": "320000", "皖": "340000", "闽": "350000", "赣": "360000", "鲁": "370000",
    "豫": "410000", "鄂": "420000", "湘": "430000", "粤": "440000", "桂": "450000", "琼": "460000",
    "渝": "500000", "川": "510000", "黔": "520000", "滇": "530000", "陕": "610000", "冀": "130000",
    "沪": "310000",
}  # fmt: skip
AUTHORITIES = ("政", "府", "教", "卫", "民", "农", "人社", "财", "委", "办")


class FoundPlaces(NamedTuple):
    """Where the words that tell places stand in a text: full names and stems, and what a mention
    of them ends or begins with: suffixes of towns, schools, offices, slogans, document numbers."""

    full: Sequence[Hit]
    stems: Sequence[Hit]
    towns: Sequence[Hit]
    schools: Sequence[Hit]
    offices: Sequence[Hit]
    pledges: Sequence[Hit]
    numbers: Sequence[Hit]


def place_words() -> tuple[Sequence[str], ...]:
    """The words to look for, a list for each field of `FoundPlaces`."""
    known = names()
    return (
        sorted(known.full),
        sorted(name for name in known.bare.keys() | known.towns.keys() if len(name) > 1),
        list(TOWN_SUFFIXES),
        (*SCHOOLS, *NUMBERED_SCHOOLS),
        OFFICES,
        [opening + praise for opening in ANNOUNCED for praise in PRAISE],
        [province + authority for province in PROVINCES for authority in AUTHORITIES],
    )
