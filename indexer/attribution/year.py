"""The year a report is about, from everything in it that knows.

Sites that republish reports rewrite years, so a stated year is one witness among others. Every
witness is a soft likelihood over 1995–2026; they are added as logarithms. Only the report's own
text is asked.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.attribution.period import covers_first_half
from indexer.attribution.report_text import ReportText
from indexer.attribution.site_titles import is_numbered
from indexer.attribution.year_axis import FIRST_YEAR, FLAT, YEARS, Likelihood
from indexer.attribution.year_explicit import OWN, YEAR_STARTS, Mention, find_mentions, hides_years
from indexer.attribution.year_rules import Witness, find_absences, find_phrases
from indexer.attribution.year_weekday import WEEKDAY_WORDS, find_weekdays
from indexer.model import Evidence, Role, Year, YearStatus

# Thresholds in natural logarithms, measured on the labelled cases in
# tests/indexer/attribution/year_cases.txt.
_STATED = 1.5  # weight of own mentions from which a text states a year
# Shares of its weight that a title's year keeps; see _title_trust. Of the sample reports that hide
# their own years below a title with one, not one had the title's.
_BARE_TITLE, _NUMBERED_TITLE, _FALSE_TITLE = 0.8, 0.65, 0.2
_PASSING = 0.4  # weight towards it of a year that the text only mentions
_ABOUT = frozenset({"own", "closing"})  # kinds by which a body says what year it is about
_CONTRADICTION = 3.0  # by how much the other witnesses must prefer another year
_SINGLE = 2.8  # from which one witness alone contradicts
_DOUBT = 2.0  # from which the others cast doubt on a stated year without overruling it
# Age from which a phrase contradicts too: that of a congress or a plenum as the latest one known.
_AGED = 2.0
_PREFERS = 1.0  # from which a witness counts as one that contradicts
_MOVED = 2  # years from which a phrase was moved by a site; one year may be a plan for the next
# Share of the probability from which a year is inferred. Of eight public reports whose best year
# had .4 to .5 of it, seven have that year by their own text and the eighth cannot be told.
_SURE = 0.4
_SUPPORT = 1.9  # by how much a year of the span low–high may fit worse than the best one
_WIDEST = 8  # years; a wider span says nothing a reader could use
_NARROW = 3  # years that an inferred year's span may have
_SHOWN = 12  # witnesses kept as evidence


@dataclass(frozen=True, slots=True)
class _Case:
    """What a report's witnesses say: `spoken` by its written years, `known` by everything else."""

    mentions: Sequence[Mention]
    phrases: Sequence[Witness]
    spoken: Likelihood
    known: Likelihood
    stated: int | None
    trust: float


def attribute_year(text: ReportText, roles: Sequence[Role] = ()) -> Year | None:
    """The year a report is about, or None when nothing in it supports one.

    `roles` are those of its sections, in order: what only a plan speaks of may belong to the next
    year.

    `stated`: the text says its own year and nothing contradicts. `inferred`: it says none, but the
    evidence narrows to one. `possible`: the span low–high is wider or its support weak. `conflict`:
    strong witnesses contradict what the text says; the value is theirs.
    """
    case = _hear(text, roles)
    if not case.mentions and not case.phrases:
        return None
    if case.stated is not None:
        return _judge_stated(case, case.stated)
    return _judge_unstated(case)


def _hear(text: ReportText, roles: Sequence[Role]) -> _Case:
    hits = text.found.years
    mentions = list(find_mentions(text, _starts(hits, YEAR_STARTS)))
    first_half = covers_first_half(text)
    phrases = find_phrases(text, hits, first_half)
    phrases.extend(find_weekdays(text, _starts(hits, WEEKDAY_WORDS)))
    if not first_half and "review" in roles:
        planned = _planned_lines(text, roles)
        phrases = [
            _a_year_ahead(phrase) if planned.issuperset(phrase.lines) else phrase
            for phrase in phrases
        ]
    if "review" in roles:
        phrases.extend(find_absences(text, hits))
    # 201x年 is what a site left of the report's own year: it knows better than a title above it.
    phrases.extend(_as_witness(mention) for mention in mentions if mention.kind == "decade")
    mentions = [mention for mention in mentions if mention.kind != "decade"]
    trust = _title_trust(text, mentions)
    spoken = _sum_mentions(mentions, trust)
    return _Case(
        mentions=mentions,
        phrases=phrases,
        spoken=spoken,
        known=_know(phrases),
        stated=_stated_year(mentions, spoken),
        trust=trust,
    )


def _as_witness(mention: Mention) -> Witness:
    return Witness(
        mention.kind,
        mention.text,
        mention.lines,
        mention.says,
        mention.weight,
        mention.likelihood,
    )


