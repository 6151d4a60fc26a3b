"""Analysed files made up for tests: sections of random words, with every facet and some copies."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import replace

from indexer.model import (
    AnalysedFile,
    Heading,
    Line,
    Region,
    RegionStatus,
    Report,
    Role,
    Section,
    SourceFile,
    Year,
    YearStatus,
)

WORDS = (
    *("教育", "教育局", "校园", "安全", "校车", "管理", "学籍", "系统", "学籍管理", "义务教育"),
    *("均衡", "发展", "教师", "队伍", "建设", "工作", "落实", "推进", "全县", "各校", "幼儿园"),
    *("控辍保学", "检查", "督导", "2012", "2013", "95.5%", "3", "PDF", "《方案》", "的", "了"),
    *("和", "是", "在", "不", "xx", "长兴", "乡镇", "学校", "项目", "资金", "《办法》", "（一）"),
    *("目标", "责任", "制", "着", "讲", "县", "市", "区", "局", "长", "学", "校", "车", "安"),
)
TOPICS = ("校园安全", "教学教研", "教师队伍", "学校建设")
ROLES: tuple[Role, ...] = ("review", "problem", "plan", "preface", "other")
REGIONS = (
    ("330522", "浙江省", "湖州市", "长兴县"),
    ("330500", "浙江省", "湖州市", None),
    ("330000", "浙江省", None, None),
    ("330782", "浙江省", "金华市", "义乌市"),
    ("220723", "吉林省", "松原市", "乾安县"),
    ("110105", "北京市", None, "朝阳区"),
)
REGION_STATUSES: tuple[RegionStatus, ...] = ("stated", "stated", "inferred", "possible")
YEAR_STATUSES: tuple[YearStatus, ...] = ("stated", "inferred", "possible", "conflict")


def identifier(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def sentence(draw: random.Random, words: Sequence[str] = WORDS) -> str:
    picked = draw.choices(words, k=draw.randint(1, 14))
    return "".join(picked) + draw.choice(("。", "，", "；", "", "？"))


def made_section(draw: random.Random, report: str, number: int, line: int) -> Section:
    path = tuple(
        f"（{'一二三四五六七八九'[draw.randrange(9)]}）{sentence(draw)}"
        for _ in range(draw.randint(1, 3))
    )
    lines = tuple(
        Line(line + at, line + at, "".join(sentence(draw) for _ in range(draw.randint(1, 5))))
        for at in range(draw.randint(1, 3))
    )
    return Section(
        identifier(report, number),
        path,
        lines,
        topics=tuple(draw.sample(TOPICS, draw.randint(0, 3))),
        role=draw.choice(ROLES),
    )


def made_report(draw: random.Random, name: str, line: int) -> Report:
    report = identifier(name, line, "report")
    sections = []
    start = line + 1
    for number in range(draw.randint(1, 6)):
        section = made_section(draw, report, number, start + 1)
        sections.append(section)
        start = section.end_line + 1
    code, province, city, county = draw.choice(REGIONS)
    region = Region(code, province, city, county, draw.choice(REGION_STATUSES), 5.0, 0.8, ())
    value = draw.randint(2009, 2014)
    year = Year(value, value, value, draw.choice(YEAR_STATUSES), None, ())
    return Report(
        report,
        f"{county or city or province}教育局{value}年{draw.choice(WORDS)}总结",
        line,
        start - 1,
        untitled=False,
        outline=tuple(Heading(section.start_line - 1, 1, section.path[-1]) for section in sections),
        sections=tuple(sections),
        region=draw.choice((region, region, None)),
        year=draw.choice((year, year, None)),
        period=draw.choice(("上半年", "全年", None)),
    )


def copied(report: Report, name: str) -> Report:
    """The same report found again in another file."""
    return replace(
        report,
        id=identifier(name, report.id),
        sections=tuple(
            replace(section, id=identifier(name, section.id)) for section in report.sections
        ),
    )


def made_file(draw: random.Random, name: str, copy_of: Report | None = None) -> AnalysedFile:
    reports, line = [], 1
    for _ in range(draw.randint(1, 3)):
        reports.append(made_report(draw, name, line))
        line = reports[-1].end_line + 2
    source = [""] * line
    for report in reports:
        source[report.start_line - 1] = report.title
        for section in report.sections:
            source[section.start_line - 2] = section.path[-1]
            for each in section.lines:
                source[each.start - 1] = each.text
    if copy_of is not None:
        reports.append(copied(copy_of, name))
    return AnalysedFile(
        SourceFile(name, "text", "utf-8", tuple(source), ()), repairs=(), reports=tuple(reports)
    )


def made_corpus(seed: int, count: int) -> list[AnalysedFile]:
    """`count` files; every fifth repeats a report of the one before."""
    draw = random.Random(seed)
    files: list[AnalysedFile] = []
    for number in range(count):
        copy_of = files[-1].reports[0] if number % 5 == 4 else None
        files.append(made_file(draw, f"made/{number:03}.txt", copy_of))
    return files
