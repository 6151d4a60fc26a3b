"""An index of another layout is refused, not misread."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import IndexUnavailable
from indexer.model import AnalysedFile, Evidence, Report
from indexer.store import OpenGeneration, current_generation
from indexer.store.arrays import ArrayFile
from indexer.store.files import MANIFEST
from indexer.store.generation import FORMAT
from tests.corpora import made_corpus
from tests.indexes import write_generation

# What is in the files of a generation. Whoever changes it raises FORMAT with it.
LAYOUT = (
    11,
    {
        ".doc": "body_at body_words heading_at heading_words keys lengths.grams lengths.words "
        "signatures title_words unseen_at",
        ".rec": "bodies bodies.ends heads heads.ends report_of rows rows.ends",
        "grams": "base characters first lead lead_end lists second size wide wide_at",
        "words": "base df ends first lists size terms wide wide_at",
        "year": "base ends first lists size terms wide wide_at",
    },
)

RECORDS = (
    11,
    {
        "report": "confirmed duplicate_of encoding end_line file format id outline period "
        "period_status region repairs sections source_lines spun start_line title untitled year",
        "heading": "inline level line text",
        "region": "city code county evidence margin province score status",
        "year": "evidence high low stated status value",
        "witness": "lines says text weight",
        "head": "file period region report_id spun title year",
        "section": "lines part path role topics",
    },
)


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    files = [with_evidence(file) for file in made_corpus(1, 3)]
    write_generation(tmp_path, files, fingerprint="", digests={})
    return current_generation(tmp_path)


def with_evidence(file: AnalysedFile) -> AnalysedFile:
    """The same file with a witness for each region."""

    def attested(report: Report) -> Report:
        if report.region is None:
            return report
        witness = Evidence("夹浦", (17,), 0.8)
        return replace(report, region=replace(report.region, evidence=(witness,)))

    return replace(file, reports=tuple(map(attested, file.reports)))


def test_the_layout_and_its_number_go_together(generation: Path) -> None:
    found: dict[str, set[str]] = {}
    for path in generation.glob("MAIN_*"):
        for name in ArrayFile(path).arrays:
            field, _, part = name.partition(".")
            if path.suffix == ".arr":
                found.setdefault(field, set()).add(part)
            else:
                found.setdefault(path.suffix, set()).add(name)
    number, layout = LAYOUT
    assert {name: " ".join(sorted(found[name])) for name in layout} == layout
    assert number == FORMAT


def test_the_records_of_reports_and_the_number_go_together(generation: Path) -> None:
    opened = OpenGeneration(generation)
    (segment,) = opened.segments
    bodies, witnesses = [], []
    for report in range(len(segment.fields["report"])):
        own = [
            document
            for document in range(opened.documents)
            if segment.records.report_number(document) == report
        ]
        bodies.append(segment.records.body(report, opened.sections(own)))
        facts = [bodies[-1]["region"], bodies[-1]["year"]]
        witnesses += [witness for fact in facts if fact for witness in fact["evidence"]]
    fields = {
        "report": bodies[0],
        "heading": bodies[0]["outline"][0],
        "region": next(body["region"] for body in bodies if body["region"]),
        "year": next(body["year"] for body in bodies if body["year"]),
        "witness": witnesses[0],
        "head": opened.heads([opened.report_of(0)])[0]._asdict(),
        "section": opened.sections([0])[0]._asdict(),
    }
    number, expected = RECORDS
    assert {name: " ".join(sorted(record)) for name, record in fields.items()} == expected
    assert number == FORMAT


def test_another_format_is_refused_with_what_to_do(generation: Path) -> None:
    known = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    known["format"] = FORMAT - 1
    (generation / MANIFEST).write_text(json.dumps(known), encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="xunzhang rebuild"):
        OpenGeneration(generation)
