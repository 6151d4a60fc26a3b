"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypedDict

from indexer import gazetteer
from indexer.model import ROLE_LABELS
from search_app.engine.protocol import FACETS, Counts
from search_app.query.nodes import Facet


class FacetValue(TypedDict):
    """`count` is how many sections the search would have with this value of the facet alone. A
    chosen value stays even when nothing is left of it, so that it can be taken back.

    It is the object of the JSON itself: an answer may list a thousand regions, and making objects
    only to copy them took as long as the search (bench/serve.py).
    """

    value: str
    label: str
    count: int
    selected: bool


class RegionValue(FacetValue):
    """A region with those right below it, the greatest first."""

    children: list[RegionValue]


def holds_selected(region: RegionValue) -> bool:
    """Whether something below a region is chosen, so that the branch should stand open."""
    return any(child["selected"] or holds_selected(child) for child in region["children"])


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
        {
            "value": value,
            "label": label_of(facet, value),
            "count": shown[value],
            "selected": value in chosen,
        }
        for value in order
    ]


def _region_tree(facet: Facet, counts: Counts, chosen: tuple[str, ...]) -> list[RegionValue]:
    """The provinces, each with what lies below it. A region of which nothing is left is shown where
    it, or one below it, is chosen."""
    needed = {above: 0 for code in chosen for above in (code, *_above(code))}
    shown = {**needed, **counts}
    # A sort keeps the order of equals, reversed or not: that of their codes. A region comes after
    # the one that it lies in, which has as many sections and the lesser code.
    order = sorted(sorted(shown), key=shown.__getitem__, reverse=True)
    children: dict[str, list[RegionValue]] = {"": []}
    for code in order:
        label, above = _label_and_parent(code)
        below = children[code] = []
        children[above if above in children else ""].append(
            {
                "value": code,
                "label": label,
                "count": shown[code],
                "selected": code in chosen,
                "children": below,
            }
        )
    return children[""]


@cache
def _label_and_parent(code: str) -> tuple[str, str]:
    return label_of("region", code), next(iter(_above(code)), "")


def _above(code: str) -> Iterator[str]:
    """The units that a unit lies in, the nearest first."""
    while (higher := gazetteer.parent(code)) is not None:
        yield higher
        code = higher
