"""A search by brute force: every section's text read through, every score from its definition.

It shares with the engine the folding, the words and the numbers of `ranking`, and nothing else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from indexer import gazetteer
from indexer.model import AnalysedFile, Report, Section
from indexer.text import analyse, cut, fold, words
from search_app.engine.protocol import FACETS, SearchRequest
from search_app.engine.whoosh import ranking
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Facet,
    Field,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Question,
    WordRun,
    Words,
)

Scores = dict[str, float]


@dataclass
class Read:
    """A section as the oracle reads it: title, headings and body, folded."""

    id: str
    parts: tuple[str, str, str]
    values: Mapping[Facet, set[str]]
    uncertain: frozenset[Facet]
    year: int
    words: tuple[list[tuple[str, int]], ...] = field(default=())
    counts: tuple[Counter[str], ...] = field(default=())

    def __post_init__(self) -> None:
        self.words = tuple(
            [word for line, base in lines(part) for word in moved(words(line), base)]
            for part in self.parts
        )
        self.counts = tuple(Counter(word for word, _ in found) for found in self.words)

    def scope(self, wanted: Field) -> list[int]:
        return {"any": [0, 1, 2], "title": [0], "heading": [1]}[wanted]


def lines(part: str) -> Iterable[tuple[str, int]]:
    base = 0
    for line in part.split("\n"):
        yield line, base
        base += len(line) + 1


def moved(found: list[tuple[str, int]], base: int) -> list[tuple[str, int]]:
    return [(word, at + base) for word, at in found]


def starts(text: str, wanted: str) -> list[int]:
    if not wanted or "\n" in wanted:
        return []
    found, at = [], text.find(wanted)
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


def read(report: Report, section: Section) -> Read:
    values: dict[Facet, set[str]] = {
        "region": set(),
        "year": set(),
        "topic": set(section.topics),
        "role": {section.role},
        "period": {report.period} if report.period else set(),
    }
    uncertain: set[Facet] = set()
    if report.region:
        code = report.region.code
        values["region"] = {*gazetteer.ancestors(code), code}
        if report.region.status == "possible":
            uncertain.add("region")
    if report.year:
        values["year"] = {str(report.year.value)}
        if report.year.status == "possible":
            uncertain.add("year")
    return Read(
        section.id,
        (fold(report.title), fold("\n".join(section.path)), fold(section.text)),
        values,
        frozenset(uncertain),
        report.year.value if report.year else 0,
    )


class Oracle:
    """`clusters` maps a section id to what its copies share; ids that are not in it have none."""

    def __init__(self, files: Iterable[AnalysedFile], clusters: Mapping[str, object]) -> None:
        self.sections = [
            read(report, section)
            for file in files
            for report in file.reports
            for section in report.sections
        ]
        self.by_id = {section.id: section for section in self.sections}
        self.clusters = clusters
        count = max(len(self.sections), 1)
        self._known: dict[tuple[str, str, Field], Scores] = {}
        self.means = [sum(len(s.words[part]) for s in self.sections) / count for part in range(3)]

    # Scores

    def bm25(self, occurrences: Callable[[Read, int], int], wanted: Field) -> Scores:
        """BM25F of the sections where something occurs, by its number of times in each part."""
        weighted: Scores = {}
        for section in self.sections:
            frequency = 0.0
            for part in section.scope(wanted):
                times = occurrences(section, part)
                b = ranking.PART_B[part]
                length = len(section.words[part]) / max(self.means[part], 1e-9)
                frequency += times * ranking.PART_WEIGHTS[part] / (1 - b + b * length)
            if frequency:
                weighted[section.id] = frequency
        idf = self.idf(len(weighted))
        k = ranking.K1
        return {key: idf * (k + 1) * value / (k + value) for key, value in weighted.items()}

    def idf(self, documents: int) -> float:
        return math.log(1 + (len(self.sections) - documents + 0.5) / (documents + 0.5))

    def literal(self, text: str, wanted: Field = "any") -> Scores:
        return self.known("literal", text, wanted)

    def word(self, word: str, wanted: Field = "any") -> Scores:
        return self.known("word", word, wanted)

    def known(self, kind: str, text: str, wanted: Field) -> Scores:
        key = (kind, text, wanted)
        if key not in self._known:
            self._known[key] = self.bm25(
                (lambda section, part: len(starts(section.parts[part], text)))
                if kind == "literal"
                else (lambda section, part: section.counts[part][text]),
                wanted,
            )
        return self._known[key]

    # Nodes

    def evaluate(self, node: Node, uncertain: bool) -> Scores:
        match node:
            case Everything():
                return dict.fromkeys(self.by_id, 0.0)
            case Words(text, wanted, alternatives, content):
                found = self.chunk(text, content, wanted)
                for alternative in alternatives:
                    for key, score in self.alternative(alternative, wanted).items():
                        score *= ranking.ALTERNATIVE_WEIGHT
                        found[key] = max(found.get(key, -1.0), score)
                return found
            case Phrase(text, wanted):
                return self.literal(fold(text), wanted)
            case Near(texts, distance):
                return self.bm25(
                    lambda section, part: near(section.parts[part], texts, distance), "any"
                )
            case Prefix(text, wanted):
                return {
                    section.id: ranking.PREFIX_SCORE
                    for section in self.sections
                    for part in section.scope(wanted)
                    if any(word.startswith(fold(text)) for word, _ in section.words[part])
                }
            case WordRun(text, wanted):
                run = cut(fold(text))
                if not run:
                    return self.literal(fold(text), wanted)
                return self.bm25(lambda section, part: standing(section.words[part], run), wanted)
            case Question(texts, count):
                return self.question([fold(text) for text in texts], count)
            case Filter(facet, values):
                chosen = self.chosen(facet, values, uncertain)
                return {key: 0.0 for key in self.by_id if chosen(self.by_id[key])}
            case Not(child):
                gone = self.evaluate(child, uncertain)
                return {key: 0.0 for key in self.by_id if key not in gone}
            case And(children):
                return self.at_least(len(children), children, uncertain)
            case Or(children):
                return self.at_least(1, children, uncertain)
            case AtLeast(count, children):
                return self.at_least(count, children, uncertain)

    def at_least(self, count: int, children: Sequence[Node], uncertain: bool) -> Scores:
        found = [self.evaluate(child, uncertain) for child in children]
        held = Counter(key for scores in found for key in scores)
        return {
            key: sum(scores.get(key, 0.0) for scores in found)
            for key, times in held.items()
            if times >= max(count, 1)
        }

    def alternative(self, text: str, wanted: Field) -> Scores:
        """A synonym counts where it stands literally, and scores as a chunk does."""
        literal = self.literal(fold(text), wanted)
        return {key: score for key, score in self.chunk(text, (), wanted).items() if key in literal}

    def chunk(self, text: str, content: Sequence[str], wanted: Field) -> Scores:
        folded = fold(text)
        pieces = [fold(piece) for piece in content] or [folded]
        literal = self.literal(folded, wanted)
        asked = {word for piece in pieces for word, _ in analyse(piece).smallest}
        matching = set(literal)
        for section in self.sections:
            held = {word for part in section.scope(wanted) for word, _ in section.words[part]}
            if asked and asked <= held:
                matching.add(section.id)
        summands = [(ranking.LITERAL_WEIGHT, literal)]
        for word in {word for piece in pieces for word, _ in words(piece)}:
            summands.append((1.0, self.word(word, wanted)))
        for gram in pairs(pieces):
            summands.append((ranking.BIGRAM_WEIGHT, self.literal(gram, wanted)))
        return {
            key: sum(weight * scores.get(key, 0.0) for weight, scores in summands)
            for key in matching
        }

    def question(self, pieces: Sequence[str], count: int) -> Scores:
        found = {gram: self.literal(gram) for gram in pairs(pieces)}
        cut_words = {word for piece in pieces for word, _ in words(piece)}
        counted = dict(found)
        summands = list(found.values())
        for word in cut_words:
            scores = self.word(word)
            summands.append(scores)
            counted.setdefault(word, scores)
        times = Counter(key for scores in counted.values() for key in scores)
        lost = {key: ranking.QUESTION_COVERAGE * (1 - n / len(counted)) for key, n in times.items()}
        return {
            key: (1 - lost[key]) * sum(scores.get(key, 0.0) for scores in summands)
            for key, held in times.items()
            if held >= max(count, 1)
        }

    # Proximity

    def units(self, node: Node) -> list[str]:
        match node:
            case Words(text, _, _, content):
                pieces = [fold(piece) for piece in content] or [fold(text)]
                found = dict.fromkeys(
                    word for piece in pieces for word, _ in analyse(piece).smallest
                )
                return [word for word in found if len(word) > 1]
            case Phrase(text):
                return [fold(text)] if len(text) > 1 else []
            case And(children) | Or(children) | AtLeast(_, children):
                return [unit for child in children for unit in self.units(child)]
            case _:
                return []

    def bonus(self, node: Node, section: Read) -> float:
        total = 0.0
        wanted = self.units(node)
        for one, other in pairwise(wanted):
            gaps = [
                max(b - a - len(one) if b >= a else a - b - len(other), 0)
                for part in section.parts
                for a, b in product(starts(part, one), starts(part, other))
            ]
            if gaps and one != other:
                rarer = min(len(self.literal(one)), len(self.literal(other)))
                share = 1 + min(gaps) / ranking.PROXIMITY_HALF_DISTANCE
                total += ranking.PROXIMITY_WEIGHT * self.idf(rarer) / share
        return total

    # Facets and the answer

    def chosen(
        self, facet: Facet, values: Iterable[str], uncertain: bool
    ) -> Callable[[Read], bool]:
        wanted = set(values)
        return lambda section: bool(wanted & self.values(section, facet, uncertain))

    def values(self, section: Read, facet: Facet, uncertain: bool) -> set[str]:
        return set() if facet in section.uncertain and not uncertain else set(section.values[facet])

    def counts(self, request: SearchRequest) -> dict[Facet, dict[str, int]]:
        found = self.evaluate(request.node, request.uncertain)
        result: dict[Facet, dict[str, int]] = {}
        for facet in FACETS:
            holders: dict[str, set[object]] = {}
            for key in found:
                section = self.by_id[key]
                if self.passes(section, request, but=facet):
                    same = self.same(key, request)
                    for value in self.values(section, facet, request.uncertain):
                        holders.setdefault(value, set()).add(same)
            result[facet] = {value: len(held) for value, held in holders.items()}
        return result

    def passes(self, section: Read, request: SearchRequest, but: Facet | None = None) -> bool:
        return all(
            facet == but or not values or self.chosen(facet, values, request.uncertain)(section)
            for facet, values in request.filters.items()
        )

    def same(self, key: str, request: SearchRequest) -> object:
        return self.clusters.get(key, key) if request.duplicates == "collapse" else key

    def answer(self, request: SearchRequest) -> list[tuple[str, float, int]]:
        """All hits in order, with their scores and numbers of copies."""
        found = self.evaluate(request.node, request.uncertain)
        passing = {key: found[key] for key in found if self.passes(self.by_id[key], request)}
        if request.sort == "relevance":
            for key in passing:
                passing[key] += self.bonus(request.node, self.by_id[key])
        ordered = sorted(passing, key=lambda key: (*self.place(key, request), -passing[key], key))
        groups: dict[object, list[str]] = {}
        for key in ordered:
            groups.setdefault(self.same(key, request), []).append(key)
        return [(keys[0], passing[keys[0]], len(keys) - 1) for keys in groups.values()]

    def place(self, key: str, request: SearchRequest) -> tuple[int, ...]:
        year = self.by_id[key].year
        if request.sort == "relevance":
            return ()
        return (not year, -year if request.sort == "newest" else year)


def pairs(pieces: Iterable[str]) -> set[str]:
    return {piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1)}


def standing(found: list[tuple[str, int]], run: list[tuple[str, int]]) -> int:
    """The number of places where the words of `run` stand as they do in it."""
    held = set(found)
    first, base = run[0]
    return sum(
        all((word, at - base + place) in held for word, place in run)
        for text, at in found
        if text == first
    )


def near(text: str, texts: Sequence[str], distance: int) -> int:
    """The number of places that are the leftmost of a group of all `texts`, close together."""
    wanted = list(dict.fromkeys(fold(each) for each in texts))
    places = [[(at, at + len(each)) for at in starts(text, each)] for each in wanted]
    total = sum(len(each) for each in wanted)
    leftmost = {
        min(begin for begin, _ in group)
        for group in product(*places)
        if max(end for _, end in group) - min(begin for begin, _ in group) - total <= distance
    }
    return len(leftmost)
