"""The attributes that are found of every report.

An attribute is a package of this folder. The package defines

    def load_attributor(topics_file: Path | None) -> Attributor

where `topics_file` is the user's own file of topics, or None for the packaged one. Naming the
package in `ATTRIBUTES` is all that it takes to have the attribute found.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from indexer.attribution.attributor import Attributor

# In the order in which they are found: an attribute may read what those before it have set.
ATTRIBUTES = (
    "role",
    "topics",
    "period",
    "region",
    "year",  # asks for the roles and the period
)


def load_attributors(topics_file: Path | None) -> list[Attributor]:
    """Load the words and rules of all attributes. Raises DataFileError when a file is faulty."""
    return [
        import_module(f"indexer.attribution.{name}").load_attributor(topics_file)
        for name in ATTRIBUTES
    ]
