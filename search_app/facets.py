"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from indexer import gazetteer
from indexer.model import ROLE_LABELS
from search_app.engine.protocol import FACETS
from search_app.query.nodes import Facet


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`count` is how many sections the search would have with this value of the facet alone."""

    facet: Facet
    value: str
    label: str
    count: int
    selected: bool
    children: tuple[FacetValue, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something below is chosen, so that the branch should stand open."""
        return any(child.selected or child.open for child in self.children)


def label_of(facet: Facet, value: str) -> str:
    """What a person calls a facet's value."""
    if facet == "region":
        known = gazetteer.get(value)
        return value if known is None else known.name  # an old address may have a code of old
    if facet == "role":
        return ROLE_LABELS[value]
    return value


def facet_values(
    counts: Mapping[Facet, Mapping[str, int]], filters: Mapping[Facet, tuple[str, ...]]
) -> dict[Facet, tuple[FacetValue, ...]]:
    """The values of every facet. A chosen value stays even when nothing is left of it, so that it
    can be taken back."""
    found: dict[Facet, tuple[FacetValue, ...]] = {}
    for facet in FACETS:
        chosen = filters.get(facet, ())
        numbers = dict.fromkeys(chosen, 0) | dict(counts.get(facet, {}))
        if facet == "region":
            found[facet] = _region_tree(numbers, chosen)
        else:
            found[facet] = tuple(
                FacetValue(facet, value, label_of(facet, value), numbers[value], value in chosen)
                for value in _ordered(facet, numbers)
            )
    return found


def _ordered(facet: Facet, counts: Mapping[str, int]) -> list[str]:
    if facet == "year":
        return sorted(counts, reverse=True)
    if facet == "role":
        return [role for role in ROLE_LABELS if role in counts]
    return sorted(counts, key=lambda value: (-counts[value], value))


def _region_tree(counts: Mapping[str, int], chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    numbers = dict(counts)
    for code in chosen:
        while (above := gazetteer.parent(code)) is not None:
            numbers.setdefault(above, 0)
            code = above
    below: dict[str | None, list[str]] = defaultdict(list)
    for code in numbers:
        below[gazetteer.parent(code)].append(code)

    def branch(parent: str | None) -> tuple[FacetValue, ...]:
        codes = sorted(below[parent], key=lambda code: (-numbers[code], code))
        return tuple(
            FacetValue(
                "region",
                code,
                label_of("region", code),
                numbers[code],
                code in chosen,
                branch(code),
            )
            for code in codes
        )

    return branch(None)