def _planned_lines(text: ReportText, roles: Sequence[Role]) -> set[int]:
    """The source lines that only sections of plans are on."""
    by_role: dict[bool, set[int]] = {True: set(), False: set()}
    for section, role in zip(text.report.sections, roles, strict=False):
        for line in section.lines:
            by_role[role == "plan"].update(range(line.start, line.end + 1))
    return by_role[True] - by_role[False]


def _a_year_ahead(phrase: Witness) -> Witness:
    """The phrase as said by a plan for the next year."""
    return phrase._replace(likelihood=_or_later(phrase.likelihood))


@lru_cache(maxsize=1024)
def _or_later(likelihood: Likelihood) -> Likelihood:
    return tuple(map(max, likelihood, (*likelihood[1:], likelihood[-1])))


def _starts(hits: Sequence[tuple[int, str]], wanted: Collection[str]) -> list[int]:
    return [start for start, literal in hits if literal in wanted]


def _title_trust(text: ReportText, mentions: Sequence[Mention]) -> float:
    """How far the year of a title is the text's own: less where the body does not speak of it.

    Less still where the title is one of a numbered series, least where the body hides its years
    or other reports of the file have the same title: then a site wrote it.
    """
    years = {mention.year for mention in mentions if mention.kind == "title"}
    own = {mention.year for mention in mentions if mention.kind in OWN and mention.kind != "title"}
    if not years or years & own:
        return 1.0
    if hides_years(text) or text.report.shared_title:
        return _FALSE_TITLE
    return _NUMBERED_TITLE if is_numbered(text.folded[: text.title_end]) else _BARE_TITLE


def _add(likelihoods: Iterable[Likelihood]) -> Likelihood:
    return tuple(map(sum, zip(FLAT, *likelihoods, strict=True)))


def _know(phrases: Sequence[Witness]) -> Likelihood:
    """All phrases together. Of their ages only the strongest counts: long-lived phrases all point
    to their beginnings, and many of them would outvote the truth."""
    fades = [phrase.fade for phrase in phrases] or [FLAT]
    oldest = tuple(map(min, zip(*fades, strict=True)))
    return _add([oldest, *(phrase.likelihood for phrase in phrases)])


def _sum_mentions(mentions: Sequence[Mention], trust: float) -> Likelihood:
    """Written years together; repeating one is worth ever less, since one hand wrote them all.

    Passing mentions of years before any that the text says it is about are of its past.
    """
    about = min((mention.year for mention in mentions if mention.kind in _ABOUT), default=0)
    mentions = [one for one in mentions if one.kind != "plain" or one.year >= about]
    counts = Counter((mention.kind, mention.year) for mention in mentions)
    distinct = {(mention.kind, mention.year): mention.likelihood for mention in mentions}
    return _add(
        _times(likelihood, trust if key[0] == "title" else 1 + 0.5 * math.log(counts[key]))
        for key, likelihood in distinct.items()
    )


def _times(likelihood: Likelihood, factor: float) -> Likelihood:
    return likelihood if factor == 1 else tuple(value * factor for value in likelihood)


def _stated_year(mentions: Sequence[Mention], spoken: Likelihood) -> int | None:
    """The year the text itself says it is about, if it says one clearly enough."""
    own: dict[int, float] = defaultdict(float)
    for mention in mentions:
        if mention.kind in OWN:
            # 2008年获省级表彰 is not the report's year, however often such a thing is said
            own[mention.year] += _PASSING if mention.kind == "plain" else mention.weight
    if not own:
        return None
    least = max(_STATED, 0.4 * max(own.values()))
    stated = [year for year, weight in own.items() if weight >= least]
    return max(stated, key=lambda year: (spoken[year - FIRST_YEAR], year), default=None)


