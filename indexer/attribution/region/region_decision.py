"""Decides which place a report comes from, and says why.

`place_mentions` finds every place that the text names, `mention_context` weighs it by the words
around it, and `place_scores` divides a name that several places have by what the other names say,
and adds the weights up the hierarchy. Here the lowest level of units with enough evidence is
accepted. A coarser answer, or none, is better than a wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from indexer import gazetteer
from indexer.attribution.literals import Hits, Literals
from indexer.attribution.region.bare_names import find_bare_names
from indexer.attribution.region.mention_context import (
    ISSUER,
    VISITED,
    is_issuer,
    weigh_context,
)
from indexer.attribution.region.own_level import OwnLevel, find_own_level
from indexer.attribution.region.place_mentions import UNIT_LEVELS, Mention, find_mentions
from indexer.attribution.region.place_names import is_common, load_names
from indexer.attribution.region.place_scores import (
    Name,
    Scores,
    fits_own_level,
    group_mentions,
    list_suffixes,
    score_units,
)
from indexer.attribution.region.place_words import load_place_words
from indexer.attribution.report_text import ReportText
from indexer.model import Evidence, Region, RegionStatus

# MIN_SCORE, MIN_SCORE_OF_THREE and MARGIN were measured on reports of five bureaus, not in
# the repository: of 36 whose text supports their place, 22 were exact and none wrong. What is in it
# (`python -m bench.score_labelled`, the tests) only bounds them: MIN_SCORE may lie from 2 to 4,
# MIN_SCORE_OF_THREE from 1 to 3, and each MARGIN anywhere below. The others were measured on the
# labelled cases and the random reports of tests/indexer/attribution/region, which also show that
# none is too lax.
MIN_SCORE = 3.0
MIN_SCORE_OF_THREE = 2.0
# Two names, such as schools that only one county has, and next to nothing for any other place.
MIN_SCORE_OF_TWO = 1.5
ALONE = 0.8
# 《安徽省人民政府办公厅关于…》 once is enough: nobody carries out the orders of another province.
MIN_SCORE_OF_PROVINCE = 2.0
MARGIN = {1: 0.35, 2: 0.35, 3: 0.5}
# The least part, by level, of all that speaks for any place: a report that names schools from all
# over the country is from none of their provinces.
MIN_DOMINANCE = {1: 0.45, 2: 0.45, 3: 0.3}
# When only towns and schools speak for a province, this part of their weight must lie in one
# prefecture.
CONCENTRATED = 0.6
# So many mentions of one place in full need no second name; fewer when no other place is named.
OFTEN = 3
OFTEN_ALONE = 2
ALL_ALONE = 0.85
# The score of one place in a title whose name no other place and no word has, when no other place
# is named.
MIN_SCORE_OF_LONE = 1.5
# So many names of a county, however weak each is, and what they need of a lead and of all that
# speaks for any place. In 31 reports of the country and its provinces at most two names that stand
# alone lie in one county by chance.
MANY = 3
MARGIN_OF_MANY = 0.45
MIN_DOMINANCE_OF_MANY = 0.3
# From this score a place is shown as a guess, which filters do not count by default.
POSSIBLE_SCORE = 1.5
# A name is a witness for a unit when at least this share and this weight of it count for the unit.
WITNESS_SHARE = 0.5
WITNESS_WEIGHT = 0.3
MAX_EVIDENCE = 12
_PROVINCE_OFFICE = re.compile(r"[^\u4e00-\u9fff\n]*(?:某|各)?省[\u4e00-\u9fff]{0,6}(?:厅|局|委)")
# A space between Chinese characters, which no one writes.
_GAP = re.compile(" (?<=[\u4e00-\u9fff] )(?=[\u4e00-\u9fff])")
# What joins two places: 昆山市|玉山镇, 蜀山区|教育局、|包河区.
_JOINT = re.compile(
    "(?:[\u4e00-\u9fff]{0,8}(?:局|厅|委|办|政府|小学|中学|学校|医院|中心|公司|企业)(?=[、和及与]))?"
    "(?:[、和及与]|以及)?"
)
_DATE = re.compile(r"[^\u4e00-\u9fff\n]*年度?")
# Reports from everywhere name these: they trade with them, or speak of the whole country.
_APART = ("香港", "澳门", "台湾")
# The rest of a line that signs a report: 长兴县|教育局.
_OFFICE_ALONE = re.compile("[\u4e00-\u9fff]{0,10}(?:局|厅|委员会|办公室|政府|教委|委)")


class _Candidate(NamedTuple):
    """A unit that the report may come from.

    `score` is what all names say for it. `margin` is its lead over the next unit of its level, as a
    share of the score; `dominance` is its part of what speaks for any place. `witnesses` are the
    indexes of the names that speak for it, `backing` is what those say.
    """

    code: str
    score: float
    margin: float
    dominance: float
    backing: float
    witnesses: Sequence[int]


def _find_issuer(text: ReportText, mentions: list[Mention]) -> Mention | None:
    """Return the place of the office with which the title begins (湖州市长兴县教育局: 长兴县)."""
    date = _DATE.match(text.folded)
    issuer, end = None, date.end() if date else 0
    for mention in mentions:
        if mention.start != end or mention.kind not in UNIT_LEVELS:
            break
        issuer, end = mention, mention.end
    return issuer if end <= text.title_end and is_issuer(text.folded, end) else None


def _is_signature(folded: str, mention: Mention) -> bool:
    """Tell whether a mention begins a line that is only the name of an office, as a signature is.

    A line with a colon behind the name says to whom the report is sent.
    """
    if mention.start and folded[mention.start - 1] != "\n":
        return False
    end = folded.find("\n", mention.end)
    rest = folded[mention.end : end if end >= 0 else len(folded)].strip()
    return _OFFICE_ALONE.fullmatch(rest) is not None


@cache
def _load_literals() -> Literals[str]:
    """Make an automaton of this package's words alone, when the first text with gaps is met."""
    return Literals(load_place_words())


