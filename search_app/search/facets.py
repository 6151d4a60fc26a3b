"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indexer import gazetteer
from indexer.model import ROLE_LABELS
from search_app.engine.protocol import FACETS, Counts
from search_app.query.nodes import Facet


@dataclass(slots=True)
class FacetValue:
    """`count` is how many sections the search would have with this value of the facet alone. A
    chosen value stays even when nothing is left of it, so that it can be taken back.

    The fields are those of the JSON, which is written straight from these objects.
    """

    value: str
    label: str
    count: int
    selected: bool


@dataclass(slots=True)
class RegionValue(FacetValue):
    """A region with those right below it, the greatest first."""

    children: list[RegionValue] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether something below is chosen, so that the branch should stand open."""
        return any(child.selected or child.open for child in self.children)


def facet_values(
    counts: Mapping[Facet, Counts], filters: Mapping[Facet, tuple[str, ...]]
) -> dict[Facet, Sequence[FacetValue]]:
    """The values of every facet in the order in which they are listed; of regions the provinces,
    with what lies below them."""
    return {
        facet: (_region_tree if facet == "region" else _list_values)(
            facet, counts.get(facet, {}), filters.get(facet, ())
        )
        for facet in FACETS
    }


def label_of(facet: Facet, value: str) -> str:
    """What a person calls a facet's value."""
    if facet == "region":
        known = gazetteer.get(value)
        return value if known is None else known.name  # an old address may have a code of old
    if facet == "role":
        return ROLE_LABELS[value]
    return value


def _list_values(facet: Facet, counts: Counts, chosen: tuple[str, ...]) -> list[FacetValue]:
    shown = {**dict.fromkeys(chosen, 0), **counts}
    if facet == "year":
        order = sorted(shown, reverse=True)
    elif facet == "role":
        order = [role for role in ROLE_LABELS if role in shown]
    else:
        order = sorted(shown, key=lambda value: (-shown[value], value))
    return [
        FacetValue(value, label_of(facet, value), shown[value], value in chosen) for value in order
    ]


def _region_tree(facet: Facet, counts: Counts, chosen: tuple[str, ...]) -> list[RegionValue]:
    """The provinces, each with what lies below it. A region of which nothing is left is shown where
    it, or one below it, is chosen."""
    needed = {above: 0 for code in chosen for above in (code, *_above(code))}
    shown = {**needed, **counts}
    regions = {
        code: RegionValue(code, label_of(facet, code), shown[code], code in chosen)
        for code in sorted(shown, key=lambda code: (-shown[code], code))
    }
    provinces: list[RegionValue] = []
    for code, region in regions.items():
        above = next((higher for higher in _above(code) if higher in regions), None)
        (provinces if above is None else regions[above].children).append(region)
    return provinces


def _above(code: str) -> Iterator[str]:
    """The units that a unit lies in, the nearest first."""
    while (higher := gazetteer.parent(code)) is not None:
        yield higher
        code = higher
