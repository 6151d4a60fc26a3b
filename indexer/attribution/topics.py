"""Topics of a section: a term list, the outline above the text, and when to say nothing.

Every section is scored against every topic from four sources: its own words, its own heading, the
headings above it and the report's title. Each source is turned into shares first (how much of what
it says is about this topic), so that a heading of eight characters can weigh against a body of
eight hundred.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.attribution.role import is_general
from indexer.attribution.topics_file import TopicRules, load_topics
from indexer.attribution.topics_match import Numbers
from indexer.attribution.topics_text import Layout, lay_out
from indexer.model import Report

__all__ = ["TopicRules", "assign_topics", "load_topics"]

# All measured on the labelled cases in tests/indexer/attribution (topics_cases.txt).
# What each source may weigh at most; the body's own words are 1.
_HEADING = 0.6
_ABOVE = 0.4
_TITLE = 0.2
# Half of a source's share goes to nothing when its terms weigh this much together: one weak term
# (weight 1) leaves most unspoken, two telling ones (6 + 6) little.
_DOUBT_BODY = 5.0
_DOUBT_HEADING = 3.0
# No topic is given when the terms say less than this in all, or when none has this much.
_LEAST_SPOKEN = 0.45
_LEAST = 0.1
# A second and a third topic must reach this part of the first one's score.
_SECOND = 0.35
_THIRD = 0.4
# A term in every section of a report tells its sections apart least.
_COMMON = 0.8
_MOST_TOPICS = 3

Table = npt.NDArray[np.float64]


def assign_topics(report: Report, rules: TopicRules) -> tuple[tuple[str, ...], ...]:
    """Up to three labels for each section of `report`, main one first; () where none fits."""
    layout = lay_out(report)
    shares = _shares(layout, rules)
    found: list[tuple[str, ...]] = []
    for at, section in enumerate(report.sections):
        if is_general(report, at, layout):
            found.append(())
            continue
        total = shares[layout.first_section + at] + _TITLE * shares[0]
        for depth, heading in enumerate(reversed(section.path)):
            weight = _ABOVE / depth if depth else _HEADING
            total += weight * shares[layout.headings[heading]]
        found.append(_choose(total, rules))
    return tuple(found)


def _shares(layout: Layout, rules: TopicRules) -> Table:
    """For each piece of the text, how much of what it says is about each topic."""
    places, terms = rules.find(layout.folded)
    pieces = layout.pieces_at(places)
    both, counts = np.unique(pieces * len(rules.terms) + terms, return_counts=True)
    piece, term = np.divmod(both, len(rules.terms))
    # The tenth mention adds little to the first.
    said = 1.0 + np.log(counts)
    in_body = piece >= layout.first_section
    said[in_body] *= _rarity(term[in_body], layout, rules)
    scores = np.zeros((len(layout.starts) - 1, len(rules.labels)))
    begins = np.flatnonzero(np.diff(piece, prepend=-1))
    if begins.size:
        scores[piece[begins]] = np.add.reduceat(rules.weights[term] * said[:, None], begins)
    doubt = np.full(len(scores), _DOUBT_HEADING)
    doubt[layout.first_section :] = _DOUBT_BODY
    return np.asarray(scores / (scores.sum(axis=1) + doubt)[:, None])


def _rarity(term: Numbers, layout: Layout, rules: TopicRules) -> Table:
    """1 for a term found in one section only, down to `_COMMON` for one found in all of them."""
    bodies = len(layout.starts) - 1 - layout.first_section
    sections = np.bincount(term, minlength=len(rules.terms))[term]
    return np.asarray(1.0 - (1.0 - _COMMON) * np.log2(sections) / np.log2(max(bodies, 2)))


def _choose(scores: Table, rules: TopicRules) -> tuple[str, ...]:
    ranked = np.argsort(-scores, kind="stable")[:_MOST_TOPICS].tolist()
    best = scores[ranked[0]]
    if best < _LEAST or scores.sum() < _LEAST_SPOKEN:
        return ()
    needed = (0.0, _SECOND * best, _THIRD * best)
    chosen: list[str] = []
    for topic, threshold in zip(ranked, needed, strict=False):
        if scores[topic] < threshold:
            break
        chosen.append(rules.labels[topic])
    return tuple(chosen)
