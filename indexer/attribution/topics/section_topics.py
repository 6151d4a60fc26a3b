"""Assigns the labels of one field to sections, from a list of terms and the outline above them.

Every section gets a score for every topic from four sources: its body, its own heading, the
headings above it, and the theme of the report if it has one. Each source is turned into shares
first (which part of its terms is about the topic), so that a heading of eight characters can weigh
against a body of eight hundred. A term that stands in nearly every section hardly tells them apart
and counts for less. The beginning of a section helps to decide which of its topics is the main one.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from indexer.attribution.literals import TermHits
from indexer.attribution.report_text import NO_ROW, ReportText
from indexer.attribution.weighted_terms import WeightedTerms

# All measured on the labelled cases in tests/indexer/attribution/topics/topics_cases.txt.
# The most that a source can weigh; the body weighs 1.
_HEADING = 0.5
_ABOVE = 0.3
# A source whose terms weigh this much together gives half of its shares to no topic: one weak term
# (weight 1) gives most of them to none, two strong ones (6 + 6) only a few.
_DOUBT_BODY = 5.0
_DOUBT_HEADING = 3.0
# A section has no topic when its scores add up to less than the first, or its best is less than the
# second.
_LEAST_TOTAL = 0.3
_LEAST = 0.1
# A second and a third topic must reach this part of the score of the first.
_SECOND = 0.35
_THIRD = 0.4
# A heading of two halves names a topic and an aim; terms of the aim count this much.
_AIM = 0.4
_BY_MEANS_OF = re.compile(
    r"[^\w]*(?:[一二三四五六七八九十\d]+[^\w])?[^\w]*(?:坚持)?(?:以.*为|围绕|聚焦|着眼|按照)"
)
# What a term that every section has keeps of its weight (a rarer term keeps more), and how many
# sections are added to those of a report, so that a short one says little about what is rare.
# Neither gains nor loses on the labelled cases, nor on reports of other places labelled for this.
_COMMON = 0.3
_SMOOTHING = 8
# How much the first characters of a section weigh when its topics are put in order: the main topic
# is right in .95 instead of .92 of the labelled cases, and in .84 instead of .81 of other reports.
_BEGINNING = 0.25
_FIRST_CHARACTERS = 40
# A topic of the title counts for this much in every section when the sections' shares of it reach,
# on average, the second.
_THEME = 0.8
_THEME_SHARE = 0.25
_MOST_TOPICS = 3

Amounts = dict[int, float]
"""How often a text has each term, by its index; in the aim of a heading less than once."""

Shares = dict[int, float]
"""Which part of a text's terms is about each topic, by the index of its label."""


def assign_labels(
    text: ReportText,
    hits: TermHits,
    rules: WeightedTerms,
    among: Sequence[int] | None = None,
    everywhere_only: bool = False,
) -> dict[int, tuple[str, ...]]:
    """Choose up to three labels for sections of a report, by their indexes, the main one first.

    `hits` are those of `rules.words` in `text.whole`. `among` are the sections that are about the
    field of the labels; without it the whole report is. A section has no label when none fits, and
    when it is one of `text.formal`. `everywhere_only` leaves only the labels that any office has.
    """
    first = text.first_section
    amounts, openings = count_terms(text, hits)
    asked = range(len(text.bodies)) if among is None else among
    above = [compute_shares(row.items(), rules, _DOUBT_HEADING) for row in amounts[:first]]
    rarity = _weigh_rarity([amounts[first + at] for at in asked])
    bodies = {
        at: compute_shares(
            [(term, amount * rarity[term]) for term, amount in amounts[first + at].items()],
            rules,
            _DOUBT_BODY,
        )
        for at in asked
    }
    theme = _find_theme(above[0], [*bodies.values()]) if among is None else {}
    labels: dict[int, tuple[str, ...]] = {}
    for at, scores in bodies.items():
        if at in text.formal:
            labels[at] = ()
            continue
        for heading, depth in list_headings(text, at):
            add_shares(scores, above[heading], _ABOVE / depth if depth else _HEADING)
        add_shares(scores, theme, _THEME)
        if everywhere_only:
            scores = {label: score for label, score in scores.items() if rules.everywhere[label]}
        chosen = _choose(scores)
        if len(chosen) > 1:
            opening = compute_shares(((term, 1.0) for term in openings[at]), rules, _DOUBT_BODY)
            add_shares(scores, opening, _BEGINNING)
            main = max(chosen, key=scores.__getitem__)
            chosen.sort(key=lambda label: label != main)
        labels[at] = tuple(rules.labels[label] for label in chosen)
    return labels


