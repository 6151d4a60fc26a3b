"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
class BranchValue(FacetValue):
    """A region, or a topic, with those right below it, the greatest first."""

    children: list[BranchValue] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether something below is chosen, so that the branch should stand open."""
        return any(child.selected or child.open for child in self.children)


def facet_values(
    counts: Mapping[Facet, Counts],
    filters: Mapping[Facet, tuple[str, ...]],
    fields: Mapping[str, str],
) -> dict[Facet, Sequence[FacetValue]]:
    """The values of every facet in the order in which they are listed; of regions the provinces,
    and of topics the fields, with what lies below them. `fields` has the field of each topic that
    stands below one."""
    above: dict[Facet, Callable[[str], str | None]] = {
        "region": gazetteer.parent,
        "topic": fields.get,
    }
    values: dict[Facet, Sequence[FacetValue]] = {}
    for facet in FACETS:
        of_facet, chosen = counts.get(facet, {}), filters.get(facet, ())
        if facet in above:
            values[facet] = _tree(facet, of_facet, chosen, above[facet])
        else:
            values[facet] = _list_values(facet, of_facet, chosen)
    return values


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


def _tree(
    facet: Facet, counts: Counts, chosen: tuple[str, ...], parent: Callable[[str], str | None]
) -> list[BranchValue]:
    """The values at the top, each with what lies below it. One of which nothing is left is shown
    where it, or one below it, is chosen."""

    def list_above(value: str) -> Iterator[str]:
        """The values that a value lies in, the nearest first."""
        while (higher := parent(value)) is not None:
            yield higher
            value = higher

    needed = {above: 0 for value in chosen for above in (value, *list_above(value))}
    shown = {**needed, **counts}
    branches = {
        value: BranchValue(value, label_of(facet, value), shown[value], value in chosen)
        for value in sorted(shown, key=lambda value: (-shown[value], value))
    }
    top: list[BranchValue] = []
    for value, branch in branches.items():
        above = next((higher for higher in list_above(value) if higher in branches), None)
        (top if above is None else branches[above].children).append(branch)
    return top
