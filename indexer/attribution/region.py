"""Which place a report comes from, and why one may think so.

Every name in the report's own text is weighed (`region_mentions`, `region_context`), shared names
are settled by agreement with the others and summed up the hierarchy (`region_scores`); here the
finest level with enough behind it is accepted. Being coarser, or silent, beats being wrong.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from indexer import gazetteer
from indexer.attribution.literals import Literals
from indexer.attribution.region_context import (
    ISSUER,
    VISITED,
    OwnLevel,
    context_factor,
    is_issuer,
    own_level,
)
from indexer.attribution.region_mentions import UNIT_LEVELS, Mention, find_mentions
from indexer.attribution.region_names import is_common, names
from indexer.attribution.region_scores import Name, Scores, gather, kinds_of, score
from indexer.attribution.region_words import FoundPlaces, place_words
from indexer.attribution.report_text import ReportText
from indexer.model import Evidence, Region, RegionStatus

# Score, score of three names and margin by level were measured on real reports (of 36 whose place
# the text supports 22 exact, none wrong); the others, and that none is too lax, on the labelled
# cases and the random reports of tests/indexer/attribution/test_region.py.
MIN_SCORE = 3.0
MIN_SCORE_OF_THREE = 2.0
# Two schools that only one county has, and next to nothing for any other place.
MIN_SCORE_OF_TWO = 1.5
ALONE = 0.8
# 《安徽省人民政府办公厅关于…》 once: nobody carries out another province's orders.
MIN_SCORE_OF_PROVINCE = 2.0
MARGIN = {1: 0.35, 2: 0.35, 3: 0.5}
# Part of all that speaks for any place, by level: a report that names schools from all over the
# country is from none of their provinces.
MIN_DOMINANCE = {1: 0.45, 2: 0.45, 3: 0.3}
# Part of a province's towns and schools that must lie in one prefecture, when nothing else speaks.
CONCENTRATED = 0.6
# So many mentions of one place in full need no second witness; fewer when no other place is named.
OFTEN = 3
OFTEN_ALONE = 2
ALL_ALONE = 0.85
# A town in full, called like no other in the country and like no word, or such a place in a title,
# and no other place named: on the sample reports and on 55 excerpts of public pages 70 of 70 such
# towns lie in the report's own county.
MIN_SCORE_OF_LONE = 1.5
# Shown as a guess, not counted by default.
POSSIBLE_SCORE = 1.5
# A name is a witness for a unit when so much of it, by share and by weight, counts for the unit.
WITNESS_SHARE = 0.5
WITNESS_WEIGHT = 0.3
MAX_EVIDENCE = 12
_PROVINCE_OFFICE = re.compile(r"[^\u4e00-\u9fff\n]*(?:某|各)?省[\u4e00-\u9fff]{0,6}(?:厅|局|委)")
# A space between Chinese characters, which no one writes.
_GAP = re.compile(" (?<=[\u4e00-\u9fff] )(?=[\u4e00-\u9fff])")
_JOINTS = frozenset({"", "、", "和", "及", "与"})
_DATE = re.compile(r"[^\u4e00-\u9fff\n]*年度?")
# The rest of a line that signs a report: 长兴县|教育局.
_OFFICE_ALONE = re.compile("[\u4e00-\u9fff]{0,10}(?:局|厅|委员会|办公室|政府|教委|委)")


class _Candidate(NamedTuple):
    code: str
    score: float
    margin: float
    dominance: float
    backing: float
    witnesses: Sequence[int]


def _issuer(read: ReportText, mentions: list[Mention]) -> Mention | None:
    """The place of the office with which the title begins (2012年湖州市长兴县教育局: 长兴县)."""
    date = _DATE.match(read.folded)
    issuer, end = None, date.end() if date else 0
    for mention in mentions:
        if mention.start != end or mention.kind not in UNIT_LEVELS:
            break
        issuer, end = mention, mention.end
    return issuer if end <= read.title_end and is_issuer(read.folded, end) else None


def _signs(text: str, mention: Mention) -> bool:
    """Whether the mention begins a line that is nothing but an office's name, as a signature is;
    with a colon after it, it is whom the report is sent to."""
    if mention.start and text[mention.start - 1] != "\n":
        return False
    end = text.find("\n", mention.end)
    rest = text[mention.end : end if end >= 0 else len(text)].strip()
    return _OFFICE_ALONE.fullmatch(rest) is not None


@cache
def _places() -> Literals:
    """The words that tell places; made when a text with gaps is met."""
    return Literals(place_words())


def _find_across_gaps(read: ReportText) -> list[Mention]:
    """The mentions of a text, also those that a line wrap left with a space within (陆坊 乡)."""
    gaps = [match.start() for match in _GAP.finditer(read.folded)]
    if not gaps:
        return find_mentions(read.folded, read.found.places)
    closed = _GAP.sub("", read.folded)
    missing = [gap - number for number, gap in enumerate(gaps)]  # offsets once gaps are closed
    return [
        mention._replace(
            start=mention.start + bisect_right(missing, mention.start),
            end=mention.end + bisect_right(missing, mention.end - 1),
        )
        for mention in find_mentions(closed, FoundPlaces(*_places().find(closed)))
    ]


def _names(read: ReportText, mentions: list[Mention], own: OwnLevel | None) -> Sequence[Name]:
    weighed = []
    visited = -1  # where the last place visited ends
    for mention in mentions:
        unit = mention.kind in UNIT_LEVELS
        factor = (
            ISSUER
            if mention.pledged
            else context_factor(read.folded, mention.start, mention.end, unit)
        )
        # 参观昆山市|玉山镇、周市镇: what is joined to a place visited is one too.
        if visited >= 0 and read.folded[visited : mention.start] in _JOINTS:
            factor = min(factor, VISITED)
        titled = mention.end <= read.title_end or _signs(read.folded, mention)
        if titled and factor == 1:
            factor = ISSUER
        visited = mention.end if factor == VISITED else -1
        weighed.append((mention, factor, titled))
    return gather(read.folded, weighed, own)


def _witnesses(code: str, named: Sequence[Name], scores: Scores) -> list[int]:
    """Which names speak for a unit or for one below it, not counting places visited."""
    return [
        number
        for number, (one, parts) in enumerate(zip(named, scores.parts, strict=True))
        if one.own
        and (part := parts.get(code, 0.0)) >= WITNESS_SHARE
        and one.weight * part >= WITNESS_WEIGHT
    ]


def _rate(code: str, named: Sequence[Name], scores: Scores) -> _Candidate:
    own = scores.total[code]
    ranked = scores.ranked[gazetteer.level(code) - 1]
    rival = next((total for total, other in ranked if other != code), 0.0)
    witnesses = _witnesses(code, named, scores)
    return _Candidate(
        code,
        own,
        max(0.0, 1 - rival / own),
        own / (own + scores.against(code)),
        sum(scores.parts[number][code] * named[number].weight for number in witnesses),
        witnesses,
    )


def _best(
    level: int, inside: str | None, named: Sequence[Name], scores: Scores
) -> _Candidate | None:
    """The unit of a level with the highest score, if it lies in `inside`."""
    total, code = next(iter(scores.ranked[level - 1]), (0.0, ""))
    if total <= 0 or (inside is not None and inside not in gazetteer.ancestors(code)):
        return None
    return _rate(code, named, scores)


def _fits(code: str, own: OwnLevel | None) -> bool:
    """Whether a report that speaks of itself as 我县, 全区, … can be that county's."""
    if own in (None, "镇"):
        return True
    if own in ("省", "州"):
        return False
    return own in kinds_of(code)


