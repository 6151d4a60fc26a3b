"""The files that an engine is asked about: made-up ones, and one whose every character counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from indexer.model import AnalysedFile, Line, Repair, Report, Section, SourceFile
from search_app.engine.protocol import Engine, SearchRequest
from search_app.query.nodes import Node
from tests.corpora import made_corpus, made_file

TITLE = "某县２０１２年校園工作总结"
TEXTS = {
    1: "教育局召开校车安全会议，要求“一车一档”。",
    2: "全县的校車都要講安全。",
    3: "育局两个字不连在学校名称里，只说某育局。",
    4: "入学率98.5%，《校车条例》第3条。\nＰＤＦ文件共㎏三页",
    5: "寄宿生晚自习由宿管员点名，熄灯前再巡查一遍。",
    6: "宿管员每晚熄灯前巡查，逐一点名寄宿生。",
    7: "留守的学生",
}
"""What the sections of a report say, a paragraph a line, by the number that is their id."""

SPUN = 8
"""The number of a section that was run through a synonym replacer: 学生 became 学员. The original
is searched, not shown."""


def identifier(number: int) -> str:
    return f"{number:016x}"


def exact_file() -> AnalysedFile:
    sections = [
        Section(
            identifier(number),
            (f"第{number}节", "要點"),
            tuple(
                Line(10 * number + at, 10 * number + at, line)
                for at, line in enumerate(text.split("\n"))
            ),
        )
        for number, text in TEXTS.items()
    ]
    spun = Section(
        identifier(SPUN),
        ("乘车",),
        (Line(90, 90, "学员乘车登记。"), Line(91, 91, "此后无事。")),
        restored="学生乘车登记。\n此后无事。",
    )
    report = Report(identifier(100), TITLE, 1, 95, False, (), (*sections, spun), paraphrased=True)
    without_sections = Report(identifier(101), "附件", 96, 98, False, (), ())
    repairs = (Repair(11, "page-number", "第1页", ""), Repair(97, "chrome", "打印", ""))
    lines = tuple(f"第{number}行" for number in range(1, 101))
    source = SourceFile("exact/甲.txt", "text", "gb18030", lines, ())
    return AnalysedFile(source, repairs, (report, without_sections))


def contract_files() -> list[AnalysedFile]:
    files = made_corpus(3, 20)
    twice_copied = files[3].reports[0]
    again = [made_file(Random(number), f"again/{number}.txt", twice_copied) for number in (1, 2)]
    return [*files, *again, exact_file()]


def all_sections(files: Sequence[AnalysedFile]) -> Iterator[tuple[AnalysedFile, Report, Section]]:
    for file in files:
        for report in file.reports:
            for section in report.sections:
                yield file, report, section


def section_ids(files: Sequence[AnalysedFile]) -> list[str]:
    return [section.id for _, _, section in all_sections(files)]


def find(engine: Engine, node: Node) -> set[str]:
    """The ids of all sections, copies too, that match `node`."""
    ids = list(engine.scan(SearchRequest(node, duplicates="show")))
    assert len(ids) == len(set(ids)), node
    return set(ids)
