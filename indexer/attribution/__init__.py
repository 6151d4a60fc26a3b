"""Region, year, period, topics and role of a report and its sections, with their evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.attribution.attributor import attribute_with
from indexer.attribution.registry import load_attributors
from indexer.model import Report


def load_attribution(topics_file: Path | None = None) -> Callable[[Report], Report]:
    """Load the rules of all attributes and return the function that attributes a report.

    `topics_file` replaces the packaged topics. Raises DataFileError when it is faulty.
    """
    return attribute_with(load_attributors(topics_file))
