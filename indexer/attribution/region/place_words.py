"""The words to look for in a text: names of places, and what goes before or behind a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.attribution.region.own_level import OWN_WORDS
from indexer.attribution.region.place_names import load_names

TOWN_SUFFIXES = {"镇": "t", "乡": "x", "街道": "j", "办事处": "j", "苏木": "s"}

# Neither a word of schools nor one of offices lies within another of them.
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

# A slogan is a word of praise behind one of these: 建设幸福长兴. Praise alone is none: 幸福安康.
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


def load_place_words() -> Mapping[str, Sequence[str]]:
    """Return the lists of words to look for.

    "full" are full names of units, "stems" names of units and townships without their suffix.
    "towns", "schools" and "offices" are words that go behind a stem, "slogans" and "numbers"
    (document numbers) the beginnings of phrases that hold one. "own" are words by which a report
    speaks of its own place.
    """
    names = load_names()
    return {
        "full": sorted(names.full),
        "stems": sorted(name for name in names.units.keys() | names.towns.keys() if len(name) > 1),
        "towns": list(TOWN_SUFFIXES),
        "schools": (*SCHOOLS, *NUMBERED_SCHOOLS),
        "offices": OFFICES,
        "slogans": [opening + praise for opening in ANNOUNCED for praise in PRAISE],
        "numbers": [province + authority for province in PROVINCES for authority in AUTHORITIES],
        "own": OWN_WORDS,
    }
