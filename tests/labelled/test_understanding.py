"""What the indexer makes of whole files is what a person labelled, label by label.

A label that the program is known to miss is an expected failure, with the reason that stands beside
it; when a rule learns to answer it, the test fails until the reason is struck out.
"""

from __future__ import annotations

from functools import cache

import pytest

from indexer.attribution import load_attribution
from indexer.model import AnalysedFile
from indexer.pipeline import analyse_file
from tests.labelled.labels import Check, LabelledFile, checks, labelled_files

ATTRIBUTE = load_attribution()


@cache
def analysed(name: str) -> AnalysedFile:
    (path,) = [file.path for file in labelled_files() if file.name == name]
    return analyse_file(path, name, ATTRIBUTE)


def every_check() -> list[object]:
    return [
        pytest.param(
            file,
            check,
            id=check.name,
            marks=[pytest.mark.xfail(strict=True, reason=check.known_miss)]
            if check.known_miss
            else [],
        )
        for file in labelled_files()
        for check in checks(file)
    ]


@pytest.mark.parametrize(("file", "check"), every_check())
def test_a_label_is_answered(file: LabelledFile, check: Check) -> None:
    assert check.answer(analysed(file.name)) == check.right
