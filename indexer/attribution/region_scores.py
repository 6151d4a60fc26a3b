"""Mentions weighed and summed up the hierarchy."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from indexer import gazetteer
from indexer.attribution.region_context import VISITED, OwnLevel
from indexer.attribution.region_mentions import Kind, Mention
from indexer.attribution.region_names import is_common, names

# What a name says by itself; the order of full names was measured on real reports
# (county 4, prefecture 3, town 2), the rest on the labelled cases in tests/indexer/attribution.
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
}
# In a report of a township: nothing else is as likely to be it as the one it names.
TOWN_OF_TOWNSHIP = 3.0
# A town called 团结镇 or 中心镇 may be no name at all.
ORDINARY_TOWN = 0.5
# A school named after a county is more likely to be that county's than one of a town's of the
# same stem elsewhere.
UNIT_PRIOR = 3.0
# A county of the wrong kind for a report that says 我县 or 全区.
WRONG_KIND_PRIOR = 0.2
# A name shared by more places than this says nothing worth its time.
MAX_CANDIDATES = 40
# How the support that other names give a candidate enters its share of a shared name.
AGREEMENT = (0.2, 0.5, 1.0)
NO_SUPPORT = 0.05
ROUNDS = 3
_COUNTIES = 2850


@dataclass(frozen=True, slots=True)
class Name:
    """All mentions of one name with the same candidates. `count` is how many are not about a place
    visited and `own` whether there is one; `titled` whether one stands in the report's title,
    `issuing` whether one stands where the issuer does."""

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
    """`total[code]` sums what the names say for a unit and all below it, `direct[code]` what those
    that are not about a place visited say for the unit itself; `ranked[level - 1]` has (total,
    code) of all units of a level, the highest first. Of name i `shares[i][code]` counts for the
    unit itself, `parts[i][code]` for it and all below it."""

    total: Mapping[str, float]
    direct: Mapping[str, float]
    ranked: tuple[Sequence[tuple[float, str]], ...]
    shares: Sequence[Mapping[str, float]]
    parts: Sequence[Mapping[str, float]]

    def against(self, code: str) -> float:
        """What speaks for other places: neither for the unit and those below it nor, in so many
        words, for those above it."""
        above = gazetteer.ancestors(code)
        return sum(
            weight
            for other, weight in self.direct.items()
            if other not in above and code not in gazetteer.lineage(other)
        )


@cache
def kinds_of(code: str) -> frozenset[str]:
    """The last syllables of the names a unit has and had: 双流区, once 双流县, is of both."""
    return frozenset(name[-1] for name in gazetteer.unit(code).names)


def _prior(code: str, kind: Kind, name: str, own: OwnLevel | None) -> float:
    prior = 1.0
    if kind in ("school", "listed", "glued") and code in names().bare.get(name, ()):
        prior = UNIT_PRIOR
    if own in ("县", "区", "旗") and code[4:] != "00" and own not in kinds_of(code):
        prior *= WRONG_KIND_PRIOR
    return prior


def _again(text: str, mentions: Iterable[Mention], seen: int) -> int:
    """How often a place named in full `seen` so many times is named besides: short, as one does
    after the first time, or in full where a name of everyday words could not be told."""
    full = (mention for mention in mentions if mention.kind in ("county", "prefecture", "town"))
    mention = next(full, None)
    if mention is None:
        return 0
    word = text[mention.start : mention.end] if is_common(mention.name) else mention.name
    return max(0, text.count(word) - seen)


def gather(
    text: str, mentions: Iterable[tuple[Mention, float, bool]], own: OwnLevel | None
) -> list[Name]:
    """The mentions in `text` with their context factor and whether they stand in the title, put
    together."""
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[Mention, float, bool]]] = defaultdict(list)
    for mention, factor, titled in mentions:
        if factor > 0 and len(mention.codes) <= MAX_CANDIDATES:
            groups[mention.name, mention.codes].append((mention, factor, titled))
    found = []
    for (name, codes), members in groups.items():
        kind = max((mention.kind for mention, _, _ in members), key=BASE.__getitem__)
        own_ones = [factor for _, factor, _ in members if factor > VISITED]
        best = max(own_ones, default=VISITED)
        if best <= 1 and len(own_ones) * 2 <= len(members):
            # Visited here, so what is said of it there is said of the place visited.
            best, own_ones = VISITED, []
        count = len(own_ones)
        if own_ones:
            count += _again(text, (mention for mention, _, _ in members), len(members))
        base = TOWN_OF_TOWNSHIP if kind == "town" and own == "镇" else BASE[kind]
        weight = base * best * (1 + math.log(max(count, 1)) / 2)
        if kind == "town" and is_common(name):
            weight *= ORDINARY_TOWN
        # One of two counties is still much, one of forty little.
        weight *= 1 - math.log(len(codes)) / math.log(_COUNTIES)
        found.append(
            Name(
                name,
                kind,
                tuple(mention for mention, _, _ in members),
                weight,
                count,
                {code: _prior(code, kind, name, own) for code in codes}
                if len(codes) > 1
                else {codes[0]: 1.0},
                own=best > VISITED,
                titled=any(titled and factor > VISITED for _, factor, titled in members),
                issuing=best > 1,
            )
        )
    return found


def _normalise(values: Mapping[str, float]) -> dict[str, float]:
    total = sum(values.values())
    return {code: value / total for code, value in values.items()}


def _sum_up(shares: Mapping[str, float]) -> dict[str, float]:
    """The shares of units with those of all below them."""
    parts: dict[str, float] = defaultdict(float)
    for code, share in shares.items():
        for unit in gazetteer.lineage(code):
            parts[unit] += share
    return parts


def _weigh(
    numbers: Iterable[int],
    named: Sequence[Name],
    shares: Sequence[Mapping[str, float]],
    settled: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The weights of the names of these numbers by units, together with what is `settled`."""
    total: dict[str, float] = defaultdict(float, settled or {})
    for number in numbers:
        weight = named[number].weight
        for code, share in shares[number].items():
            total[code] += weight * share
    return total


