"""The labels fit their texts, show what they are for, and the texts are the project's own."""

from __future__ import annotations

from itertools import pairwise

import pytest

from indexer.attribution.topics import load_topics
from indexer.gazetteer import units
from indexer.model import REPAIR_LABELS, ROLE_LABELS
from indexer.reading import read_file
from indexer.text import fold
from tests.labelled.labels import FOLDER, LabelledFile, labelled_files, plain
from tests.test_sample_corpus import NAMES, PINYIN, REAL_REPORTS, read, runs

FILES = labelled_files()
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def source(file: LabelledFile) -> tuple[str, ...]:
    return read_file(file.path, file.name).source


def test_every_text_has_labels() -> None:
    assert [file.name for file in FILES] == sorted(
        path.name for path in (FOLDER / "corpus").iterdir()
    )


@each_file
def test_a_heading_stands_where_its_label_says(file: LabelledFile) -> None:
    for report in file.labels["reports"]:
        for heading in report["headings"]:
            line = PINYIN.sub("", source(file)[heading["line"]])
            assert plain(heading["text"]) in plain(line)
            if not heading["inline"]:
                assert plain(heading["text"]) == plain(line)


@each_file
def test_leaves_follow_each_other_below_their_headings(file: LabelledFile) -> None:
    for report in file.labels["reports"]:
        assert report["start"] <= report["sections"][0]["start"]
        assert report["sections"][-1]["end"] <= report["end"]
        for first, second in pairwise(report["sections"]):
            assert first["start"] <= first["end"] <= second["start"]
        known = {heading["text"] for heading in report["headings"]}
        for section in report["sections"]:
            assert known.issuperset(section["path"])


@each_file
def test_labels_are_of_the_words_there_are(file: LabelledFile) -> None:
    topics = load_topics().labels
    for report in file.labels["reports"]:
        for section in report["sections"]:
            assert set(section["topics"]) <= set(topics)
            assert section["role"] in ROLE_LABELS
        if report["region"] is not None:
            assert report["region"]["county"] in {unit.name for unit in units().values()}
    assert {noise["kind"] for noise in file.labels["noise"]} <= {"masked", *REPAIR_LABELS}


def test_the_files_show_what_real_ones_do() -> None:
    reports = [report for file in FILES for report in file.labels["reports"]]
    assert len(FILES) >= 12
    assert sum(len(file.labels["reports"]) > 1 for file in FILES) >= 3
    assert any(report["untitled"] for report in reports)
    assert any(report["duplicate_of"] for report in reports)
    assert any(report["region"] is None and report["year"] is None for report in reports)
    assert {"上半年", "全年", "季度", "学期", "专项"} <= {report["period"] for report in reports}
    assert {noise["kind"] for file in FILES for noise in file.labels["noise"]} >= {
        "masked",
        "pinyin",
        "page-number",
        "broken-paragraph",
        "split-number",
        "site-preamble",
    }
    for bureau in ("教育", "卫生", "民政", "交通运输", "林业"):
        assert any(bureau in report["title"] for report in reports)


def test_nothing_is_copied_from_the_samples() -> None:
    samples = set().union(*(runs(read(name)) for name in NAMES))
    assert sorted(samples & runs(all_texts())) == []


@pytest.mark.skipif(not REAL_REPORTS.is_dir(), reason="the real reports are not on this machine")
def test_nothing_is_copied_from_real_reports() -> None:
    texts = [path.read_text("utf-8") for path in sorted(REAL_REPORTS.glob("*.txt"))]
    real = set().union(*(runs(fold(PINYIN.sub("", text))) for text in texts))
    assert sorted(real & runs(fold(all_texts()))) == []


def all_texts() -> str:
    return "\n".join(PINYIN.sub("", "\n".join(source(file))) for file in FILES)
