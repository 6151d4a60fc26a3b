"""Topics of a section: a term list, the outline above the text, and when to say nothing.

Every section is scored against every topic from four sources: its own words, its own heading, the
headings above it and the theme of the report, if it has one. Each source is turned into shares
first (how much of what it says is about this topic), so that a heading of eight characters can
weigh against a body of eight hundred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from indexer.attribution.literals import Numbers
from indexer.attribution.report_text import ReportText
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
    shares = _shares(text)
    above, bodies = shares[: text.first_section], shares[text.first_section :]
    weights = np.zeros((len(bodies), len(above)))
    for at, section in enumerate(sections):
        for depth, heading in enumerate(reversed(section.path)):
            weights[at, text.headings[heading]] = _ABOVE / depth if depth else _HEADING
    scores = bodies + weights @ above + _theme(above[0], bodies)
    if _is_foreign(text):
        scores[:, ~rules.everywhere] = 0.0
    return tuple(
        () if at in formal else _choose(row, rules) for at, row in enumerate(scores.tolist())
    )


def _is_foreign(text: ReportText) -> bool:
    """Whether the report is of another field than the topics."""
    read = text.rows >= 0
    words = read[text.pieces_at(text.found.field.starts)]
    lengths = np.diff(text.starts)
    return text.topics.foreign(int(words.sum()), int(lengths[read].sum()) - 1)


def _shares(text: ReportText) -> Table:
    """For each row of the text, how much of what it says is about each topic."""
    rules, found = text.topics, text.found.topics
    scores = np.zeros((text.first_section + len(text.report.sections), len(rules.labels)))
    rows = text.rows[text.pieces_at(found.starts)]
    read = rows >= 0
    if not read.any():
        return scores
    pairs = rows[read] * len(rules.terms) + found.numbers[read]
    pairs, which = np.unique(pairs, return_inverse=True)
    row, term = np.divmod(pairs, len(rules.terms))
    said = np.bincount(which, weights=_prominence(text, found.starts)[read])
    # The tenth mention adds little to the first.
    said[said > 1.0] = 1.0 + np.log(said[said > 1.0])
    begins = np.flatnonzero(np.diff(row, prepend=-1))
    scores[row[begins]] = np.add.reduceat(rules.weights[term] * said[:, None], begins)
    doubt = np.full(len(scores), _DOUBT_HEADING)
    doubt[text.first_section :] = _DOUBT_BODY
    return np.asarray(scores / (scores.sum(axis=1) + doubt)[:, None])


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


def _choose(scores: list[float], rules: TopicRules) -> tuple[str, ...]:
    ranked = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:_MOST_TOPICS]
    best = scores[ranked[0]]
    if best < _LEAST or sum(scores) < _LEAST_SPOKEN:
        return ()
    least = (0.0, _SECOND * best, _THIRD * best)
    return tuple(
        rules.labels[topic]
        for topic, needed in zip(ranked, least, strict=False)
        if scores[topic] >= needed
    )