def _names_itself(code: str, named: Sequence[Name], candidate: _Candidate) -> bool:
    """Whether the unit itself is named in full, here as its own place."""
    return any(
        code in named[number].priors and named[number].kind in UNIT_LEVELS
        for number in candidate.witnesses
    )


def _is_unit(one: Name, shares: Mapping[str, float]) -> bool:
    """Whether the name is a county's or prefecture's own, in full or short (墨江、孟连、西盟)."""
    own_codes = names().bare.get(one.name, ())
    return one.kind in UNIT_LEVELS or any(shares.get(code, 0.0) >= 0.5 for code in own_codes)


def _scattered(candidate: _Candidate, named: Sequence[Name], scores: Scores) -> bool:
    """Whether nothing but towns and schools speak for a province or prefecture, and those of many
    places in it: a report from there would name one of the places, or be of one."""
    if any(_is_unit(named[number], scores.shares[number]) for number in candidate.witnesses):
        return False
    parts = [scores.total.get(child.code, 0.0) for child in gazetteer.children(candidate.code)]
    return max([scores.direct.get(candidate.code, 0.0), *parts]) < CONCENTRATED * candidate.score


def _independent(witnesses: Sequence[Name]) -> set[str]:
    """The names among `witnesses` that are not merely the first part of another: 深圳市宝安区 is
    one place named once."""
    starts = {mention.start for one in witnesses for mention in one.mentions}
    return {
        one.name for one in witnesses if any(mention.end not in starts for mention in one.mentions)
    }