def _best(likelihood: Likelihood) -> int:
    """The likeliest year; of equals the middle one, which is nearest to all of them."""
    top = max(likelihood)
    equal = [year for year, value in zip(YEARS, likelihood, strict=True) if value >= top - 1e-9]
    return equal[(len(equal) - 1) // 2]


def _probabilities(likelihood: Likelihood) -> list[float]:
    top = max(likelihood)
    masses = [math.exp(value - top) for value in likelihood]
    total = sum(masses)
    return [mass / total for mass in masses]


def _span(likelihood: Likelihood) -> tuple[int, int]:
    """First and last of the years that fit nearly as well as the best: the support interval."""
    floor = max(likelihood) - _SUPPORT
    supported = [year for year, value in zip(YEARS, likelihood, strict=True) if value >= floor]
    return supported[0], supported[-1]


def _contradicted(phrases: Sequence[Witness], known: Likelihood, year: int, other: int) -> bool:
    """Whether the witnesses prefer `other` to `year` strongly enough to overrule the text."""
    at, instead = year - FIRST_YEAR, other - FIRST_YEAR
    against = []
    for phrase in phrases:
        aged = phrase.fade[instead] - phrase.fade[at]
        against.append(
            phrase.likelihood[instead] - phrase.likelihood[at] + (aged if aged >= _AGED else 0.0)
        )
    gap = known[other - FIRST_YEAR] - known[year - FIRST_YEAR]
    if gap < _SINGLE:
        return False
    several = sum(1 for difference in against if difference >= _PREFERS) >= 2
    return max(against) >= _SINGLE or (several and gap >= _CONTRADICTION)


def _judge_stated(case: _Case, stated: int) -> Year | None:
    rival = _best(case.known)
    if rival != stated and _contradicted(case.phrases, case.known, stated, rival):
        return _overruled(case, stated)
    total = _add((case.known, case.spoken))
    value = _best(total)
    doubted = case.known[rival - FIRST_YEAR] - case.known[stated - FIRST_YEAR] >= _DOUBT
    if value == stated and case.trust >= _BARE_TITLE and not doubted:
        return _year(case, stated, (stated, stated), "stated", stated)
    low, high = _span(total)
    if case.trust == _FALSE_TITLE and high - low >= _WIDEST:
        return None
    return _year(case, value, (min(low, stated), max(high, stated)), "possible", stated)


def _overruled(case: _Case, stated: int) -> Year:
    """What all witnesses but those of `stated` say, since together they contradict it."""
    others = [mention for mention in case.mentions if mention.year != stated]
    total = list(_add((case.known, _sum_mentions(others, case.trust))))
    total[stated - FIRST_YEAR] = min(total)
    value, span = _best(tuple(total)), _span(tuple(total))
    if span[1] - span[0] >= _WIDEST:  # they say that it is wrong but not what is right
        return _year(case, stated, span, "possible", stated)
    return _year(case, value, span, "conflict", stated)


def _judge_unstated(case: _Case) -> Year | None:
    renewed_year = _renewed_year(case)
    if renewed_year is not None:
        return _overruled(case, renewed_year)
    total = _add((case.known, case.spoken))
    value = _best(total)
    low, high = _span(total)
    if high - low >= _WIDEST:
        return None
    renewed = _renewed_phrase(case, value)
    if renewed is not None and renewed.point is not None:
        others = [phrase for phrase in case.phrases if phrase is not renewed]
        total = _add((_know(others), renewed.instead, case.spoken))
        return _year(case, _best(total), _span(total), "conflict", renewed.point)
    share = _probabilities(total)[value - FIRST_YEAR]
    sure = bool(case.phrases) and share >= _SURE and high - low < _NARROW
    return _year(case, value, (low, high), "inferred" if sure else "possible", None)


def _renewed_year(case: _Case) -> int | None:
    """A year that the text repeats though all other witnesses lie before it.

    A report tells of years before its own; of one that comes after, only a site tells.
    """
    counts = Counter(mention.year for mention in case.mentions if mention.kind == "plain")
    if not case.phrases:
        return None
    rival = _best(case.known)
    for year, count in counts.most_common():
        if (
            count >= 2
            and year >= rival + _MOVED
            and _contradicted(case.phrases, case.known, year, rival)
        ):
            return year
    return None


def _renewed_phrase(case: _Case, value: int) -> Witness | None:
    """A dated phrase (建党92周年, 迎接十九大) that all other witnesses contradict."""
    for phrase in case.phrases:
        if phrase.point is None or abs(phrase.point - value) < _MOVED:
            continue
        rest = [other for other in case.phrases if other is not phrase]
        if rest and _contradicted(rest, _know(rest), phrase.point, value):
            return phrase
    return None


def _year(
    case: _Case, value: int, span: tuple[int, int], status: YearStatus, stated: int | None
) -> Year:
    return Year(
        value=value,
        low=min(span[0], value),
        high=max(span[1], value),
        status=status,
        stated=stated,
        evidence=_evidence(case),
    )


def _evidence(case: _Case) -> tuple[Evidence, ...]:
    """The witnesses, most telling first; the mentions of one year are one witness."""
    grouped: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for mention in case.mentions:
        grouped[mention.kind, mention.year].append(mention)
    shown = [
        (
            _telling(group[0].likelihood),
            Evidence(
                text=group[0].text,
                lines=tuple(sorted({line for mention in group for line in mention.lines})),
                weight=group[0].weight,
                says=group[0].says,
            ),
        )
        for group in grouped.values()
    ]
    shown.extend(
        (
            _telling(phrase.likelihood),
            Evidence(phrase.text, phrase.lines, phrase.weight, phrase.says),
        )
        for phrase in case.phrases
    )
    shown.sort(key=lambda pair: (-pair[0], pair[1].lines))
    return tuple(evidence for _, evidence in shown[:_SHOWN])


@lru_cache(maxsize=1024)
def _telling(likelihood: Likelihood) -> float:
    """How much a witness alone narrows the years down: the information it gives, in nats."""
    shares = _probabilities(likelihood)
    return math.log(len(shares)) + sum(share * math.log(share) for share in shares)
