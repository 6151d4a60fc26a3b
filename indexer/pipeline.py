"""File to reports: the way of the data, in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.attribution.region.linked_reports import link_reports
from indexer.attribution.site_titles import mark_shared_titles
from indexer.cleaning import clean
from indexer.corrections.applying import Located, apply_corrections, locate
from indexer.corrections.values import Correction
from indexer.duplicates import mark_copies
from indexer.model import AnalysedFile, Line, Repair, Report, SourceFile
from indexer.reading import read_file
from indexer.segmentation import segment

Attribute = Callable[[Report], Report]


@dataclass(frozen=True, slots=True)
class SegmentedFile:
    """A file cut into reports. `lines` are its cleaned lines, `located` the corrections found."""

    source: SourceFile
    lines: tuple[Line, ...]
    repairs: tuple[Repair, ...]
    reports: tuple[Report, ...]
    located: Located | None


def segment_file(path: Path, name: str, corrections: Sequence[Correction] = ()) -> SegmentedFile:
    """The reports in the file at `path`, called `name` in the corpus, before anything is found of
    them. Raises UnreadableFile with the reason when there is no text to be had."""
    source = read_file(path, name)
    lines, repairs = clean(source.lines)
    located = locate(corrections, lines, name)
    wanted = located.beginnings() if located is not None else ()
    reports, outside = segment(lines, name, repairs, wanted)
    every = sorted((*repairs, *outside), key=lambda repair: repair.line)
    return SegmentedFile(source, tuple(lines), tuple(every), reports, located)


def analyse_file(
    path: Path, name: str, attribute: Attribute, corrections: Sequence[Correction] = ()
) -> AnalysedFile:
    """Everything the indexer understands of the file at `path`, called `name` in the corpus, and
    what people set by hand: `corrections` are those of all files, oldest first.

    Raises UnreadableFile with the reason when there is no text to be had.
    """
    file = segment_file(path, name, corrections)
    titled = mark_shared_titles(mark_copies(file.reports))
    attributed = link_reports([attribute(report) for report in titled])
    reports, fitting = apply_corrections(attributed, file.located)
    return AnalysedFile(file.source, file.repairs, reports, fitting)
