"""File to reports: the way of the data, in one place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.attribution.site_titles import mark_shared_titles
from indexer.cleaning import clean
from indexer.duplicates import mark_copies
from indexer.model import AnalysedFile, Report
from indexer.reading import read_file
from indexer.segmentation import segment

Attribute = Callable[[Report], Report]


def analyse_file(path: Path, name: str, attribute: Attribute) -> AnalysedFile:
    """Everything the indexer understands of the file at `path`, called `name` in the corpus.

    Raises UnreadableFile with the reason when there is no text to be had.
    """
    source = read_file(path, name)
    lines, repairs = clean(source.lines)
    reports, outside = segment(lines, name, repairs)
    titled = mark_shared_titles(mark_copies(reports))
    attributed = [attribute(report) for report in titled]
    return AnalysedFile(
        source=source,
        repairs=tuple(sorted((*repairs, *outside), key=lambda repair: repair.line)),
        reports=tuple(attributed),
    )
