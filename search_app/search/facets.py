"""Facet counts as the values a person chooses from: labelled, ordered, nested, marked as chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    values: dict[Facet, Sequence[FacetValue]] = {}
    for facet in FACETS:
        of_facet, chosen = counts.get(facet, {}), filters.get(facet, ())
        if facet == "region":
            values[facet] = _region_tree(of_facet, chosen)
        elif facet == "topic":
            values[facet] = _topic_tree(of_facet, chosen, fields)
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
        {
            "value": value,
            "label": label_of(facet, value),
            "count": shown[value],
            "selected": value in chosen,
        }
        for value in order
    ]


def _region_tree(counts: Counts, chosen: tuple[str, ...]) -> list[BranchValue]:
    """The provinces, each with what lies below it. A region of which nothing is left is shown where
    it, or one below it, is chosen."""
    needed = {above: 0 for code in chosen for above in (code, *_above(code))}
    shown = {**needed, **counts}
    # A sort keeps the order of equals, reversed or not: that of their codes. A region comes after
    # the one that it lies in, which has as many sections and the lesser code.
    order = sorted(sorted(shown), key=shown.__getitem__, reverse=True)
    return _nest(order, shown, chosen, _label_and_parent)


def _topic_tree(
    counts: Counts, chosen: tuple[str, ...], fields: Mapping[str, str]
) -> list[BranchValue]:
    """The fields, each with the topics below it, where any section has them or they are chosen."""
    needed = {above: 0 for topic in chosen for above in (topic, fields.get(topic, topic))}
    shown = {**needed, **counts}
    order = sorted(shown, key=lambda topic: (-shown[topic], topic in fields, topic))
    return _nest(order, shown, chosen, lambda topic: (topic, fields.get(topic, "")))


def _nest(
    order: Iterable[str],
    shown: Counts,
    chosen: tuple[str, ...],
    describe: Callable[[str], tuple[str, str]],
) -> list[BranchValue]:
    """Puts each value below the one that it lies in, which comes before it in `order`. `describe`
    gives its label and what it lies in."""
    children: dict[str, list[BranchValue]] = {"": []}
    for value in order:
        label, above = describe(value)
        below = children[value] = []
        children[above if above in children else ""].append(
            {
                "value": value,
                "label": label,
                "count": shown[value],
                "selected": value in chosen,
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