@cache
def _steps(code: str) -> tuple[tuple[str, float], ...]:
    """The units that support a candidate, itself first, and how far."""
    return tuple((unit, AGREEMENT[gazetteer.level(unit) - 1]) for unit in gazetteer.lineage(code))


def _agreeing(
    one: Name, parts: Mapping[str, float], total: Mapping[str, float]
) -> dict[str, float]:
    """The shares of a name's candidates by what the other names say for each and those above it."""
    likely = {}
    for code, prior in one.priors.items():
        support = NO_SUPPORT
        for unit, agreement in _steps(code):
            others = total[unit] - one.weight * parts[unit]
            if others > 0.0:
                support += agreement * others
        likely[code] = prior * support
    return _normalise(likely)


def score(named: Sequence[Name]) -> Scores:
    """Shares a name out over its candidates by what all other names say for them."""
    shares = [_normalise(one.priors) for one in named]
    parts = [_sum_up(share) for share in shares]
    shared = [number for number, share in enumerate(shares) if len(share) > 1]
    settled = _weigh((n for n, share in enumerate(shares) if len(share) == 1), named, parts)
    total = _weigh(shared, named, parts, settled)
    for _ in range(ROUNDS if shared else 0):
        for number in shared:
            shares[number] = _agreeing(named[number], parts[number], total)
            parts[number] = _sum_up(shares[number])
        total = _weigh(shared, named, parts, settled)
    direct = _weigh((n for n, one in enumerate(named) if one.own), named, shares)
    ranked: tuple[list[tuple[float, str]], ...] = ([], [], [])
    for code, value in total.items():
        ranked[gazetteer.level(code) - 1].append((value, code))
    for units in ranked:
        units.sort(reverse=True)
    return Scores(total, direct, ranked, shares, parts)