def _find_across_gaps(text: ReportText, hits: Mapping[str, Hits]) -> list[Mention]:
    """Find the mentions of a text, also those in which a line wrap left a space (陆坊 乡)."""
    gaps = [match.start() for match in _GAP.finditer(text.folded)]
    if not gaps:
        return find_mentions(text.folded, hits)
    closed = _GAP.sub("", text.folded)
    closed_gaps = [gap - number for number, gap in enumerate(gaps)]  # their offsets in `closed`
    return [
        mention._replace(
            start=mention.start + bisect_right(closed_gaps, mention.start),
            end=mention.end + bisect_right(closed_gaps, mention.end - 1),
        )
        for mention in find_mentions(closed, _load_literals().find(closed))
    ]


def _weigh_names(text: ReportText, mentions: list[Mention], own: OwnLevel | None) -> Sequence[Name]:
    """Weigh each mention by its context and put those of each name together."""
    weighed = []
    visited = -1  # where the last place visited ends
    for mention in mentions:
        unit = mention.kind in UNIT_LEVELS
        factor = (
            ISSUER if mention.own else weigh_context(text.folded, mention.start, mention.end, unit)
        )
        # 参观昆山市|玉山镇、周市镇: what is joined to a place visited is one too.
        if visited >= 0 and _JOINT.fullmatch(text.folded, visited, mention.start):
            factor = min(factor, VISITED)
        titled = mention.end <= text.title_end or _is_signature(text.folded, mention)
        if mention.name in _APART and not titled:
            factor = min(factor, VISITED)
        if titled and factor == 1:
            factor = ISSUER
        visited = mention.end if factor == VISITED else -1
        weighed.append((mention, factor, titled))
    return group_mentions(text.folded, weighed, own)


def _find_witnesses(code: str, names: Sequence[Name], scores: Scores) -> list[int]:
    """Return the indexes of the names that speak for a unit or one below it, but for visits."""
    return [
        number
        for number, (one, parts) in enumerate(zip(names, scores.parts, strict=True))
        if one.own
        and (part := parts.get(code, 0.0)) >= WITNESS_SHARE
        and one.weight * part >= WITNESS_WEIGHT
    ]