def _accepted(
    candidate: _Candidate,
    inside: str | None,
    named: Sequence[Name],
    scores: Scores,
    own: OwnLevel | None,
) -> bool:
    """Whether there is enough for a candidate that lies in `inside`, which was accepted."""
    level = gazetteer.level(candidate.code)
    if level < 3 and _scattered(candidate, named, scores):
        return False
    if candidate.margin < MARGIN[level] or candidate.dominance < MIN_DOMINANCE[level]:
        return False
    words = _independent([named[number] for number in candidate.witnesses])
    if len(words) >= 3 and level == 3:
        return candidate.backing >= MIN_SCORE_OF_THREE
    if len(words) >= 2:
        alone = candidate.dominance >= ALONE and candidate.margin >= ALONE
        return candidate.backing >= (MIN_SCORE_OF_TWO if alone else MIN_SCORE)
    if (
        level > 1
        and candidate.dominance >= ALL_ALONE
        and _stands_out(candidate, inside, named, own)
    ):
        return True
    if candidate.backing < (MIN_SCORE_OF_PROVINCE if level == 1 else MIN_SCORE):
        return False
    often = OFTEN_ALONE if candidate.dominance >= ALL_ALONE else OFTEN
    return any(
        candidate.code in named[number].priors and _suffices_alone(named[number], often, own)
        for number in candidate.witnesses
    )


def _stands_out(
    candidate: _Candidate, inside: str | None, named: Sequence[Name], own: OwnLevel | None
) -> bool:
    """Whether one name is enough, since no other place and no word is called so: a town's in full
    or a place's in the title (四平教育), and in the report of a county whose prefecture is known a
    school's too."""
    kinds = kinds_of(candidate.code)
    known = inside is not None and gazetteer.level(inside) == 2 and own in kinds
    if not (known or own is None or own in kinds):
        return False
    unshared = [
        one
        for one in (named[number] for number in candidate.witnesses)
        if len(one.priors) == 1 and not is_common(one.name)
    ]
    if known and any(one.kind == "school" for one in unshared):
        return True
    return candidate.backing >= MIN_SCORE_OF_LONE and any(
        one.kind == "town" or (one.kind == "office" and one.titled) for one in unshared
    )


def _suffices_alone(one: Name, often: int, own: OwnLevel | None) -> bool:
    """Whether the full name of a place is enough without a second witness: in the title, as the
    issuer or, above the county, as who inspects and awards, or `often` named. A report that never
    speaks of its own level needs both."""
    if one.kind not in UNIT_LEVELS and not (one.kind == "town" and own == "镇"):
        return False
    if one.titled:
        return True
    if own is None:
        return one.issuing and one.count >= often
    return one.issuing or one.count >= often


