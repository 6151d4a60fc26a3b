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
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from indexer.attribution.literals import Numbers
from indexer.attribution.report_text import ReportText
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

Table = npt.NDArray[np.float64]


def assign_topics(
    text: ReportText, formal: Mapping[int, Role | None]
) -> tuple[tuple[str, ...], ...]:
    """Up to three labels for each section of a report, main one first; () where none fits, and for
    the `formal_sections`."""
    sections, rules = text.report.sections, text.topics
    if not sections:
        return ()
    rows = text.rows[text.pieces_at(text.found.topics.starts)]
    shares = _shares(text, rows)
    above, bodies = shares[: text.first_section], shares[text.first_section :]
    weights = np.zeros((len(bodies), len(above)))
    for at, section in enumerate(sections):
        for depth, heading in enumerate(reversed(section.path)):
            weights[at, text.headings[heading]] = _ABOVE / depth if depth else _HEADING
    scores = bodies + weights @ above + _theme(above[0], bodies)
    if _is_foreign(text):
        scores[:, ~rules.everywhere] = 0.0
    ordered = scores + _BEGINNING * _beginnings(text, rows)
    return tuple(
        () if at in formal else tuple(rules.labels[topic] for topic in _choose(row, order))
        for at, (row, order) in enumerate(zip(scores.tolist(), ordered.tolist(), strict=True))
    )


def _is_foreign(text: ReportText) -> bool:
    """Whether the report is of another field than the topics."""
    read = text.rows >= 0
    words = read[text.pieces_at(text.found.field.starts)]
    lengths = np.diff(text.begins)
    return text.topics.foreign(int(words.sum()), int(lengths[read].sum()) - 1)


def _shares(text: ReportText, rows: Numbers) -> Table:
    """For each row of the text, how much of what it says is about each topic; `rows` are those of
    the terms found."""
    rules, found = text.topics, text.found.topics
    scores = np.zeros((text.first_section + len(text.report.sections), len(rules.labels)))
    read = rows >= 0
    if not read.any():
        return scores
    pairs = rows[read] * len(rules.terms) + found.numbers[read]
    pairs, which = np.unique(pairs, return_inverse=True)
    row, term = np.divmod(pairs, len(rules.terms))
    said = np.bincount(which, weights=_prominence(text, found.starts)[read])
    # The tenth mention adds little to the first.
    said[said > 1.0] = 1.0 + np.log(said[said > 1.0])
    rarity = _rarity(term, row >= text.first_section, len(text.report.sections))
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    scores[row[begins]] = np.add.reduceat(rules.weights[term] * (said * rarity)[:, None], begins)
    doubt = np.full(len(scores), _DOUBT_HEADING)
    doubt[text.first_section :] = _DOUBT_BODY
    return _as_shares(scores, doubt)


def _as_shares(scores: Table, doubt: Table | float) -> Table:
    return np.asarray(scores / (scores.sum(axis=1) + doubt)[:, None])


def _rarity(terms: Numbers, in_body: npt.NDArray[np.bool_], sections: int) -> Table:
    """What each of `terms`, as often as a heading or a body has it, keeps of its weight by the
    number of bodies that have it (a smoothed inverse document frequency); in headings, all."""
    having = np.bincount(terms[in_body], minlength=terms.max() + 1)[terms]
    reckoned = sections + _SMOOTHING
    rarity = np.log(reckoned / (having - 1 + _SMOOTHING)) / math.log(reckoned / _SMOOTHING)
    return np.where(in_body, _COMMON + (1.0 - _COMMON) * rarity, 1.0)


def _beginnings(text: ReportText, rows: Numbers) -> Table:
    """For each section, how much of what its first characters say is about each topic."""
    found, first = text.found.topics, text.first_section
    own = text.rows >= first
    begins = np.full(first + len(text.report.sections), len(text.whole))
    # Backwards, so that of the pieces of a section the first one stays.
    begins[text.rows[own][::-1]] = text.begins[:-1][own][::-1]
    near = (rows >= first) & (found.starts < begins[rows] + _FIRST_CHARACTERS)
    in_section = np.arange(first, len(begins))[:, None] == rows[near]
    scores = in_section @ text.topics.weights[found.numbers[near]]
    return _as_shares(scores, _DOUBT_BODY)


def _prominence(text: ReportText, places: Numbers) -> Table:
    """What a mention at each of `places` (ascending) counts: in the half of a heading that names
    its aim, less."""
    aims = [
        (text.starts[piece] + low, text.starts[piece] + high)
        for piece, row in enumerate(text.rows.tolist())
        if 0 < row < text.first_section
        for low, high in _aim(text.piece(piece))
    ]
    counts = np.ones(places.size)
    if not aims:
        return counts
    for low, high in places.searchsorted(np.array(aims, dtype=np.int64).reshape(-1, 2)).tolist():
        counts[low:high] = _AIM
    return counts


def _aim(heading: str) -> Iterator[tuple[int, int]]:
    """Where a heading of two halves names its aim: 加强队伍建设，|提高教育质量| but
    |以提高质量为目标|，加强队伍建设."""
    comma = heading.find(",")
    if comma >= 0:
        yield (0, comma) if _BY_MEANS_OF.match(heading) else (comma, len(heading))


def _theme(title: Table, bodies: Table) -> Table:
    """What the report as a whole is about, when it is about one thing (校园安全工作总结).

    Its sections must bear the title out: sites that collect reports give them all the same one.
    """
    return np.where(bodies.mean(axis=0) > _THEME_SHARE, _THEME * title, 0.0)


def _choose(scores: list[float], order: list[float]) -> list[int]:
    """The numbers of up to three topics of a section; the main one, by `order`, first."""
    ranked = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:_MOST_TOPICS]
    best = scores[ranked[0]]
    if best < _LEAST or sum(scores) < _LEAST_SPOKEN:
        return []
    least = (0.0, _SECOND * best, _THIRD * best)
    chosen = [
        topic for topic, needed in zip(ranked, least, strict=False) if scores[topic] >= needed
    ]
    main = max(chosen, key=order.__getitem__)
    return [main, *(topic for topic in chosen if topic != main)]
