"""What holds of every text holds of whole files with all their noise."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from indexer.cleaning import clean
from indexer.duplicates import mark_copies
from indexer.reading import read_file
from indexer.segmentation import segment
from tests.differential.test_literal import assert_literal, cut_by_paragraphs
from tests.indexer.text.test_words import assert_engines_agree
from tests.labelled.labels import LabelledFile, labelled_files
from tests.test_sample_corpus import CORPUS, NAMES

FILES = labelled_files()
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


@each_file
def test_a_file_is_read_whole(file: LabelledFile) -> None:
    source = read_file(file.path, file.name)
    assert "\n".join(source.source) == file.path.read_bytes().decode(source.encoding)


@each_file
def test_cleaning_loses_nothing_but_noise(file: LabelledFile) -> None:
    source = read_file(file.path, file.name).lines
    lines, repairs = clean(source)
    covered = Counter(n for line in lines for n in range(line.start, line.end + 1))
    removed = {repair.line for repair in repairs if not repair.after}
    assert set(covered.values()) == {1}
    assert all(line.start in covered.keys() | removed for line in source if line.text.strip())
    kept = sum(len(line.text) for line in lines)
    named = sum(len(r.before) - len(r.after) for r in repairs if r.after != r.before)
    assert kept + named >= sum(len(line.text.strip()) for line in source) - 2 * len(repairs)


@pytest.mark.skipif(find_spec("rjieba") is None, reason="rjieba is not installed")
@each_file
def test_both_engines_cut_a_file_alike(file: LabelledFile) -> None:
    assert_engines_agree("\n".join(read_file(file.path, file.name).source))


def test_a_compilation_put_after_itself_is_flagged_from_its_second_copy_on() -> None:
    (compilation,) = [file for file in FILES if file.name == "compilation-with-copy.txt"]
    once = read_file(compilation.path, compilation.name).lines
    again = [replace(x, start=x.start + len(once), end=x.end + len(once)) for x in once]
    reports = mark_copies(segment(clean([*once, *again])[0], compilation.name)[0])
    first, other = reports[0].id, reports[1].id
    assert [report.duplicate_of for report in reports] == [None, None, first, first, other, first]


def test_any_substring_of_whole_files_is_found_literally(tmp_path: Path) -> None:
    paths = [file.path for file in FILES] + [CORPUS / name for name in NAMES]
    plain = [path for path in paths if path.suffix in (".txt", ".md")]
    assert_literal([cut_by_paragraphs(path) for path in plain], tmp_path, 900)