def _is_guess(candidate: _Candidate, named: Sequence[Name]) -> bool:
    """Whether there is enough to show a guess: more than one school called like a town, and more
    than one mention of a county, since where a report's own name is masked the one that was left
    is likely another's."""
    found = [named[number] for number in candidate.witnesses]
    if candidate.backing < POSSIBLE_SCORE:
        return False
    words = _independent(found)
    if len(words) > 1:
        return True
    lone = next(one for one in found if one.name in words)
    if lone.kind == "county":
        return lone.count > 1 or lone.issuing
    return lone.kind in UNIT_LEVELS or lone.kind == "town"


def _decide(
    named: Sequence[Name], scores: Scores, own: OwnLevel | None, finest: int
) -> tuple[_Candidate, bool] | None:
    """The finest accepted unit, or the best guess; whether it was accepted."""
    accepted: _Candidate | None = None
    guess: _Candidate | None = None
    inside: str | None = None
    for level in range(1, finest + 1):
        candidate = _best(level, inside, named, scores)
        if candidate is None:
            continue
        if level == 3 and not _fits(candidate.code, own):
            break
        if level == 2 and own == "省":
            break
        if _accepted(candidate, inside, named, scores, own):
            accepted, inside = candidate, candidate.code
        elif (
            candidate.witnesses
            and _is_guess(candidate, named)
            and not (level < 3 and _scattered(candidate, named, scores))
            and candidate.margin >= MARGIN[level]
            and candidate.dominance >= MIN_DOMINANCE[level]
        ):
            guess = candidate
    if accepted is not None:
        return accepted, True
    return (guess, False) if guess is not None else None


def _evidence(
    candidate: _Candidate, named: Sequence[Name], scores: Scores, read: ReportText
) -> tuple[Evidence, ...]:
    weighed = []
    for number in candidate.witnesses:
        shares = scores.shares[number]
        code = max(shares, key=shares.__getitem__)
        weighed.append(
            (round(named[number].weight * shares[code], 2), code, named[number].mentions)
        )
    weighed.sort(key=lambda witness: -witness[0])
    return tuple(
        Evidence(
            read.original[mentions[0].start : mentions[0].end],
            tuple(sorted({read.lines_at(mention.start)[0] for mention in mentions})),
            weight,
            gazetteer.label(code),
        )
        for weight, code, mentions in weighed[:MAX_EVIDENCE]
    )


def attribute_region(read: ReportText) -> Region | None:
    """The place a report comes from as far as its own text supports it, None where it does not.

    Status: `stated` when the place names itself in full, `inferred` from towns, schools and stems
    that agree, `possible` below the thresholds. `score` sums the witnesses' weights, `margin` is
    the lead over the next place of the level, as a share of the score.
    """
    of_province = _PROVINCE_OFFICE.match(read.folded) is not None
    own = "省" if of_province else own_level(read.folded, read.found.own)
    mentions = _find_across_gaps(read)
    named = _names(read, mentions, own)
    scores = score(named)
    issuer = _issuer(read, mentions)
    place = issuer.codes[0] if issuer is not None and len(issuer.codes) == 1 else ""
    # Whatever else it names: an office reports on its own place.
    if scores.total.get(place, 0.0) > 0 and not read.report.shared_title:
        decided: tuple[_Candidate, bool] | None = (_rate(place, named, scores), True)
    else:
        finest = 3 if issuer is None else UNIT_LEVELS[issuer.kind]
        if of_province:
            finest = 1
        decided = _decide(named, scores, own, finest)
    if decided is None:
        return None
    candidate, accepted = decided
    status: RegionStatus = "possible"
    if accepted:
        status = "stated" if _names_itself(candidate.code, named, candidate) else "inferred"
    province, city, county = gazetteer.chain(candidate.code)
    return Region(
        code=candidate.code,
        province=province,
        city=city,
        county=county,
        status=status,
        score=round(candidate.score, 2),
        margin=round(candidate.margin, 2),
        evidence=_evidence(candidate, named, scores, read),
    )
