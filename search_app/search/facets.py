"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


class BranchValue(FacetValue):
    """A region, or a topic, with those right below it, the greatest first."""

    children: list[BranchValue]


def holds_selected(branch: BranchValue) -> bool:
    """Whether something below a value is chosen, so that its branch should stand open."""
    return any(child["selected"] or holds_selected(child) for child in branch["children"])


def facet_values(
    counts: Mapping[Facet, Counts],
    filters: Mapping[Facet, tuple[str, ...]],
    fields: Mapping[str, str],
) -> dict[Facet, Sequence[FacetValue]]:
    """The values of every facet in the order in which they are listed; of regions the provinces,
    and of topics the fields, with what lies below them. `fields` has the field of each topic that
    stands below one."""

    def find_field(topic: str) -> tuple[str, ...]:
        return (fields[topic],) if topic in fields else ()

    trees: dict[Facet, Callable[[str], tuple[str, ...]]] = {
        "region": _find_units_above,
        "topic": find_field,
    }
    values: dict[Facet, Sequence[FacetValue]] = {}
    for facet in FACETS:
        of_facet, chosen = counts.get(facet, {}), filters.get(facet, ())
        if facet in trees:
            values[facet] = _tree(facet, of_facet, chosen, trees[facet])
        else:
            values[facet] = _list_values(facet, of_facet, chosen)
    return values


@cache
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


def _tree(
    facet: Facet, counts: Counts, chosen: tuple[str, ...], above: Callable[[str], tuple[str, ...]]
) -> list[BranchValue]:
    """The values at the top, each with what lies below it. One of which nothing is left is shown
    where it, or one below it, is chosen. `above` lists what a value lies in, the nearest first."""
    needed = {higher: 0 for value in chosen for higher in (value, *above(value))}
    shown = {**needed, **counts}
    # A sort keeps the order of equals, reversed or not: that of their codes or names.
    order = sorted(sorted(shown), key=shown.__getitem__, reverse=True)
    branches: dict[str, BranchValue] = {
        value: {
            "value": value,
            "label": label_of(facet, value),
            "count": shown[value],
            "selected": value in chosen,
            "children": [],
        }
        for value in order
    }
    top: list[BranchValue] = []
    for value, branch in branches.items():
        for higher in above(value):
            if higher in branches:
                branches[higher]["children"].append(branch)
                break
        else:
            top.append(branch)
    return top


@cache
def _find_units_above(code: str) -> tuple[str, ...]:
    """The units that a unit lies in, the nearest first."""
    higher = gazetteer.parent(code)
    return () if higher is None else (higher, *_find_units_above(higher))