def list_headings(text: ReportText, section: int) -> list[tuple[int, int]]:
    """List the rows of the headings above a section, each with its depth from the nearest, 0."""
    path = text.report.sections[section].path
    depths = {heading: depth for depth, heading in enumerate(reversed(path))}
    return [(text.headings[heading], depth) for heading, depth in depths.items()]


def is_other_field(text: ReportText, rules: WeightedTerms) -> bool:
    """Tell whether a report is about another field than the topics."""
    counted = [text.piece(number) for number, row in enumerate(text.rows) if row != NO_ROW]
    return rules.is_other_field("\n".join(counted))


def count_terms(text: ReportText, hits: TermHits) -> tuple[list[Amounts], list[list[int]]]:
    """Count the terms of each row of the text, and list the terms that each section begins with."""
    first, row_starts = text.first_section, text.row_starts()
    rows: list[Amounts] = [{} for _ in range(first + len(text.bodies))]
    openings: list[list[int]] = [[] for _ in text.bodies]
    terms, starts = hits
    for piece, low, high in text.ranges(starts):
        row = text.rows[piece]
        amounts = rows[row]
        for term in terms[low:high]:
            amounts[term] = amounts.get(term, 0.0) + 1.0
        if row >= first:
            near = bisect_left(starts, row_starts[row] + _FIRST_CHARACTERS, low, high)
            openings[row - first] += terms[low:near]
        elif row > 0:
            for term in _find_terms_of_aim(text, hits, piece, low, high):
                amounts[term] -= 1.0 - _AIM
    for amounts in rows:
        for term, amount in amounts.items():
            if amount > 1.0:  # the tenth mention adds little to the first
                amounts[term] = 1.0 + math.log(amount)
    return rows, openings


def _find_terms_of_aim(
    text: ReportText, hits: TermHits, piece: int, low: int, high: int
) -> Sequence[int]:
    """Return those of the hits from `low` to `high` that stand where a heading names its aim.

    A heading of two halves does: 加强队伍，|提高教育质量|, or |以提高质量为目标|，加强队伍.
    """
    terms, starts = hits
    begin, end = text.starts[piece], text.starts[piece + 1] - 1
    comma = text.whole.find(",", begin, end)
    if comma < 0:
        return ()
    half = bisect_left(starts, comma, low, high)
    return terms[low:half] if _BY_MEANS_OF.match(text.whole, begin, end) else terms[half:high]


def _weigh_rarity(bodies: Sequence[Amounts]) -> dict[int, float]:
    """Return the part of its weight that each term keeps.

    It is a smoothed inverse document frequency, in which the bodies are the documents.
    """
    total = len(bodies) + _SMOOTHING
    kept = [
        _COMMON
        + (1.0 - _COMMON) * math.log(total / (others + _SMOOTHING)) / math.log(total / _SMOOTHING)
        for others in range(len(bodies))
    ]
    frequencies = Counter(chain.from_iterable(bodies))
    return {term: kept[count - 1] for term, count in frequencies.items()}


def compute_shares(
    amounts: Iterable[tuple[int, float]], rules: WeightedTerms, doubt: float
) -> Shares:
    """Return which part of the weight of terms, each with its amount, falls to each topic.

    `doubt` is a weight that falls to none.
    """
    scores: Shares = defaultdict(float)
    for term, amount in amounts:
        for label, weight in rules.weights[term]:
            scores[label] += weight * amount
    total = sum(scores.values()) + doubt
    return {label: score / total for label, score in scores.items()}


def add_shares(scores: Shares, shares: Shares, weight: float) -> None:
    """Add `shares` to `scores`, multiplied by `weight`."""
    for label, share in shares.items():
        scores[label] = scores.get(label, 0.0) + weight * share


def _find_theme(title: Shares, bodies: Sequence[Shares]) -> Shares:
    """Return what the report as a whole is about, when it is about one thing (校园安全工作总结).

    The sections must confirm the title: sites that collect reports give the same title to all.
    """
    least = _THEME_SHARE * len(bodies)
    return {
        label: share
        for label, share in title.items()
        if sum(body.get(label, 0.0) for body in bodies) > least
    }


def _choose(scores: Shares) -> list[int]:
    """Return the indexes of up to three topics of a section, the highest score first."""
    best = max(scores.values(), default=0.0)
    if best < _LEAST or sum(scores.values()) < _LEAST_TOTAL:
        return []
    near = [(-score, label) for label, score in scores.items() if score >= _SECOND * best]
    ranked = [(-score, label) for score, label in sorted(near)[:_MOST_TOPICS]]
    return [
        label for rank, (score, label) in enumerate(ranked) if rank < 2 or score >= _THIRD * best
    ]
