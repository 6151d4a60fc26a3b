"""Region, year, period, topics and role of a report and its sections, with their evidence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from indexer.attribution import registry
from indexer.attribution.attributor import Attributor, attribute_with
from indexer.model import Report


def load_attribution(topics_file: Path | None = None) -> Callable[[Report], Report]:
    """Load the rules of all attributes and return the function that attributes a report.

    `topics_file` replaces the packaged topics. Raises DataFileError when it is faulty.
    """
    return attribute_with([*load_attributors(topics_file).values()])


def load_attributors(topics_file: Path | None = None) -> dict[str, Attributor]:
    """Load the rules of all attributes, by the names and in the order of the registry."""
    return {
        name: load(topics_file)
        for name, load in vars(registry).items()
        if not name.startswith("__")
    }
