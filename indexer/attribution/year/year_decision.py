"""Decides which year a report is about, from everything in its text that depends on the year.

Sites that republish reports rewrite years, so a written year is only one witness among others.
Every witness gives each year of the axis a likelihood, and their logarithms are added up.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from indexer.attribution.literals import Hits
from indexer.attribution.report_text import ReportText
from indexer.attribution.site_titles import is_numbered
from indexer.attribution.year.dated_phrases import (
    Witness,
    find_absences,
    find_phrases,
    load_phrase_words,
)
from indexer.attribution.year.report_course import Course, read_course
from indexer.attribution.year.weekdays import WEEKDAY_WORDS, find_weekdays
from indexer.attribution.year.written_years import (
    MASKED_YEARS,
    OWN_KINDS,
    YEAR_STARTS,
    Mention,
    find_mentions,
    hides_years,
)
from indexer.attribution.year.year_axis import FIRST_YEAR, FLAT, YEARS, Likelihood
from indexer.model import Evidence, Period, Role, Year, YearStatus

# Thresholds in natural logarithms, measured on the labelled cases in
# tests/indexer/attribution/year/year_cases.txt.
_STATED = 1.5  # weight of own mentions from which a text states a year
# What the year of a title keeps of its weight; see _trust_title. Of the sample reports that hide
# their own years below a title with a year, none was of that year.
_BARE_TITLE, _NUMBERED_TITLE, _FALSE_TITLE = 0.8, 0.65, 0.2
_PASSING = 0.4  # what a year that the text only mentions adds to the weight of a stated year
_PASSING_KINDS = frozenset({"plain", "half's plan"})
_ABOUT = frozenset({"own", "closing"})  # kinds of mentions that say which year a body is about
_MEETING_TITLES = frozenset({"meeting title", "next year's title"})
_TITLES = _MEETING_TITLES | {"title"}
_DATED_BY_MEETING = _MEETING_TITLES | {"meeting", "congress", "next year's plan"}
_CONTRADICTION = 3.0  # by how much several other witnesses must prefer another year
_SINGLE = 2.8  # by how much one witness alone must prefer it
_DOUBT = 2.0  # from which the others make a stated year doubtful without overruling it
# From this much a phrase contradicts by its age too: a congress that is named as the latest one.
_AGED = 2.0
_PREFERS = 1.0  # from which a witness is one of several that contradict
# Kinds of mentions that date what a body reports, and by how many years a title is false then.
_DATING = _ABOUT | {"comparison", "dateline"}
_TELLING = _DATING | {"plain", "document"}
_FAR = 3
_SAID_OFTEN = 3  # times that a text has a year from which it is that of its dates
# What a phrase of a plan costs its own year where the report speaks in the year that it plans.
_OWN_YEAR = 1.0
_TERM = 5  # years of a term of office; a report on one tells of things as old
_MOVED = 2  # years by which a site moved a phrase at least; one year may be a plan for the next
# Share of the probability from which a year is inferred. Of eight public reports whose best year
# had .4 to .5 of it, seven have that year by their own text and the eighth cannot be told.
_SURE = 0.4
_SUPPORT = 1.9  # how much less likely than the best a year of the span low–high may be
_WIDEST = 8  # years from which a span is of no use to a reader
_NARROW = 3  # years from which the span is too wide for an inferred year
_SHOWN = 12  # witnesses that are kept as evidence


@dataclass(frozen=True, slots=True)
class _Case:
    """The witnesses of a report and what they say.

    `by_mentions` is the likelihood of all written years, `by_phrases` that of everything else.
    `stated` is the year that the text says it is about, if any; `trust` is what a year of the title
    keeps of its weight; `course` is when the report speaks of what.
    """

    mentions: Sequence[Mention]
    phrases: Sequence[Witness]
    by_mentions: Likelihood
    by_phrases: Likelihood
    stated: int | None
    trust: float
    course: Course


def load_year_words() -> Sequence[str]:
    """Return the words of which `find_year` needs the hits."""
    return sorted({*load_phrase_words(), *YEAR_STARTS, *MASKED_YEARS, *WEEKDAY_WORDS})


def find_year(
    text: ReportText, hits: Hits, roles: Sequence[Role], period: Period | None
) -> Year | None:
    """Return the year that a report is about, or None when nothing in its text supports one.

    `hits` are those of `load_year_words` in `text.folded`. `roles` are those of the sections, in
    their order: what only a plan speaks of may belong to the next year. `period` is the stretch of
    its year that the report covers.

    The status is “stated” when the text says its own year and nothing contradicts it, “inferred”
    when it says none but the evidence narrows down to one, “possible” when the span low–high is
    wider or its support weak, and “conflict” when strong witnesses contradict what the text says;
    the value is then theirs.
    """
    # In the order of the text; of words that start together the shortest first.
    words = sorted(hits.words(), key=itemgetter(0))
    case = _gather(text, words, roles, period)
    if not case.mentions and not case.phrases:
        return None
    if case.stated is not None:
        return _judge_stated(case, case.stated)
    return _judge_unstated(case)


def _gather(
    text: ReportText,
    words: Sequence[tuple[int, str]],
    roles: Sequence[Role],
    period: Period | None,
) -> _Case:
    """Find all witnesses and add up what they say."""
    masked = hides_years(words)
    course = read_course(text, roles, period)
    mentions = list(find_mentions(text, _select_starts(words, YEAR_STARTS), masked, course))
    phrases = find_phrases(text, words, period == "上半年")
    phrases.extend(find_weekdays(text, _select_starts(words, WEEKDAY_WORDS)))
    if course.planned and not course.same_year:
        phrases = [
            _allow_next_year(phrase, course.in_next_year)
            if course.planned.issuperset(phrase.lines)
            else phrase
            for phrase in phrases
        ]
    if "review" in roles:
        phrases.extend(find_absences(text, words))
    # 201x年 is what a site left of the report's own year, so it says more than a title above it.
    phrases.extend(_make_witness(mention) for mention in mentions if mention.kind == "decade")
    mentions = [mention for mention in mentions if mention.kind != "decade"]
    trust = _trust_title(text, mentions, masked)
    by_mentions = _sum_mentions(mentions, trust)
    return _Case(
        mentions=mentions,
        phrases=phrases,
        by_mentions=by_mentions,
        by_phrases=_sum_phrases(phrases),
        stated=_find_stated_year(mentions, by_mentions),
        trust=trust,
        course=course,
    )


def _make_witness(mention: Mention) -> Witness:
    return Witness(
        mention.kind,
        mention.text,
        mention.lines,
        mention.says,
        mention.weight,
        mention.likelihood,
    )


def _allow_next_year(phrase: Witness, expected: bool) -> Witness:
    """Let a phrase of a plan belong to the year before the one it fits, too; rather to that one
    where the report is `expected` to speak in the year that it plans."""
    return phrase._replace(likelihood=_shift_back(phrase.likelihood, _OWN_YEAR * expected))


@lru_cache(maxsize=1024)
def _shift_back(likelihood: Likelihood, cost: float) -> Likelihood:
    """Give each year the likelihood of the next one, or its own less `cost` where it is higher."""
    own = (value - cost for value in likelihood)
    return tuple(map(max, own, (*likelihood[1:], likelihood[-1])))


def _select_starts(words: Sequence[tuple[int, str]], wanted: Collection[str]) -> list[int]:
    """Return the offsets of those `words` that are `wanted`."""
    return [start for start, word in words if word in wanted]


def _trust_title(text: ReportText, mentions: Sequence[Mention], masked: bool) -> float:
    """Return what the year of a title keeps of its weight.

    It keeps less where the body does not mention it, still less where the title is one of a
    numbered series, and least where the body hides its years (`masked`) or other reports of the
    file have the same title: then a site wrote it.
    """
    years = {mention.year for mention in mentions if mention.kind in _TITLES}
    years |= {mention.year - 1 for mention in mentions if mention.kind in _MEETING_TITLES}
    own = {
        mention.year
        for mention in mentions
        if mention.kind in OWN_KINDS and mention.kind != "title"
    }
    if not years or years & own:
        return 1.0
    if masked or text.report.shared_title:
        return _FALSE_TITLE
    if all(one.kind != "title" for one in mentions):  # its report calls the year of a meeting 今年
        return 1.0
    return _NUMBERED_TITLE if is_numbered(text.folded[: text.title_end]) else _BARE_TITLE


def _add(likelihoods: Iterable[Likelihood]) -> Likelihood:
    """Add likelihoods up, which are logarithms."""
    return tuple(map(sum, zip(FLAT, *likelihoods, strict=True)))


def _sum_phrases(phrases: Sequence[Witness]) -> Likelihood:
    """Add up what all phrases say.

    Of their ages only the strongest counts: phrases that lived long all point to their beginnings,
    and many of them together would outvote the truth.
    """
    fades = [phrase.fade for phrase in phrases] or [FLAT]
    oldest = tuple(map(min, zip(*fades, strict=True)))
    return _add([oldest, *(phrase.likelihood for phrase in phrases)])


def _sum_mentions(mentions: Sequence[Mention], trust: float) -> Likelihood:
    """Add up what written years say.

    A year that is repeated counts ever less, since one hand wrote them all. A year mentioned in
    passing belongs to the past, and is left out, when it lies before all years that the text says
    it is about.
    """
    about = min((mention.year for mention in mentions if mention.kind in _ABOUT), default=0)
    mentions = [one for one in mentions if one.kind != "plain" or one.year >= about]
    counts = Counter((mention.kind, mention.year) for mention in mentions)
    distinct = {(mention.kind, mention.year): mention.likelihood for mention in mentions}
    return _add(
        _multiply(likelihood, trust if key[0] in _TITLES else 1 + 0.5 * math.log(counts[key]))
        for key, likelihood in distinct.items()
    )


def _multiply(likelihood: Likelihood, factor: float) -> Likelihood:
    return likelihood if factor == 1 else tuple(value * factor for value in likelihood)


def _find_stated_year(mentions: Sequence[Mention], by_mentions: Likelihood) -> int | None:
    """Return the year that the text itself says it is about, if it says one clearly enough."""
    own: dict[int, float] = defaultdict(float)
    for mention in mentions:
        if mention.kind in OWN_KINDS:
            # 2008年获省级表彰 does not make 2008 the year of the report, however often it is said.
            own[mention.year] += _PASSING if mention.kind == "plain" else mention.weight
    if not own:
        return None
    least = max(_STATED, 0.4 * max(own.values()))
    stated = [year for year, weight in own.items() if weight >= least]
    return max(stated, key=lambda year: (by_mentions[year - FIRST_YEAR], year), default=None)


def _pick_best_year(likelihood: Likelihood) -> int:
    """Return the most likely year; of equals the middle one, which is nearest to all of them."""
    top = max(likelihood)
    equal = [year for year, value in zip(YEARS, likelihood, strict=True) if value >= top - 1e-9]
    return equal[(len(equal) - 1) // 2]


def _normalise(likelihood: Likelihood) -> list[float]:
    """Return the probability of each year, all of them together 1."""
    top = max(likelihood)
    masses = [math.exp(value - top) for value in likelihood]
    total = sum(masses)
    return [mass / total for mass in masses]


def _find_span(likelihood: Likelihood) -> tuple[int, int]:
    """Return the first and the last year that fit nearly as well as the best (support interval)."""
    floor = max(likelihood) - _SUPPORT
    supported = [year for year, value in zip(YEARS, likelihood, strict=True) if value >= floor]
    return supported[0], supported[-1]


def _is_contradicted(
    phrases: Sequence[Witness], by_phrases: Likelihood, year: int, other: int
) -> bool:
    """Tell whether the witnesses prefer `other` to `year` strongly enough to overrule the text."""
    at, instead = year - FIRST_YEAR, other - FIRST_YEAR
    against = []
    for phrase in phrases:
        aged = phrase.fade[instead] - phrase.fade[at]
        against.append(
            phrase.likelihood[instead] - phrase.likelihood[at] + (aged if aged >= _AGED else 0.0)
        )
    gap = by_phrases[other - FIRST_YEAR] - by_phrases[year - FIRST_YEAR]
    if gap < _SINGLE:
        return False
    several = sum(1 for difference in against if difference >= _PREFERS) >= 2
    return max(against) >= _SINGLE or (several and gap >= _CONTRADICTION)


def _judge_stated(case: _Case, stated: int) -> Year | None:
    """Judge a report that says its own year."""
    if (claimed := _find_false_title(case)) is not None:
        return _overrule(case, claimed)
    rival = _pick_best_year(case.by_phrases)
    # What a plan names that was read as a review belongs to the next year.
    if case.course.in_next_year and rival == stated + 1:
        rival = stated
    total = _add((case.by_phrases, case.by_mentions))
    value = _pick_best_year(total)
    if case.course.several_years:  # what a review of several years names belongs to one of them
        reviewed = range(stated - _TERM + 1, stated)
        rival = stated if rival in reviewed else rival
        value = stated if value in reviewed else value
    if rival != stated and _is_contradicted(case.phrases, case.by_phrases, stated, rival):
        return _overrule(case, stated)
    doubted = case.by_phrases[rival - FIRST_YEAR] - case.by_phrases[stated - FIRST_YEAR] >= _DOUBT
    if value == stated and case.trust >= _BARE_TITLE and not doubted:
        return _make_year(case, stated, (_find_first_year(case, stated), stated), "stated", stated)
    low, high = _find_span(total)
    if case.trust == _FALSE_TITLE and high - low >= _WIDEST:
        return None
    if high - low >= _WIDEST:  # such a span says less than the two years do
        low = high = value
    return _make_year(case, value, (min(low, stated), max(high, stated)), "possible", stated)


def _find_false_title(case: _Case) -> int | None:
    """Return the year of a title from which a body without it is dated far away, if it is.

    What lies before the title's year may be history, so it must be told as the report's own; what
    lies behind it can only be so. A report to a congress tells of many years, and is left alone.
    """
    claims = {mention.year for mention in case.mentions if mention.kind == "title"}
    if len(claims) != 1 or case.course.several_years or case.course.in_next_year:
        return None
    (claim,) = claims
    body = [mention for mention in case.mentions if mention.kind in _TELLING]
    years = [mention.year + (mention.kind == "comparison") for mention in body]
    others = [mention.year for mention in case.mentions if mention.kind not in _TITLES]
    near = sum(abs(year - claim) < _FAR for year in others)
    far = [
        (mention.kind, mention.year)
        for mention, year in zip(body, years, strict=True)
        if abs(year - claim) >= _FAR and (mention.kind in _DATING or year > claim)
    ]
    if near == 0 and len(set(far)) >= 2:
        return claim
    # A site renews the opening, too, and leaves the dates behind it.
    (often, times), *_ = Counter(years).most_common(1) or [(claim, 0)]
    return claim if near <= 1 and abs(often - claim) >= _FAR and times >= _SAID_OFTEN else None


def _find_first_year(case: _Case, stated: int) -> int:
    """Return the first of the years that a report which states its year is about.

    It is another year for a report on a school year or a term of office.
    """
    if case.course.five_years:
        return max(stated - _TERM + 1, FIRST_YEAR)
    kinds = _ABOUT | {"title"}
    firsts = {one.first for one in case.mentions if one.year == stated and one.kind in kinds}
    return stated if 0 in firsts else min(firsts, default=stated)


def _overrule(case: _Case, stated: int) -> Year:
    """Return what all witnesses but those of `stated` say, since together they contradict it."""
    others = [mention for mention in case.mentions if mention.year != stated]
    total = list(_add((case.by_phrases, _sum_mentions(others, case.trust))))
    total[stated - FIRST_YEAR] = min(total)
    value, span = _pick_best_year(tuple(total)), _find_span(tuple(total))
    if span[1] - span[0] >= _WIDEST:  # they say that it is wrong but not what is right
        return _make_year(case, stated, span, "possible", stated)
    return _make_year(case, value, span, "conflict", stated)


def _judge_unstated(case: _Case) -> Year | None:
    """Judge a report that does not say its own year."""
    moved_year = _find_moved_year(case)
    if moved_year is not None:
        return _overrule(case, moved_year)
    total = _add((case.by_phrases, case.by_mentions))
    value = _pick_best_year(total)
    low, high = _find_span(total)
    if high - low >= _WIDEST:
        return None
    moved = _find_moved_phrase(case, value)
    if moved is not None and moved.point is not None:
        others = [phrase for phrase in case.phrases if phrase is not moved]
        total = _add((_sum_phrases(others), moved.instead, case.by_mentions))
        return _make_year(case, _pick_best_year(total), _find_span(total), "conflict", moved.point)
    share = _normalise(total)[value - FIRST_YEAR]
    dated = any(mention.kind in _DATED_BY_MEETING for mention in case.mentions)
    seen = dated or (bool(case.phrases) and not case.course.several_years)
    sure = seen and share >= _SURE and high - low < _NARROW
    if sure and case.course.five_years:
        low, high = _find_first_year(case, value), value
    return _make_year(case, value, (low, high), "inferred" if sure else "possible", None)


def _find_moved_year(case: _Case) -> int | None:
    """Return a year that the text repeats though all other witnesses lie before it.

    A report tells of years before its own. Only a site, which moved it, writes of a later one.
    """
    counts = Counter(mention.year for mention in case.mentions if mention.kind in _PASSING_KINDS)
    if not case.phrases:
        return None
    rival = _pick_best_year(case.by_phrases)
    for year, count in counts.most_common():
        if (
            count >= 2
            and year >= rival + _MOVED
            and _is_contradicted(case.phrases, case.by_phrases, year, rival)
        ):
            return year
    return None


def _find_moved_phrase(case: _Case, value: int) -> Witness | None:
    """Return a dated phrase (建党92周年, 迎接十九大) that all other witnesses contradict."""
    for phrase in case.phrases:
        if phrase.point is None or abs(phrase.point - value) < _MOVED:
            continue
        rest = [other for other in case.phrases if other is not phrase]
        if rest and _is_contradicted(rest, _sum_phrases(rest), phrase.point, value):
            return phrase
    return None


def _make_year(
    case: _Case, value: int, span: tuple[int, int], status: YearStatus, stated: int | None
) -> Year:
    return Year(
        value=value,
        low=min(span[0], value),
        high=max(span[1], value),
        status=status,
        stated=stated,
        evidence=_list_evidence(case),
    )


def _list_evidence(case: _Case) -> tuple[Evidence, ...]:
    """List the witnesses, the most informative first; the mentions of one year are one witness."""
    grouped: dict[tuple[str, int], list[Mention]] = defaultdict(list)
    for mention in case.mentions:
        grouped[mention.kind, mention.year].append(mention)
    shown = [
        (
            _measure_information(group[0].likelihood),
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
            _measure_information(phrase.likelihood),
            Evidence(phrase.text, phrase.lines, phrase.weight, phrase.says),
        )
        for phrase in case.phrases
    )
    shown.sort(key=lambda pair: (-pair[0], pair[1].lines))
    return tuple(evidence for _, evidence in shown[:_SHOWN])


@lru_cache(maxsize=1024)
def _measure_information(likelihood: Likelihood) -> float:
    """Return the information that a witness alone gives about the year, in nats."""
    shares = _normalise(likelihood)
    return math.log(len(shares)) + sum(share * math.log(share) for share in shares)