def _rate(code: str, names: Sequence[Name], scores: Scores) -> _Candidate:
    """Say how much speaks for a unit, and how much for others."""
    score = scores.total[code]
    ranked = scores.ranked[gazetteer.level(code) - 1]
    rival = next((total for total, other in ranked if other != code), 0.0)
    witnesses = _find_witnesses(code, names, scores)
    return _Candidate(
        code,
        score,
        max(0.0, 1 - rival / score),
        score / (score + scores.sum_against(code)),
        sum(scores.parts[number][code] * names[number].weight for number in witnesses),
        witnesses,
    )


def _find_best(
    level: int, inside: str | None, names: Sequence[Name], scores: Scores
) -> _Candidate | None:
    """Return the unit of a level with the highest score, if it lies in `inside`."""
    total, code = next(iter(scores.ranked[level - 1]), (0.0, ""))
    if total <= 0 or (inside is not None and inside not in gazetteer.ancestors(code)):
        return None
    return _rate(code, names, scores)


def _names_itself(code: str, names: Sequence[Name], candidate: _Candidate) -> bool:
    """Tell whether the unit itself is named in full, and not as a place visited."""
    return any(
        code in names[number].priors and names[number].kind in UNIT_LEVELS
        for number in candidate.witnesses
    )


def _is_unit(one: Name, shares: Mapping[str, float]) -> bool:
    """Tell whether a name is a county's or a higher unit's, in full or short (墨江、孟连、西盟)."""
    unit_codes = load_names().units.get(one.name, ())
    return one.kind in UNIT_LEVELS or any(shares.get(code, 0.0) >= 0.5 for code in unit_codes)


def _is_scattered(candidate: _Candidate, names: Sequence[Name], scores: Scores) -> bool:
    """Tell whether only towns and schools of many places speak for a province or prefecture.

    A report from there would name one of the places in full, or come from one.
    """
    if any(_is_unit(names[number], scores.shares[number]) for number in candidate.witnesses):
        return False
    parts = [scores.total.get(child.code, 0.0) for child in gazetteer.children(candidate.code)]
    return max([scores.direct.get(candidate.code, 0.0), *parts]) < CONCENTRATED * candidate.score


def _find_independent_names(witnesses: Sequence[Name]) -> set[str]:
    """Return the names among `witnesses` that are not only the first part of another.

    深圳市宝安区 is one place, named once.
    """
    starts = {mention.start for one in witnesses for mention in one.mentions}
    return {
        one.name for one in witnesses if any(mention.end not in starts for mention in one.mentions)
    }


def _is_accepted(
    candidate: _Candidate,
    inside: str | None,
    names: Sequence[Name],
    scores: Scores,
    own: OwnLevel | None,
) -> bool:
    """Tell whether there is enough evidence for a candidate in `inside`, which was accepted.

    Where many names agree, one that stands alone counts whole for a county, of which there are
    thousands, and half for what is above one.
    """
    level = gazetteer.level(candidate.code)
    if level < 3 and _is_scattered(candidate, names, scores):
        return False
    if candidate.margin < MARGIN[level] or candidate.dominance < MIN_DOMINANCE[level]:
        return False
    witnesses = [names[number] for number in candidate.witnesses]
    words = len(_find_independent_names(witnesses))
    if level < 3:
        words -= (sum(one.kind == "bare" for one in witnesses) + 1) // 2
    if words >= 3 and level == 3:
        return candidate.backing >= MIN_SCORE_OF_THREE
    if words >= 2:
        alone = candidate.dominance >= ALONE and candidate.margin >= ALONE
        return candidate.backing >= (MIN_SCORE_OF_TWO if alone else MIN_SCORE)
    if (
        level > 1
        and candidate.dominance >= ALL_ALONE
        and _stands_out(candidate, inside, names, own)
    ):
        return True
    if candidate.backing < (MIN_SCORE_OF_PROVINCE if level == 1 else MIN_SCORE):
        return False
    often = OFTEN_ALONE if candidate.dominance >= ALL_ALONE else OFTEN
    return any(
        candidate.code in names[number].priors and _suffices_alone(names[number], often, own)
        for number in candidate.witnesses
    )


