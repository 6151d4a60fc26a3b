"""Topics of a section: a term list, the outline above the text, and when to say nothing.

Every section is scored against every topic from four sources: its own words, its own heading, the
headings above it and the theme of the report, if it has one. Each source is turned into shares
first (how much of what it says is about this topic), so that a heading of eight characters can
weigh against a body of eight hundred. A term that stands in nearly every section tells them apart
less and counts for less. Which of a section's topics is the main one depends on its beginning too.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from indexer.attribution.report_text import NO_ROW, ReportText
from indexer.attribution.topics_file import TopicRules
from indexer.model import Role

# All measured on the labelled cases in tests/indexer/attribution/topics_cases.txt.
# What each source may weigh at most; the body's own words are 1.
_HEADING = 0.5
_ABOVE = 0.3
# Half of a source's share goes to nothing when its terms weigh this much together: one weak term
# (weight 1) leaves most unspoken, two telling ones (6 + 6) little.
_DOUBT_BODY = 5.0
_DOUBT_HEADING = 3.0
# No topic is given when the terms say less than this in all, or when none has this much.
_LEAST_SPOKEN = 0.3
_LEAST = 0.1
# A second and a third topic must reach this part of the first one's score.
_SECOND = 0.35
_THIRD = 0.4
# Headings of two halves have a topic and an aim; the aim counts this much.
_AIM = 0.4
_BY_MEANS_OF = re.compile(
    r"[^\w]*(?:[一二三四五六七八九十\d]+[^\w])?[^\w]*(?:坚持)?(?:以.*为|围绕|聚焦|着眼|按照)"
)
# What is left of a term that every section has (the rarer, the more is left), and how many sections
# more a report is reckoned to have, so that short ones say little of what is rare. Neither gains
# nor loses on the labelled cases, nor on reports of other places labelled for this alone.
_COMMON = 0.3
_SMOOTHING = 8
# How much the first characters of a section weigh when its topics are put in order: the main topic
# is right in .95 instead of .92 of the labelled cases, and in .84 instead of .81 of other reports.
_BEGINNING = 0.25
_FIRST_CHARACTERS = 40
# A topic of the title counts for so much everywhere when the sections have this share of it.
_THEME = 0.8
_THEME_SHARE = 0.25
_MOST_TOPICS = 3

Amounts = dict[int, float]
"""How much a text says each term, by its number; a mention in passing is a part of one."""

Shares = dict[int, float]
"""How much of what a text says is about each topic, by the number of its label."""


def assign_topics(
    text: ReportText, formal: Mapping[int, Role | None]
) -> tuple[tuple[str, ...], ...]:
    """Up to three labels for each section of a report, main one first; () where none fits, and for
    the `formal_sections`."""
    rules, first = text.topics, text.first_section
    said, begun = _said(text)
    above = [_shares(amounts.items(), rules, _DOUBT_HEADING) for amounts in said[:first]]
    rarity = _rarity(said[first:])
    weighed = (
        [(term, amount * rarity[term]) for term, amount in body.items()] for body in said[first:]
    )
    bodies = [_shares(amounts, rules, _DOUBT_BODY) for amounts in weighed]
    theme = _theme(above[0], bodies)
    foreign = _is_foreign(text)
    topics: list[tuple[str, ...]] = []
    for at, (section, scores) in enumerate(zip(text.report.sections, bodies, strict=True)):
        if at in formal:
            topics.append(())
            continue
        depths = {heading: depth for depth, heading in enumerate(reversed(section.path))}
        for heading, depth in depths.items():
            _add(scores, above[text.headings[heading]], _ABOVE / depth if depth else _HEADING)
        _add(scores, theme, _THEME)
        if foreign:
            scores = {label: score for label, score in scores.items() if rules.everywhere[label]}
        chosen = _choose(scores)
        if len(chosen) > 1:
            beginning = _shares(((term, 1.0) for term in begun[at]), rules, _DOUBT_BODY)
            _add(scores, beginning, _BEGINNING)
            main = max(chosen, key=scores.__getitem__)
            chosen.sort(key=lambda label: label != main)
        topics.append(tuple(rules.labels[label] for label in chosen))
    return tuple(topics)


def _is_foreign(text: ReportText) -> bool:
    """Whether the report is of another field than the topics."""
    read = [text.piece(number) for number, row in enumerate(text.rows) if row != NO_ROW]
    return text.topics.foreign("\n".join(read))


def _said(text: ReportText) -> tuple[list[Amounts], list[list[int]]]:
    """How much of each term each row of the text says, and the terms that each section begins
    with."""
    first, opens = text.first_section, text.row_starts()
    said: list[Amounts] = [{} for _ in range(first + len(text.bodies))]
    begun: list[list[int]] = [[] for _ in text.bodies]
    terms, starts = text.found.topics
    for piece, low, high in text.ranges(starts):
        row = text.rows[piece]
        amounts = said[row]
        for term in terms[low:high]:
            amounts[term] = amounts.get(term, 0.0) + 1.0
        if row >= first:
            near = bisect_left(starts, opens[row] + _FIRST_CHARACTERS, low, high)
            begun[row - first] += terms[low:near]
        elif row > 0:
            for term in _in_aim(text, piece, low, high):
                amounts[term] -= 1.0 - _AIM
    for amounts in said:
        for term, amount in amounts.items():
            if amount > 1.0:  # the tenth mention adds little to the first
                amounts[term] = 1.0 + math.log(amount)
    return said, begun


def _in_aim(text: ReportText, piece: int, low: int, high: int) -> Sequence[int]:
    """Those of the terms from `low` to `high`, of a heading of two halves, that stand where it
    names its aim: 加强队伍建设，|提高教育质量| but |以提高质量为目标|，加强队伍建设."""
    terms, starts = text.found.topics
    begin, end = text.starts[piece], text.starts[piece + 1] - 1
    comma = text.whole.find(",", begin, end)
    if comma < 0:
        return ()
    half = bisect_left(starts, comma, low, high)
    return terms[low:half] if _BY_MEANS_OF.match(text.whole, begin, end) else terms[half:high]


def _rarity(bodies: Sequence[Amounts]) -> dict[int, float]:
    """What each term keeps of its weight by the number of bodies that have it (a smoothed inverse
    document frequency)."""
    reckoned = len(bodies) + _SMOOTHING
    kept = [
        _COMMON
        + (1.0 - _COMMON)
        * math.log(reckoned / (others + _SMOOTHING))
        / math.log(reckoned / _SMOOTHING)
        for others in range(len(bodies))
    ]
    having = Counter(chain.from_iterable(bodies))
    return {term: kept[count - 1] for term, count in having.items()}


def _shares(amounts: Iterable[tuple[int, float]], rules: TopicRules, doubt: float) -> Shares:
    """What terms, each with its amount, say of each topic, as a part of all that they say."""
    scores: Shares = defaultdict(float)
    for term, amount in amounts:
        for label, weight in rules.weights[term]:
            scores[label] += weight * amount
    spoken = sum(scores.values()) + doubt
    return {label: score / spoken for label, score in scores.items()}


def _add(scores: Shares, shares: Shares, weight: float) -> None:
    for label, share in shares.items():
        scores[label] = scores.get(label, 0.0) + weight * share


def _theme(title: Shares, bodies: Sequence[Shares]) -> Shares:
    """What the report as a whole is about, when it is about one thing (校园安全工作总结).

    Its sections must bear the title out: sites that collect reports give them all the same one.
    """
    least = _THEME_SHARE * len(bodies)
    return {
        label: share
        for label, share in title.items()
        if sum(body.get(label, 0.0) for body in bodies) > least
    }


def _choose(scores: Shares) -> list[int]:
    """The numbers of up to three topics of a section, that with the highest score first."""
    best = max(scores.values(), default=0.0)
    if best < _LEAST or sum(scores.values()) < _LEAST_SPOKEN:
        return []
    near = [(-score, label) for label, score in scores.items() if score >= _SECOND * best]
    ranked = [(-score, label) for score, label in sorted(near)[:_MOST_TOPICS]]
    return [
        label for rank, (score, label) in enumerate(ranked) if rank < 2 or score >= _THIRD * best
    ]
