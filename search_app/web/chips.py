"""The filters that are on, each with the search that is left without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search_app.query.nodes import Facet
from search_app.search.facets import label_of
from search_app.search.parameters import SearchParameters


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter, or a run of years that follow one another."""

    facet: Facet
    label: str
    without: SearchParameters


def chips(parameters: SearchParameters) -> tuple[Chip, ...]:
    """The chips of a search, in the order its filters were chosen."""
    listed: list[Chip] = []
    for facet, values in parameters.filters.items():
        groups = year_runs(values) if facet == "year" else [(value,) for value in values]
        for group in groups:
            left = tuple(value for value in values if value not in group)
            label = label_of(facet, group[0])
            if len(group) > 1:
                label = f"{group[0]}–{group[-1]}"
            listed.append(Chip(facet, label, parameters.with_values(facet, left)))
    return tuple(listed)


def year_runs(years: Sequence[str]) -> list[tuple[str, ...]]:
    """Years in order, those that follow one another together."""
    runs: list[list[str]] = []
    for year in sorted(years):
        if runs and int(year) == int(runs[-1][-1]) + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return [tuple(run) for run in runs]
