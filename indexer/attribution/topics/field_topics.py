"""Assigns to each section its field of government, and the labels below that field.

A section is judged by its own words and the headings above it. What the whole report is about is
asked only to tell the report of one bureau, nearly all sections of which are about one field, from
a general one: in the former a section without words of its own still belongs to the bureau's field.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from indexer.attribution.literals import Hits, TermHits
from indexer.attribution.report_text import ReportText
from indexer.attribution.topics.classification import Classification
from indexer.attribution.topics.section_topics import (
    Shares,
    add_shares,
    assign_labels,
    compute_shares,
    count_terms,
    is_other_field,
    list_headings,
)
from indexer.attribution.weighted_terms import WeightedTerms

# Measured on the labelled cases in tests/indexer/attribution/topics/field_cases.txt and on 68
# sections of work reports of provinces and of the State Council, labelled for this: the main field
# is right in .96 of both; of sections looked at only afterwards in .97 and .91.
# What a heading weighs, and one above it; the body weighs 1.
_HEADING = 0.8
_ABOVE = 0.25
# A source whose terms weigh this much together gives half of its shares to no field.
_DOUBT_BODY = 6.0
_DOUBT_HEADING = 3.0
# A section has no field when its best score is less than this. A second field, and a third, must
# reach the other parts of the first.
_LEAST = 0.1
_SECOND = 0.5
_THIRD = 0.6
_MOST_TOPICS = 3
# A report is a bureau's when a field has the first part of the scores of its sections on average,
# and the least score in the second part of the sections. Of 80 education reports the lowest had
# .32 and .67; of 31 general ones the highest had .06 and .2 for education. A field that the title
# names needs half as much.
_BUREAU = 0.3
_BUREAU_SECTIONS = 0.6
_BUREAU_SCORE = 0.1
_TITLE = 0.4
# What is added to the score of that field in every section that has words of it.
_THEME = 0.25
_GENERAL = re.compile("政府.{0,6}报告|[镇乡街道]政府|办事处")


def assign_topics(
    text: ReportText, fields: TermHits, below: Mapping[str, Hits], rules: Classification
) -> tuple[tuple[str, ...], ...]:
    """Choose up to three topics for each section of a report, the main one first.

    `fields` are the hits of the words of the fields in `text.whole`, `below` those of the labels of
    each field. A topic is a label where one below the section's field fits, or else the field.
    """
    if not rules.below:
        only_everywhere = is_other_field(text, rules.fields)
        return tuple(
            assign_labels(text, fields, rules.fields, everywhere_only=only_everywhere).values()
        )
    scores, bureau = _score_fields(text, fields, rules)
    chosen = [[] if at in text.formal else _choose(scores[at]) for at in range(len(scores))]
    names = rules.fields.labels
    labels = [
        _label_field(text, below.get(name), rules.below.get(name), number, bureau, chosen)
        for number, name in enumerate(names)
    ]
    offices = {} if bureau is None else _label_offices(text, below, rules, chosen)
    topics: list[tuple[str, ...]] = []
    for at, numbers in enumerate(chosen):
        found = () if bureau is None else labels[bureau].get(at, ())
        if not found:
            found = _take_turns(
                [
                    labels[number].get(at)
                    or (offices.get(at) if rules.fields.everywhere[number] else None)
                    or (names[number],)
                    for number in numbers
                ]
            )
        topics.append(found[:_MOST_TOPICS])
    return tuple(topics)


def _take_turns(of_fields: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Merge the topics of several fields: the first of each, then the second of each, and so on."""
    return tuple(
        dict.fromkeys(topic for turn in zip_longest(*of_fields) for topic in turn if topic)
    )


def _label_field(
    text: ReportText,
    hits: Hits | None,
    rules: WeightedTerms | None,
    field: int,
    bureau: int | None,
    chosen: Sequence[Sequence[int]],
) -> dict[int, tuple[str, ...]]:
    """Choose the labels below a field: of the sections about it, or of all in its bureau's
    report."""
    if hits is None or rules is None:
        return {}
    if field == bureau:
        return assign_labels(text, hits.outermost(), rules)
    among = [at for at, numbers in enumerate(chosen) if field in numbers]
    return assign_labels(text, hits.outermost(), rules, among) if among else {}


def _label_offices(
    text: ReportText,
    below: Mapping[str, Hits],
    rules: Classification,
    chosen: Sequence[Sequence[int]],
) -> dict[int, tuple[str, ...]]:
    """Choose in a bureau's report labels that any office has (党的建设), of whatever field.

    They are asked of the sections that are first of all about what any office does.
    """
    everywhere = rules.fields.everywhere
    among = [at for at, numbers in enumerate(chosen) if numbers and everywhere[numbers[0]]]
    found: dict[int, tuple[str, ...]] = {}
    for field, hits in below.items():
        of_field = rules.below[field]
        if among and any(of_field.everywhere):
            labels = assign_labels(text, hits.outermost(), of_field, among, everywhere_only=True)
            found |= {at: of_section for at, of_section in labels.items() if of_section}
    return found


def _score_fields(
    text: ReportText, hits: TermHits, rules: Classification
) -> tuple[list[Shares], int | None]:
    """Score the fields of each section, and find the field of the report when it has one."""
    first = text.first_section
    amounts, _ = count_terms(text, hits)
    above = [compute_shares(row.items(), rules.fields, _DOUBT_HEADING) for row in amounts[:first]]
    scores = []
    for at, body in enumerate(amounts[first:]):
        of_section = compute_shares(body.items(), rules.fields, _DOUBT_BODY)
        for heading, depth in list_headings(text, at):
            add_shares(of_section, above[heading], _ABOVE / depth if depth else _HEADING)
        scores.append(of_section)
    bureau = _find_bureau(text.report.title, above[0], scores, rules.fields.everywhere)
    if bureau is not None:
        for of_section in scores:
            if of_section.get(bureau, 0.0) >= _BUREAU_SCORE:
                add_shares(of_section, {bureau: 1.0}, _THEME)
    return scores, bureau


def _find_bureau(
    title: str, of_title: Shares, scores: Sequence[Shares], everywhere: Sequence[bool]
) -> int | None:
    """Find the field that most of a report's sections are about, as in the report of a bureau."""
    if _GENERAL.search(title):
        return None
    totals: Shares = {}
    sections: Counter[int] = Counter()
    counted = 0
    for of_section in scores:
        total = sum(of_section.values())
        if total > 0:
            counted += 1
            add_shares(totals, of_section, 1 / total)
            sections.update(field for field, score in of_section.items() if score >= _BUREAU_SCORE)
    if not counted:
        return None
    for field in (*_rank(of_title)[:1], *_rank(totals)[:1]):
        needed = 0.5 if of_title.get(field, 0.0) >= _TITLE else 1.0
        if (
            not everywhere[field]
            and totals.get(field, 0.0) >= needed * _BUREAU * counted
            and sections[field] >= needed * _BUREAU_SECTIONS * counted
        ):
            return field
    return None


def _rank(scores: Shares) -> list[int]:
    """Return the fields with a score, the highest first."""
    return sorted(scores, key=lambda field: (-scores[field], field))


def _choose(scores: Shares) -> list[int]:
    """Return the indexes of up to three fields of a section, the highest score first."""
    ranked = _rank(scores)[:_MOST_TOPICS]
    if not ranked or scores[ranked[0]] < _LEAST:
        return []
    best = scores[ranked[0]]
    least = (0.0, _SECOND * best, _THIRD * best)
    return [field for field, needed in zip(ranked, least, strict=False) if scores[field] >= needed]