def _stands_out(
    candidate: _Candidate, inside: str | None, names: Sequence[Name], own: OwnLevel | None
) -> bool:
    """Tell whether one name is enough, since no other place and no word has it.

    It is for a place in the title (四平教育). In the report of a county whose prefecture is known
    it is for a town or a school too; by itself a town may be one that was visited, or no place.
    """
    kinds = list_suffixes(candidate.code)
    known = inside is not None and gazetteer.level(inside) == 2 and own in kinds
    if not (known or own is None or own in kinds):
        return False
    unshared = [
        one
        for one in (names[number] for number in candidate.witnesses)
        if len(one.priors) == 1 and not is_common(one.name)
    ]
    if known and any(one.kind in ("town", "school") for one in unshared):
        return True
    return candidate.backing >= MIN_SCORE_OF_LONE and any(
        one.kind == "office" and one.titled for one in unshared
    )


def _suffices_alone(one: Name, often: int, own: OwnLevel | None) -> bool:
    """Tell whether the full name of a place is enough without a second name.

    It is in the title. Elsewhere it is when the place is the issuer or was named `often`; a report
    that never speaks of its own level needs both.
    """
    if one.kind not in UNIT_LEVELS and not (one.kind == "town" and own == "镇"):
        return False
    if one.titled:
        return True
    if own is None:
        return one.issuing and one.count >= often
    return one.issuing or one.count >= often


def _is_guess(candidate: _Candidate, names: Sequence[Name]) -> bool:
    """Tell whether there is enough evidence to show a guess.

    One school with the name of a town is not, nor one mention of a county or a town: where a site
    masked the report's own name, the name that was left is likely that of another place.
    """
    witnesses = [names[number] for number in candidate.witnesses]
    if candidate.backing < POSSIBLE_SCORE:
        return False
    words = _find_independent_names(witnesses)
    if len(words) > 1:
        return True
    lone = next(one for one in witnesses if one.name in words)
    if lone.kind == "town" and is_common(lone.name):
        return False
    if lone.kind in ("county", "town"):
        return lone.count > 1 or lone.issuing
    return lone.kind in UNIT_LEVELS


def _decide(
    names: Sequence[Name], scores: Scores, own: OwnLevel | None, finest: int
) -> tuple[_Candidate, bool] | None:
    """Return the accepted unit of the lowest level, or the best guess, and whether it was accepted.

    `finest` is the lowest level to look at: 1 the province, 3 the county, 0 none at all.
    """
    accepted: _Candidate | None = None
    guess: _Candidate | None = None
    inside: str | None = None
    for level in range(1, finest + 1):
        candidate = _find_best(level, inside, names, scores)
        if candidate is None:
            continue
        if level == 3 and not fits_own_level(candidate.code, own):
            break
        if level == 2 and own == "省":
            break
        if _is_accepted(candidate, inside, names, scores, own):
            accepted, inside = candidate, candidate.code
        elif (
            candidate.witnesses
            and _is_guess(candidate, names)
            and not (level < 3 and _is_scattered(candidate, names, scores))
            and candidate.margin >= MARGIN[level]
            and candidate.dominance >= MIN_DOMINANCE[level]
        ):
            guess = candidate
    if accepted is not None:
        return accepted, True
    return (guess, False) if guess is not None else None


def _decide_by_many(
    names: Sequence[Name], scores: Scores, own: OwnLevel | None
) -> _Candidate | None:
    """Return the county that most names speak for, if these are many and most agree.

    Where two speak for it, towns of it that were visited count too: people go to their own towns.
    """
    candidate = _find_best(3, None, names, scores)
    if candidate is None or not fits_own_level(candidate.code, own):
        return None
    own_words = _find_independent_names([names[number] for number in candidate.witnesses])
    visited = {
        one.name
        for one, parts in zip(names, scores.parts, strict=True)
        if not one.own and parts.get(candidate.code, 0.0) >= WITNESS_SHARE
    }
    agreed = (
        len(own_words) >= 2
        and len(own_words | visited) >= MANY
        and candidate.margin >= MARGIN_OF_MANY
        and candidate.dominance >= MIN_DOMINANCE_OF_MANY
    )
    return candidate if agreed else None


