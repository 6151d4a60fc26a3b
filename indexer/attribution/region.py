"""Which place a report comes from, and why one may think so.

Every name in the report's own text is weighed (`region_mentions`, `region_context`), shared names
are settled by agreement with the others and summed up the hierarchy (`region_scores`); here the
finest level with enough behind it is accepted. Being coarser, or silent, beats being wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from indexer import gazetteer
from indexer.attribution.region_context import (
    ISSUER,
    VISITED,
    OwnLevel,
    context_factor,
    is_issuer,
    own_level,
)
from indexer.attribution.region_mentions import UNIT_LEVELS, Mention, find_mentions
from indexer.attribution.region_names import names
from indexer.attribution.region_scores import Name, Scores, gather, kinds_of, score
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
# Shown as a guess, not counted by default.
POSSIBLE_SCORE = 1.5
# A name is a witness for a unit when so much of it, by share and by weight, counts for the unit.
WITNESS_SHARE = 0.5
WITNESS_WEIGHT = 0.3
MAX_EVIDENCE = 12
_PROVINCE_OFFICE = re.compile(r"[^\u4e00-\u9fff\n]*(?:某|各)?省[\u4e00-\u9fff]{0,6}(?:厅|局|委)")
_JOINTS = frozenset({"", "、", "和", "及", "与"})
_DATE = re.compile(r"[^\u4e00-\u9fff\n]*年度?")
# The rest of a line that signs a report: 长兴县|教育局.
_OFFICE_ALONE = re.compile("[\u4e00-\u9fff]{0,10}(?:局|厅|委员会|办公室|政府|教委|委)")


@dataclass(frozen=True, slots=True)
class _Candidate:
    code: str
    score: float
    margin: float
    dominance: float
    backing: float
    witnesses: tuple[int, ...]


def _issuer_level(read: ReportText, mentions: list[Mention]) -> int:
    """The level of the issuer with which the title begins (青海省教育厅 and xx省教育厅 1,
    湖州市长兴县教育局 3); 3, the finest, when it begins with none."""
    if _PROVINCE_OFFICE.match(read.folded):
        return 1
    date = _DATE.match(read.folded)
    level, end = 3, date.end() if date else 0
    for mention in mentions:
        if mention.start != end or mention.kind not in UNIT_LEVELS:
            break
        level, end = UNIT_LEVELS[mention.kind], mention.end
    named = level < 3 and end <= read.title_end
    return level if named and is_issuer(read.folded, end) else 3


def _signs(text: str, mention: Mention) -> bool:
    """Whether the mention begins a line that is nothing but an office's name, as a signature is;
    with a colon after it, it is whom the report is sent to."""
    if mention.start and text[mention.start - 1] != "\n":
        return False
    end = text.find("\n", mention.end)
    rest = text[mention.end : end if end >= 0 else len(text)].strip()
    return _OFFICE_ALONE.fullmatch(rest) is not None


def _names(read: ReportText, mentions: list[Mention], own: OwnLevel | None) -> tuple[Name, ...]:
    weighed = []
    visited = -1  # where the last place visited ends
    for mention in mentions:
        unit = mention.kind in UNIT_LEVELS
        factor = context_factor(read.folded, mention.start, mention.end, unit)
        # 参观昆山市|玉山镇、周市镇: what is joined to a place visited is one too.
        if visited >= 0 and read.folded[visited : mention.start] in _JOINTS:
            factor = min(factor, VISITED)
        titled = mention.end <= read.title_end or _signs(read.folded, mention)
        if titled and factor == 1:
            factor = ISSUER
        visited = mention.end if factor == VISITED else -1
        weighed.append((mention, factor, titled))
    return gather(weighed, own)


def _part(code: str, shares: Mapping[str, float]) -> float:
    """How much of a name is for a unit or for one below it."""
    return sum(share for below, share in shares.items() if code in gazetteer.lineage(below))


def _witnesses(code: str, named: tuple[Name, ...], scores: Scores) -> tuple[int, ...]:
    """Which names speak for a unit or for one below it, not counting places visited."""
    found = []
    for number, (one, shares) in enumerate(zip(named, scores.shares, strict=True)):
        part = _part(code, shares) if one.own else 0.0
        if part >= WITNESS_SHARE and one.weight * part >= WITNESS_WEIGHT:
            found.append(number)
    return tuple(found)


def _best(
    level: int, inside: str | None, named: tuple[Name, ...], scores: Scores
) -> _Candidate | None:
    """The unit of a level with the highest score, if it lies in `inside`."""
    rated = sorted(
        ((total, code) for code, total in scores.total.items() if gazetteer.level(code) == level),
        reverse=True,
    )
    if not rated:
        return None
    top, code = rated[0]
    if top <= 0 or (inside is not None and inside not in gazetteer.ancestors(code)):
        return None
    second = rated[1][0] if len(rated) > 1 else 0.0
    witnesses = _witnesses(code, named, scores)
    return _Candidate(
        code,
        top,
        (top - second) / top,
        top / (top + scores.against(code)),
        sum(_part(code, scores.shares[number]) * named[number].weight for number in witnesses),
        witnesses,
    )


def _fits(code: str, own: OwnLevel | None) -> bool:
    """Whether a report that speaks of itself as 我县, 全区, … can be that county's."""
    if own is None:
        return True
    if own in ("省", "州"):
        return False
    return own in kinds_of(code)


