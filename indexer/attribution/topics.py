"""Topics of a section: a term list, the outline above the text, and when to say nothing.

Every section is scored against every topic from four sources: its own words, its own heading, the
headings above it and the report's title. Each source is turned into shares first (how much of what
it says is about this topic), so that a heading of eight characters can weigh against a body of
eight hundred.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, log2

from indexer.attribution.role import is_general
from indexer.attribution.topics_file import TopicRules, load_topics
from indexer.model import Report, Section
from indexer.text import fold

__all__ = ["TopicRules", "assign_topics", "load_topics"]

# All measured on the labelled cases in tests/indexer/attribution/cases.txt (test_topics.py).
# What each source may weigh at most; the body's own words are 1.
_HEADING = 1.0
_ABOVE = 0.35
_TITLE = 0.2
# Half the share of a source goes to nothing when its terms weigh this much: a single weak term
# (weight 1) leaves most of the share unspoken, two telling ones (6 + 6) leave a fifth.
_DOUBT_BODY = 9.0
_DOUBT_HEADING = 2.0
# Below this no topic is given at all.
_LEAST = 0.3
# A second and a third topic must reach this part of the first one's score.
_SECOND = 0.55
_THIRD = 0.6
# The first words of a text say what it is about.
_OPENING_CHARACTERS = 40
_OPENING_BONUS = 2.0
# A term in every section of a report tells its sections apart least.
_COMMON = 0.6
_MOST_TOPICS = 3

Scores = list[float]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Terms found in one section: number of the term → how often, heading and body apart."""

    body: dict[int, float]
    general: bool


def assign_topics(report: Report, rules: TopicRules) -> tuple[tuple[str, ...], ...]:
    """Up to three labels for each section of `report`, main one first; () where none fits."""
    readings = [_read(section, at, report, rules) for at, section in enumerate(report.sections)]
    rarity = _rarity([reading.body for reading in readings])
    title = _shares(_count(report.title, rules), rules, _DOUBT_HEADING)
    headings: dict[str, Scores] = {}
    found: list[tuple[str, ...]] = []
    for section, reading in zip(report.sections, readings, strict=True):
        if reading.general:
            found.append(())
            continue
        total = _shares(
            {term: count * rarity[term] for term, count in reading.body.items()}, rules, _DOUBT_BODY
        )
        _add(total, title, _TITLE)
        for depth, heading in enumerate(reversed(section.path)):
            if heading not in headings:
                headings[heading] = _shares(_count(heading, rules), rules, _DOUBT_HEADING)
            _add(total, headings[heading], _ABOVE / depth if depth else _HEADING)
        found.append(_choose(total, rules))
    return tuple(found)


def _read(section: Section, at: int, report: Report, rules: TopicRules) -> _Reading:
    if is_general(report, at):
        return _Reading({}, general=True)
    text = section.text if section.restored is None else section.restored
    return _Reading(_count(text, rules, opening=True), general=False)


def _count(text: str, rules: TopicRules, *, opening: bool = False) -> dict[int, float]:
    """Damped counts of the terms in `text`: the tenth mention adds little to the first."""
    counts: Counter[int] = Counter()
    early: set[int] = set()
    for start, term in rules.matches(fold(text)):
        counts[term] += 1
        if start < _OPENING_CHARACTERS:
            early.add(term)
    return {
        term: (1 + log(count)) * (_OPENING_BONUS if opening and term in early else 1.0)
        for term, count in counts.items()
    }


def _rarity(bodies: Sequence[dict[int, float]]) -> dict[int, float]:
    """1 for a term found in one section only, down to `_COMMON` for one found in all of them."""
    sections = Counter(term for body in bodies for term in body)
    scale = log2(len(bodies)) if len(bodies) > 1 else 1.0
    return {term: 1.0 - (1.0 - _COMMON) * (log2(count) / scale) for term, count in sections.items()}


def _shares(counts: dict[int, float], rules: TopicRules, doubt: float) -> Scores:
    scores = [0.0] * len(rules.labels)
    for term, count in counts.items():
        for topic, weight in rules.weights[term]:
            scores[topic] += weight * count
    spoken = sum(scores) + doubt
    return [score / spoken for score in scores]


def _add(total: Scores, more: Iterable[float], factor: float) -> None:
    for at, value in enumerate(more):
        total[at] += factor * value


def _choose(scores: Scores, rules: TopicRules) -> tuple[str, ...]:
    ranked = sorted(range(len(scores)), key=lambda topic: -scores[topic])[:_MOST_TOPICS]
    best = scores[ranked[0]]
    if best < _LEAST:
        return ()
    needed = (0.0, _SECOND * best, _THIRD * best)
    chosen: list[str] = []
    for topic, threshold in zip(ranked, needed, strict=False):
        if scores[topic] < threshold:
            break
        chosen.append(rules.labels[topic])
    return tuple(chosen)
