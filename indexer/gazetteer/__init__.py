"""The administrative units of China, with the names and codes of today and their former names.

This package holds facts only; `indexer.attribution.region` finds units in a text. Codes are the six
digits of GB/T 2260 (330000, 330500, 330522) as of 2024. `tools/make_gazetteer.py` and
`tools/make_villages.py` make the data files from public packages.
"""

from indexer.gazetteer.units import (
    TOWN_KINDS,
    Unit,
    ancestors,
    chain,
    children,
    find,
    get,
    label,
    level,
    lineage,
    parent,
    provinces,
    read_ordinary,
    read_towns,
    read_villages,
    unit,
    units,
)

__all__ = [
    "TOWN_KINDS",
    "Unit",
    "ancestors",
    "chain",
    "children",
    "find",
    "get",
    "label",
    "level",
    "lineage",
    "parent",
    "provinces",
    "read_ordinary",
    "read_towns",
    "read_villages",
    "unit",
    "units",
]