def _decide_with_bare_names(
    names: Sequence[Name], scores: Scores, own: OwnLevel | None
) -> _Candidate | None:
    """Return the unit that is accepted when names that stand alone are among the names, or None."""
    agreed = _decide_by_many(names, scores, own)
    if agreed is not None:
        return agreed
    decided = _decide(names, scores, own, 3)
    return decided[0] if decided is not None and decided[1] else None


def _list_evidence(
    candidate: _Candidate, names: Sequence[Name], scores: Scores, text: ReportText
) -> tuple[Evidence, ...]:
    """Show the witnesses of a candidate, the strongest first."""
    weighed = []
    for number in candidate.witnesses:
        shares = scores.shares[number]
        code = max(shares, key=shares.__getitem__)
        weighed.append(
            (round(names[number].weight * shares[code], 2), code, names[number].mentions)
        )
    weighed.sort(key=lambda witness: -witness[0])
    return tuple(
        Evidence(
            text.original[mentions[0].start : mentions[0].end],
            tuple(sorted({text.lines_at(mention.start)[0] for mention in mentions})),
            weight,
            gazetteer.label(code),
        )
        for weight, code, mentions in weighed[:MAX_EVIDENCE]
    )


def find_region(text: ReportText, hits: Mapping[str, Hits]) -> Region | None:
    """Return the place that a report comes from, as far as its own text supports one, or None.

    `hits` are those of `load_place_words` in `text.folded`. The status is “stated” when the report
    names the place itself in full, “inferred” when towns, schools and stems agree on it, “possible”
    below the thresholds. `score` is the sum of what names say for the place; `margin` is its lead
    over the next place of the level, as a share of the score.
    """
    of_province = _PROVINCE_OFFICE.match(text.folded) is not None
    own = "省" if of_province else find_own_level(text.folded, hits["own"].starts())
    mentions = _find_across_gaps(text, hits)
    names = _weigh_names(text, mentions, own)
    scores = score_units(names)
    issuer = _find_issuer(text, mentions)
    place = issuer.codes[0] if issuer is not None and len(issuer.codes) == 1 else ""
    # An office reports on its own place, whatever other places it names.
    if scores.total.get(place, 0.0) > 0 and not text.report.shared_title:
        decided: tuple[_Candidate, bool] | None = (_rate(place, names, scores), True)
    else:
        finest = 3 if issuer is None else UNIT_LEVELS[issuer.kind]
        if of_province:
            finest = 1
        elif own == "国" and issuer is None:
            finest = 0
        decided = _decide(names, scores, own, finest)
        known = decided[0].code if decided is not None and decided[1] else None
        if finest == 3 and (known is None or gazetteer.level(known) < 3):
            bare = find_bare_names(text.folded, hits, mentions)
            more = sorted([*mentions, *bare], key=lambda mention: mention.start)
            all_names = _weigh_names(text, more, own)
            all_scores = score_units(all_names)
            agreed = _decide_with_bare_names(all_names, all_scores, own)
            if agreed is not None and (known is None or known in gazetteer.ancestors(agreed.code)):
                names, scores, decided = all_names, all_scores, (agreed, True)
    if decided is None:
        return None
    candidate, accepted = decided
    status: RegionStatus = "possible"
    if accepted:
        status = "stated" if _names_itself(candidate.code, names, candidate) else "inferred"
    province, city, county = gazetteer.chain(candidate.code)
    return Region(
        code=candidate.code,
        province=province,
        city=city,
        county=county,
        status=status,
        score=round(candidate.score, 2),
        margin=round(candidate.margin, 2),
        evidence=_list_evidence(candidate, names, scores, text),
    )
