"""A deterministic corpus of any size, without a text of anybody's.

Words are drawn from jieba's dictionary by their frequency and put into clauses, paragraphs and
sections of about 410 characters (the mean of real sections), twelve sections a report, ten reports
a file. Region, year, topics, role and period are drawn too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import jieba
import numpy as np
from numpy.typing import NDArray

from indexer.gazetteer.units import chain, units
from indexer.model import (
    AnalysedFile,
    Heading,
    Line,
    Period,
    Region,
    Report,
    Role,
    Section,
    SourceFile,
    Year,
)

SEED = 20240501
SECTIONS_A_REPORT = 12
REPORTS_A_FILE = 10
SECTIONS_A_FILE = SECTIONS_A_REPORT * REPORTS_A_FILE
_ROLES: tuple[Role, ...] = ("review", "problem", "plan", "preface", "other")
_PERIODS: tuple[Period | None, ...] = ("上半年", "下半年", "全年", None)
TOPICS = tuple(f"主题{number:02}" for number in range(20))
_CLAUSES_A_SECTION = (12, 72)
_MARKS = ("，", "，", "，", "、", "；", "。")


@cache
def dictionary() -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """jieba's words and the cumulated share of each."""
    tokenizer = jieba.Tokenizer()
    frequencies, _ = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    held = sorted((word, count) for word, count in frequencies.items() if count)
    counts = np.array([count for _, count in held], np.float64)
    return np.array([word for word, _ in held], object), np.cumsum(counts) / counts.sum()


def drawn(draw: np.random.Generator, count: int) -> list[str]:
    """`count` words, by frequency."""
    words, shares = dictionary()
    found: list[str] = words[np.searchsorted(shares, draw.random(count))].tolist()
    return found


def _clauses(draw: np.random.Generator, count: int) -> list[str]:
    sizes = draw.integers(3, 9, count)
    words = drawn(draw, int(sizes.sum()))
    marks = draw.integers(0, len(_MARKS), count)
    clauses, at = [], 0
    for size, mark in zip(sizes.tolist(), marks.tolist(), strict=True):
        clauses.append("".join(words[at : at + size]) + _MARKS[mark])
        at += size
    return clauses


@cache
def _counties() -> list[str]:
    """Codes of the gazetteer's counties."""
    return sorted(code for code in units() if not code.endswith("00"))


def _region(draw: np.random.Generator) -> Region:
    code = _counties()[int(draw.integers(len(_counties())))]
    return Region(code, *chain(code), "stated", 9.0, 1.0, ())


def _report(draw: np.random.Generator, file: int, number: int, line: int) -> Report:
    sizes = draw.integers(*_CLAUSES_A_SECTION, SECTIONS_A_REPORT).tolist()
    clauses = iter(_clauses(draw, sum(sizes) + 2 * SECTIONS_A_REPORT + 1))
    first = (file * REPORTS_A_FILE + number) * SECTIONS_A_REPORT
    sections, outline = [], []
    start = line + 1
    for at, size in enumerate(sizes):
        path = (next(clauses)[:-1], next(clauses)[:-1])
        lines = []
        for row in range(0, size, 12):
            text = "".join(next(clauses) for _ in range(min(12, size - row)))
            lines.append(Line(start + 1 + len(lines), start + 1 + len(lines), text))
        topics = tuple(
            TOPICS[topic] for topic in draw.permutation(len(TOPICS))[: draw.integers(0, 4)]
        )
        role = _ROLES[int(draw.integers(len(_ROLES)))]
        outline.append(Heading(start, 1, path[-1]))
        sections.append(
            # Numbers of sections spread over all 64 bits, as digests would be.
            Section(
                f"{(first + at + 1) * 0x9E3779B97F4A7C15 % 2**64:016x}",
                path,
                tuple(lines),
                topics=topics,
                role=role,
            )
        )
        start = lines[-1].end + 1
    year = int(draw.integers(2005, 2025))
    return Report(
        id=f"{first:016x}",
        title=f"{next(clauses)[:-1]}{year}年工作总结",
        start_line=line,
        end_line=start - 1,
        untitled=False,
        outline=tuple(outline),
        sections=tuple(sections),
        region=_region(draw),
        year=Year(year, year, year, "stated", year, ()),
        period=_PERIODS[int(draw.integers(len(_PERIODS)))],
    )


def made_file(seed: int, number: int) -> AnalysedFile:
    """File `number` of the corpus of `seed`, the same whichever others are made."""
    draw = np.random.default_rng((seed, number))
    reports, line = [], 1
    for each in range(REPORTS_A_FILE):
        reports.append(_report(draw, number, each, line))
        line = reports[-1].end_line + 1
    source = [""] * (line - 1)
    for report in reports:
        source[report.start_line - 1] = report.title
        for heading in report.outline:
            source[heading.line - 1] = heading.text
        for section in report.sections:
            for row in section.lines:
                source[row.start - 1] = row.text
    name = f"made/{number:06}.txt"
    return AnalysedFile(SourceFile(name, "text", "utf-8", tuple(source), ()), (), tuple(reports))


def made_files(seed: int, sections: int) -> Iterator[AnalysedFile]:
    """As many whole files as hold at least `sections` sections."""
    for number in range(-(-sections // SECTIONS_A_FILE)):
        yield made_file(seed, number)
