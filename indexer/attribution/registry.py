"""The attributes that are found of every report: each of these lines adds one.

The lines stand in the order in which the attributes are found: an attribute may read what those
above it have set. Each imports a function

    load_attributor(topics_file: Path | None) -> Attributor

where `topics_file` is the user's own file of topics, or None for the packaged one. Nothing else
belongs into this module: `load_attributors` calls everything that it holds.
"""

# ruff: noqa: F401, I001

from indexer.attribution.role import load_attributor as role
from indexer.attribution.topics import load_attributor as topics
from indexer.attribution.period import load_attributor as period
from indexer.attribution.region import load_attributor as region
from indexer.attribution.year import load_attributor as year  # reads the roles and the period
