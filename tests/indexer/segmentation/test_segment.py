"""Reports, headings and leaves come out where a person would put them, and no text is lost."""

from __future__ import annotations

import pytest

from indexer.segmentation import segment
from tests.indexer.segmentation.scoring import (
    Labels,
    Scores,
    all_cases,
    as_lines,
    differences,
    shared_files,
)


@pytest.mark.parametrize("labels", all_cases(), ids=lambda labels: labels.name)
def test_case_is_segmented_as_labelled(labels: Labels) -> None:
    reports, _ = segment(as_lines(labels.lines), labels.name)
    assert differences(labels, reports) == []


def test_shared_files_score_above_the_bars() -> None:
    files = shared_files()
    if not files:
        pytest.skip("no shared labels here")
    scores = Scores()
    for labels in files:
        scores.add(labels, segment(as_lines(labels.lines), labels.name)[0])
    assert scores.reports.f1 >= 0.97
    assert scores.headings.f1 >= 0.98
    assert scores.leaves.f1 >= 0.98
