"""The made corpus as files that the indexer reads like anybody's: titles, numbered headings on
three levels, a place and a year named in passing, paragraphs with figures.

    python -m bench.made_reports FOLDER [--sections 20000]

A file holds ten reports of twelve sections, the words of `bench/made_corpus.py`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.made_corpus import SECTIONS_A_FILE, SEED, made_file
from indexer.model import Report

# The headings each section begins with. The outer one takes the first heading of its path.
_HEADINGS = (
    *(("一、", "（一）"), ("（二）",), ("（三）", "1."), ("2.",)),
    *(("二、", "（一）"), ("（二）",), ("（三）", "1."), ("2.",)),
    *(("三、", "（一）"), ("（二）", "1."), ("2.",), ("3.",)),
)
_OFFICES = ("教育局", "教育体育局", "卫生健康局", "民政局", "农业农村局")
_FIGURES = (
    *("培训{count}人次", "投入资金{count}万元", "完成率达{share}%", "新建{count}平方米"),
    *("{year}年{month}月启动", "比{before}年增加{count}个", "共有{count}所", "占{share}％"),
)


def text_of(seed: int, number: int) -> str:
    """File `number` of the corpus of `seed`, the same whichever others are made."""
    draw = np.random.default_rng((seed, number, 1))
    lines = [line for report in made_file(seed, number).reports for line in _lines(report, draw)]
    return "\n".join(lines) + "\n"


def _lines(report: Report, draw: np.random.Generator) -> Iterator[str]:
    assert report.region is not None
    assert report.year is not None
    region, year = report.region, report.year.value
    office = f"{region.county or region.city or region.province}{draw.choice(_OFFICES)}"
    yield f"{office}{year}年工作总结"
    yield f"{year}年，{office}在{region.province}有关部门的指导下开展工作，现将情况总结如下。"
    for section, marks in zip(report.sections, _HEADINGS, strict=True):
        for mark, heading in zip(marks, section.path[-len(marks) :], strict=True):
            yield f"{mark}{heading}"
        for line in section.lines:
            yield f"{line.text[:-1]}，{_figure(draw, year)}。"


def _figure(draw: np.random.Generator, year: int) -> str:
    return str(draw.choice(_FIGURES)).format(
        count=draw.integers(2, 3000),
        share=draw.integers(10, 1000) / 10,
        month=draw.integers(1, 13),
        year=year,
        before=year - 1,
    )


def write_reports(folder: Path, sections: int) -> int:
    """As many files as hold at least `sections` sections; how many bytes they are."""
    folder.mkdir(parents=True)
    written = 0
    for number in range(-(-sections // SECTIONS_A_FILE)):
        written += (folder / f"{number:06}.txt").write_bytes(text_of(SEED, number).encode())
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sections", type=int, default=20_000)
    given = parser.parse_args()
    print(f"{write_reports(given.folder, given.sections):,} bytes")


if __name__ == "__main__":
    main()
