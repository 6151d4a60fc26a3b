"""Weighs the mentions of places and adds their weights up the hierarchy of units."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from indexer import gazetteer
from indexer.attribution.region.mention_context import VISITED
from indexer.attribution.region.own_level import OwnLevel
from indexer.attribution.region.place_mentions import Kind, Mention
from indexer.attribution.region.place_names import is_common, load_names

# What a name weighs by itself. The order of full names (county, prefecture, town) was measured on
# reports of five bureaus, which are not in the repository; the rest on the labelled cases
# (`python -m tests.indexer.attribution.region.region_scorer`), of which one is lost when a town
# weighs 1.
BASE: Mapping[Kind, float] = {
    "county": 4.0,
    "prefecture": 3.0,
    "town": 2.0,
    "province": 1.5,
    "office": 1.0,
    "number": 1.0,
    "school": 0.8,
    "listed": 0.8,
    "glued": 0.7,
    "bare": 0.6,
}
# What a town weighs in the report of a township: most likely it is the town itself.
TOWN_OF_TOWNSHIP = 3.0
# What is left for a town such as 团结镇 or 中心镇, which may be no name at all.
ORDINARY_TOWN = 0.5
# A school with the name of a county is more likely to be in that county than in a town elsewhere
# that has the same stem.
UNIT_PRIOR = 3.0
# What is left for a county of another kind than the report says (我县, 全区).
WRONG_KIND_PRIOR = 0.2
# A name that more places have than this is left out: it says next to nothing and costs time.
MAX_CANDIDATES = 40
# How much of what other names say for a candidate, by its level, counts for its share of a name
# that several places have; what a candidate without any support gets; and how often it is repeated.
AGREEMENT = (0.2, 0.5, 1.0)
NO_SUPPORT = 0.05
ROUNDS = 3
_COUNTIES = 2850


@dataclass(frozen=True, slots=True)
class Name:
    """All mentions of one name with the same candidates.

    `weight` is what they say together. `priors` are the codes of the candidates, each with how
    likely it is before other names are asked. `count` is the number of mentions that are not about
    a place visited, and `own` says that there is one. `titled` says that a mention stands in the
    title of the report, `issuing` that one stands where the issuer does.
    """

    name: str
    kind: Kind
    mentions: tuple[Mention, ...]
    weight: float
    count: int
    priors: Mapping[str, float]
    own: bool
    titled: bool
    issuing: bool


class Scores(NamedTuple):
    """What all names of a text say for each unit.

    `total[code]` is what they say for a unit and all units below it; `direct[code]` is what the
    names that are not about a place visited say for the unit itself. `ranked[level - 1]` has
    (total, code) of all units of a level, the highest total first. Of name i the share
    `shares[i][code]` counts for the unit itself, `parts[i][code]` for it and all below it.
    """

    total: Mapping[str, float]
    direct: Mapping[str, float]
    ranked: tuple[Sequence[tuple[float, str]], ...]
    shares: Sequence[Mapping[str, float]]
    parts: Sequence[Mapping[str, float]]

    def sum_against(self, code: str) -> float:
        """Return what the names say for other places.

        These are neither the unit or units below it nor, where those are named themselves, the
        units above it.
        """
        above = gazetteer.ancestors(code)
        return sum(
            weight
            for other, weight in self.direct.items()
            if other not in above and code not in gazetteer.lineage(other)
        )


@cache
def list_suffixes(code: str) -> frozenset[str]:
    """Return the last syllables of the names of a unit: 双流区, once 双流县, has 区 and 县."""
    return frozenset(name[-1] for name in gazetteer.unit(code).names)


def fits_own_level(code: str, own: OwnLevel | None) -> bool:
    """Tell whether a report that speaks of itself as 我县, 全区, … can be from a county."""
    if own in (None, "镇"):
        return True
    if own in ("省", "州", "国"):
        return False
    return own in list_suffixes(code)


def _set_prior(code: str, kind: Kind, name: str, own: OwnLevel | None) -> float:
    """Return how likely a candidate is, by its own kind and that of the name."""
    prior = 1.0
    if kind in ("school", "listed", "glued") and code in load_names().units.get(name, ()):
        prior = UNIT_PRIOR
    if own in ("县", "区", "旗") and code[4:] != "00" and own not in list_suffixes(code):
        prior *= WRONG_KIND_PRIOR
    return prior


def _count_further(text: str, mentions: Iterable[Mention], seen: int) -> int:
    """Return how often a text names a place besides its `seen` mentions in full.

    After the first time one writes the short name. A name of everyday words counts only in full.
    """
    full = (mention for mention in mentions if mention.kind in ("county", "prefecture", "town"))
    mention = next(full, None)
    if mention is None:
        return 0
    word = text[mention.start : mention.end] if is_common(mention.name) else mention.name
    return max(0, text.count(word) - seen)


def group_mentions(
    text: str, mentions: Iterable[tuple[Mention, float, bool]], own: OwnLevel | None
) -> list[Name]:
    """Put the mentions of each name together and weigh it.

    A mention comes with the factor of its context and with whether it stands in the title. `own` is
    the level at which the report speaks of itself.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[Mention, float, bool]]] = defaultdict(list)
    for mention, factor, titled in mentions:
        if factor > 0 and len(mention.codes) <= MAX_CANDIDATES:
            groups[mention.name, mention.codes].append((mention, factor, titled))
    names = []
    for (name, codes), members in groups.items():
        kind = max((mention.kind for mention, _, _ in members), key=BASE.__getitem__)
        own_factors = [factor for _, factor, _ in members if factor > VISITED]
        best = max(own_factors, default=VISITED)
        if best <= 1 and len(own_factors) * 2 <= len(members):
            # A place that was visited: what the rest of the text says is about the visit too.
            best, own_factors = VISITED, []
        count = len(own_factors)
        if own_factors:
            count += _count_further(text, (mention for mention, _, _ in members), len(members))
        base = TOWN_OF_TOWNSHIP if kind == "town" and own == "镇" else BASE[kind]
        weight = base * best * (1 + math.log(max(count, 1)) / 2)
        if kind == "town" and is_common(name):
            weight *= ORDINARY_TOWN
        # One of two counties is still much, one of forty little.
        weight *= 1 - math.log(len(codes)) / math.log(_COUNTIES)
        names.append(
            Name(
                name,
                kind,
                tuple(mention for mention, _, _ in members),
                weight,
                count,
                {code: _set_prior(code, kind, name, own) for code in codes}
                if len(codes) > 1
                else {codes[0]: 1.0},
                own=best > VISITED,
                titled=any(titled and factor > VISITED for _, factor, titled in members),
                issuing=best > 1,
            )
        )
    return names


