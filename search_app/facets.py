"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import overload

from indexer import gazetteer
from indexer.model import ROLE_LABELS
from search_app.engine.protocol import FACETS
from search_app.query.nodes import Facet


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`count` is how many sections the search would have with this value of the facet alone.
    `open` says that something below is chosen, so that the branch should stand open."""

    facet: Facet
    value: str
    label: str
    count: int
    selected: bool
    children: Sequence[FacetValue] = ()
    open: bool = False


class RegionTree:
    """The regions that were counted, as a tree. A country has three thousand, of which a page
    shows thirty: values are made when they are looked at.

    `counts` has every code with what it counts, `ordered` the codes, the greatest first, equal
    ones in the order of codes: whatever lies below a code comes after it. A chosen region is in
    both, with those above it, whatever was counted.
    """

    def __init__(self, counts: Mapping[str, int], chosen: tuple[str, ...]) -> None:
        self.chosen = frozenset(chosen)
        self.open = frozenset(above for code in chosen for above in _above(code))
        if chosen:
            counts = {**dict.fromkeys(self.open | self.chosen, 0), **counts}
        self.counts = counts
        self.ordered = sorted(counts)
        self.ordered.sort(key=counts.__getitem__, reverse=True)  # keeps the order of equal ones

    @cached_property
    def below(self) -> dict[str | None, list[str]]:
        """The codes right below each code, None standing for the country."""
        below: dict[str | None, list[str]] = defaultdict(list)
        for code in self.ordered:
            below[parent(code)].append(code)
        return below

    def value(self, code: str) -> FacetValue:
        return FacetValue(
            "region",
            code,
            label_of("region", code),
            self.counts[code],
            code in self.chosen,
            Branch(self, code) if code in self.below else (),
            code in self.open,
        )


class Branch(Sequence[FacetValue]):
    """What lies right below a code of a region tree."""

    def __init__(self, tree: RegionTree, code: str | None) -> None:
        self.tree = tree
        self._above = code

    @property
    def _codes(self) -> list[str]:
        return self.tree.below[self._above]

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[FacetValue]:
        return map(self.tree.value, self._codes)

    @overload
    def __getitem__(self, at: int) -> FacetValue: ...
    @overload
    def __getitem__(self, at: slice) -> list[FacetValue]: ...
    def __getitem__(self, at: int | slice) -> FacetValue | list[FacetValue]:
        if isinstance(at, slice):
            return [self.tree.value(code) for code in self._codes[at]]
        return self.tree.value(self._codes[at])


# All units of today, and some of the codes of old that addresses carry.
parent = lru_cache(maxsize=8192)(gazetteer.parent)


def _above(code: str) -> Iterator[str]:
    while (higher := parent(code)) is not None:
        yield higher
        code = higher


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
) -> dict[Facet, Sequence[FacetValue]]:
    """The values of every facet, regions as a `Branch`. A chosen value stays even when nothing is
    left of it, so that it can be taken back."""
    found: dict[Facet, Sequence[FacetValue]] = {}
    for facet in FACETS:
        chosen = filters.get(facet, ())
        counted = counts.get(facet, {})
        if facet == "region":
            found[facet] = Branch(RegionTree(counted, chosen), None)
            continue
        numbers = {**dict.fromkeys(chosen, 0), **counted}
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