def _names_itself(code: str, named: tuple[Name, ...], candidate: _Candidate) -> bool:
    """Whether the unit itself is named in full, here as its own place."""
    return any(
        code in named[number].priors and named[number].kind in UNIT_LEVELS
        for number in candidate.witnesses
    )


def _is_unit(one: Name, shares: Mapping[str, float]) -> bool:
    """Whether the name is a county's or prefecture's own, in full or short (墨江、孟连、西盟)."""
    own_codes = names().bare.get(one.name, ())
    return one.kind in UNIT_LEVELS or any(shares.get(code, 0.0) >= 0.5 for code in own_codes)


def _scattered(candidate: _Candidate, named: tuple[Name, ...], scores: Scores) -> bool:
    """Whether nothing but towns and schools speak for a province or prefecture, and those of many
    places in it: a report from there would name one of the places, or be of one."""
    if any(_is_unit(named[number], scores.shares[number]) for number in candidate.witnesses):
        return False
    parts = [scores.total.get(child.code, 0.0) for child in gazetteer.children(candidate.code)]
    return max([scores.direct.get(candidate.code, 0.0), *parts]) < CONCENTRATED * candidate.score


def _accepted(
    candidate: _Candidate, named: tuple[Name, ...], scores: Scores, own: OwnLevel | None
) -> bool:
    level = gazetteer.level(candidate.code)
    if level < 3 and _scattered(candidate, named, scores):
        return False
    if candidate.margin < MARGIN[level] or candidate.dominance < MIN_DOMINANCE[level]:
        return False
    words = {named[number].name for number in candidate.witnesses}
    if len(words) >= 3 and level == 3:
        return candidate.backing >= MIN_SCORE_OF_THREE
    if len(words) >= 2:
        alone = candidate.dominance >= ALONE and candidate.margin >= ALONE
        return candidate.backing >= (MIN_SCORE_OF_TWO if alone else MIN_SCORE)
    if candidate.backing < (MIN_SCORE_OF_PROVINCE if level == 1 else MIN_SCORE):
        return False
    often = OFTEN_ALONE if candidate.dominance >= ALL_ALONE else OFTEN
    return any(
        candidate.code in named[number].priors and _suffices_alone(named[number], often, own)
        for number in candidate.witnesses
    )


def _suffices_alone(one: Name, often: int, own: OwnLevel | None) -> bool:
    """Whether the full name of a place is enough without a second witness: in the title, as the
    issuer or, above the county, as who inspects and awards, or `often` named. A report that never
    speaks of its own level needs both."""
    if one.kind not in UNIT_LEVELS:
        return False
    if one.titled:
        return True
    if own is None:
        return one.issuing and one.count >= often
    return one.issuing or one.count >= often


def _is_guess(candidate: _Candidate, named: tuple[Name, ...]) -> bool:
    """Whether there is enough to show a guess: more than one school called like a town, and more
    than one mention of a county, since where a report's own name is masked the one that was left
    is likely another's."""
    found = [named[number] for number in candidate.witnesses]
    if candidate.backing < POSSIBLE_SCORE:
        return False
    if len({one.name for one in found}) > 1:
        return True
    lone = found[0]
    if gazetteer.level(candidate.code) == 3 and lone.kind == "county":
        return lone.count > 1 or lone.issuing
    return lone.kind in UNIT_LEVELS or lone.kind == "town"


def _decide(
    named: tuple[Name, ...], scores: Scores, own: OwnLevel | None, finest: int
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
        if _accepted(candidate, named, scores, own):
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
    candidate: _Candidate, named: tuple[Name, ...], scores: Scores, read: ReportText
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
    own = own_level(read.folded)
    mentions = find_mentions(read)
    named = _names(read, mentions, own)
    scores = score(named)
    decided = _decide(named, scores, own, _issuer_level(read, mentions))
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
