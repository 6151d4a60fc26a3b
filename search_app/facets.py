"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import overload

import numpy as np
from numpy.typing import NDArray

from indexer import gazetteer
from indexer.model import ROLE_LABELS
from search_app.engine.protocol import FACETS, Counts, Domain
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


class _Made(Sequence[FacetValue]):
    """Values that are made when they are looked at: the JSON needs none of them, and a page shows
    thirty of the three thousand regions of a country."""

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def _make(self, at: int) -> FacetValue: ...

    @overload
    def __getitem__(self, at: int) -> FacetValue: ...
    @overload
    def __getitem__(self, at: slice) -> list[FacetValue]: ...
    def __getitem__(self, at: int | slice) -> FacetValue | list[FacetValue]:
        if isinstance(at, slice):
            return [self._make(each) for each in range(len(self))[at]]
        return self._make(range(len(self))[at])


class Flat(_Made):
    """The values of a facet without levels, in the order in which they are listed: of each the
    place in `domain` and the count. A chosen value stays even when nothing is left of it, so that
    it can be taken back."""

    def __init__(self, facet: Facet, counts: Counts, chosen: tuple[str, ...]) -> None:
        counts, kept = _with(counts, chosen)
        self.facet = facet
        self.domain = counts.domain
        self.chosen = chosen
        self.listed = _listed(facet, counts, kept)

    def __len__(self) -> int:
        return len(self.listed)

    def _make(self, at: int) -> FacetValue:
        place, count = self.listed[at]
        value = self.domain.values[place]
        label = label_of(self.facet, value)
        return FacetValue(self.facet, value, label, count, value in self.chosen)


class Branch(_Made):
    """What lies right below region number `above` of a tree, the provinces for -1."""

    def __init__(self, tree: RegionTree, above: int) -> None:
        self.tree = tree
        self._above = above

    @cached_property
    def _held(self) -> list[int]:
        return self.tree.below(self._above)

    def __len__(self) -> int:
        return len(self._held)

    def _make(self, at: int) -> FacetValue:
        return self.tree.value(self._held[at])


class RegionTree:
    """The regions that were counted, each followed by those below it: the greatest first, equal
    ones in the order of codes. A chosen region is among them, with those above it, whatever was
    counted.

    Region number i is `domain.values[places[i]]`, has `numbers[i]` sections and is a province where
    `depths[i]` is 1.
    """

    def __init__(self, counts: Counts, chosen: tuple[str, ...]) -> None:
        self.open = frozenset(above for code in chosen for above in _above(code))
        counts, kept = _with(counts, (*self.open, *chosen))
        self.domain = counts.domain
        self.chosen = chosen
        lineages, depths, weights = _levels(counts.domain)
        places = counts.numbers.nonzero()[0]
        if kept:
            places = np.union1d(places, kept)
        numbers = counts.numbers.take(places)
        # Of each region where it stands by its count among all, in whose order siblings are, set
        # behind those of the regions above it.
        greatest = places.take((places - numbers * len(depths)).argsort())
        rank = np.zeros(len(depths) + 1, np.intp)
        rank[greatest] = np.arange(1, len(greatest) + 1)
        order = (rank.take(lineages.take(places, axis=0)) @ weights).argsort()
        self.places = places.take(order)
        self.numbers = numbers.take(order)
        self.depths = depths.take(self.places)

    def number(self, code: str) -> int:
        """The number of the region with this code, which is among them."""
        place = bisect_left(self.domain.values, code)
        return int((self.places == place).nonzero()[0][0])

    def below(self, at: int) -> list[int]:
        """The regions right below region number `at`, the provinces for -1."""
        depth = self.depths[at] if at >= 0 else 0
        after = self.depths[at + 1 :]
        ends = (after <= depth).nonzero()[0]
        among = after[: ends[0]] if len(ends) else after
        found: list[int] = ((among == depth + 1).nonzero()[0] + (at + 1)).tolist()
        return found

    def value(self, at: int) -> FacetValue:
        code = self.domain.values[self.places[at]]
        has_more = at + 1 < len(self.depths) and self.depths[at + 1] > self.depths[at]
        return FacetValue(
            "region",
            code,
            label_of("region", code),
            int(self.numbers[at]),
            code in self.chosen,
            Branch(self, at) if has_more else (),
            code in self.open,
        )


def _with(counts: Counts, values: Sequence[str]) -> tuple[Counts, list[int]]:
    """`counts` over a domain that has all of `values`, and the places of these."""
    if not values:
        return counts, []
    held = counts.domain.values
    places = [bisect_left(held, value) for value in values]
    if all(at < len(held) and held[at] == value for at, value in zip(places, values, strict=True)):
        return counts, places
    # An address of old may have a value that the index has not.
    return _with(Counts.of({**dict.fromkeys(values, 0), **counts}), values)


@lru_cache(maxsize=8)  # a generation has one domain of regions; a code of old makes one of its own
def _levels(domain: Domain) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """For each region a row of the places of those above it and its own, province first and -1 for
    a level that it has not; how many these are; and what makes one number of a row of ranks."""
    codes = domain.values
    place = {code: at for at, code in enumerate(codes)}
    lineages = np.full((len(codes), 3), -1)
    for at, code in enumerate(codes):
        own = [place[each] for each in (*reversed(list(_above(code))), code) if each in place]
        lineages[at, : len(own)] = own
    ranks = len(codes) + 1
    return lineages, (lineages >= 0).sum(axis=1), np.array([ranks * ranks, ranks, 1])


def _above(code: str) -> Iterator[str]:
    while (higher := gazetteer.parent(code)) is not None:
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
    counts: Mapping[Facet, Counts], filters: Mapping[Facet, tuple[str, ...]]
) -> dict[Facet, Sequence[FacetValue]]:
    """The values of every facet, the regions right below the country among them."""
    found: dict[Facet, Sequence[FacetValue]] = {}
    for facet in FACETS:
        chosen = filters.get(facet, ())
        counted = counts.get(facet, _NONE)
        if facet == "region":
            found[facet] = Branch(RegionTree(counted, chosen), -1)
        else:
            found[facet] = Flat(facet, counted, chosen)
    return found


_NONE = Counts.of({})


def _listed(facet: Facet, counts: Counts, kept: list[int]) -> list[tuple[int, int]]:
    """The place and the count of each value that any section has, and of those at the places
    `kept`, in the order in which they are listed."""
    numbers = counts.numbers.tolist()
    listed = [(at, number) for at, number in enumerate(numbers) if number or at in kept]
    if facet == "year":
        listed.reverse()
    elif facet == "role":
        held = {counts.domain.values[at]: (at, number) for at, number in listed}
        listed = [held[role] for role in ROLE_LABELS if role in held]
    else:
        listed.sort(key=itemgetter(1), reverse=True)
    return listed