def _normalise(values: Mapping[str, float]) -> dict[str, float]:
    """Scale values so that they add up to 1."""
    total = sum(values.values())
    return {code: value / total for code, value in values.items()}


def _add_up(shares: Mapping[str, float]) -> dict[str, float]:
    """Add to the share of each unit those of all units below it."""
    parts: dict[str, float] = defaultdict(float)
    for code, share in shares.items():
        for unit in gazetteer.lineage(code):
            parts[unit] += share
    return parts


def _weigh(
    numbers: Iterable[int],
    names: Sequence[Name],
    shares: Sequence[Mapping[str, float]],
    settled: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Add the weights of the names of these numbers for each unit to what is `settled`."""
    total: dict[str, float] = defaultdict(float, settled or {})
    for number in numbers:
        weight = names[number].weight
        for code, share in shares[number].items():
            total[code] += weight * share
    return total


@cache
def _list_supporting_units(code: str) -> tuple[tuple[str, float], ...]:
    """Return the units that support a candidate, itself first, and how much."""
    return tuple((unit, AGREEMENT[gazetteer.level(unit) - 1]) for unit in gazetteer.lineage(code))


def _divide(one: Name, parts: Mapping[str, float], total: Mapping[str, float]) -> dict[str, float]:
    """Divide a name among its candidates by what other names say for each and those above."""
    likely = {}
    for code, prior in one.priors.items():
        support = NO_SUPPORT
        for unit, agreement in _list_supporting_units(code):
            others = total[unit] - one.weight * parts[unit]
            if others > 0.0:
                support += agreement * others
        likely[code] = prior * support
    return _normalise(likely)


def score_units(names: Sequence[Name]) -> Scores:
    """Divide each name among its candidates, by what all other names say, and score all units."""
    shares = [_normalise(one.priors) for one in names]
    parts = [_add_up(share) for share in shares]
    shared = [number for number, share in enumerate(shares) if len(share) > 1]
    settled = _weigh((n for n, share in enumerate(shares) if len(share) == 1), names, parts)
    total = _weigh(shared, names, parts, settled)
    for _ in range(ROUNDS if shared else 0):
        for number in shared:
            shares[number] = _divide(names[number], parts[number], total)
            parts[number] = _add_up(shares[number])
        total = _weigh(shared, names, parts, settled)
    direct = _weigh((n for n, one in enumerate(names) if one.own), names, shares)
    ranked: tuple[list[tuple[float, str]], ...] = ([], [], [])
    for code, value in total.items():
        ranked[gazetteer.level(code) - 1].append((value, code))
    for units in ranked:
        units.sort(reverse=True)
    return Scores(total, direct, ranked, shares, parts)
