"""A quoted string finds every section that holds it and no other."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.model import AnalysedFile, Line, Report, Section, SourceFile
from indexer.text import fold
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Node, Phrase, Words
from tests.corpora import identifier, made_corpus
from tests.indexes import write_generation

CORPUS = Path(__file__).resolve().parents[2] / "../shared/corpus"


def cut_by_paragraphs(path: Path) -> AnalysedFile:
    """A file in sections of four lines each, whatever they say."""
    source = tuple(path.read_text(encoding="utf-8", errors="replace").split("\n"))
    lines = [Line(at, at, text) for at, text in enumerate(source, 1)]
    sections = tuple(
        Section(identifier(path.name, at), (source[at][:20],), tuple(lines[at : at + 4]))
        for at in range(0, len(lines), 4)
    )
    report = Report(path.stem[:16], source[0][:30], 1, len(lines), False, (), sections)
    return AnalysedFile(SourceFile(path.name, "text", "utf-8", source, ()), (), (report,))


def lines_of(files: list[AnalysedFile]) -> dict[str, list[str]]:
    """What each section's title, headings and paragraphs are, folded, each by itself."""
    return {
        section.id: [
            fold(text).replace("\0", " ")
            for text in (report.title, *section.path, *(line.text for line in section.lines))
        ]
        for file in files
        for report in file.reports
        for section in report.sections
    }


def substrings(lines: dict[str, list[str]], count: int, seed: int) -> Iterator[str]:
    draw = random.Random(seed)
    every = [line for held in lines.values() for line in held if line]
    for number in range(count):
        size = 1 + number % 30
        line = draw.choice(every)
        at = draw.randrange(max(len(line) - size, 0) + 1)
        yield line[at : at + size]


def assert_literal(files: list[AnalysedFile], index: Path, count: int) -> None:
    write_generation(index, files, fingerprint="", digests={})
    engine = WhooshEngine.open(index)

    def scan(node: Node) -> list[str]:
        return sorted(engine.scan(SearchRequest(node, duplicates="show")))

    lines = lines_of(files)
    for wanted in substrings(lines, count, seed=41):
        holders = sorted(key for key, held in lines.items() if any(wanted in line for line in held))
        assert scan(Phrase(wanted)) == holders, wanted
        assert set(holders) <= set(scan(Words(wanted))), wanted


def test_any_substring_of_made_up_sections(tmp_path: Path) -> None:
    assert_literal(made_corpus(11, 40), tmp_path, 600)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_any_substring_of_real_reports(tmp_path: Path) -> None:
    files = [cut_by_paragraphs(path) for path in sorted(CORPUS.glob("*.txt"))]
    assert_literal(files, tmp_path, 900)
