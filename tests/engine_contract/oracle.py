"""An engine by brute force: it reads every section through and computes everything from its
definition.

Shared with the embedded engine are the folding and the words, what makes two texts copies, and the
numbers of `ranking`; nothing else is. It is as slow as it looks: for a few hundred sections.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise, product
from types import MappingProxyType
from typing import Any

import numpy as np

from indexer import gazetteer
from indexer.duplicates import cluster, compute_signatures
from indexer.inspection import file_json
from indexer.model import AnalysedFile, Report, Section
from indexer.text import analyse, cut, fold, words
from search_app.engine.protocol import (
    FACETS,
    Explanation,
    Hit,
    PartKind,
    Relation,
    SearchRequest,
    SearchResult,
    StoredSection,
)
from search_app.engine.whoosh import ranking
from search_app.engine.whoosh.copies import COPIED_SHARE
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

Json = dict[str, Any]
Scores = dict[str, float]
"""Section id → score."""
PARTS: Mapping[Field, tuple[int, ...]] = {"any": (0, 1, 2), "title": (0,), "heading": (1,)}
_generations = count(1)


@dataclass(frozen=True, slots=True)
class Summand:
    """A term that scores: what it adds to each section that holds it is `weight` times its score
    there."""

    kind: PartKind
    text: str
    scores: Scores
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to match a leaf: the sections that do, and what their scores are the sums of.
    `factors`, where there are any, multiply the sums."""

    matching: set[str]
    summands: Sequence[Summand]
    factors: Scores | None = None

    def parts(self, section_id: str) -> list[tuple[PartKind, str, float]]:
        factor = self.factors[section_id] if self.factors is not None else 1.0
        return [
            (each.kind, each.text, factor * each.weight * each.scores.get(section_id, 0.0))
            for each in self.summands
        ]

    def score(self, section_id: str) -> float:
        return sum(score for _, _, score in self.parts(section_id))


@dataclass
class Indexed:
    """A section as it is searched. `parts` are its title, headings and body, folded, a newline
    between paragraphs; after the body stands what is searched but not shown. `shown` is the same
    without that."""

    section: Section
    report: Report
    file: AnalysedFile
    parts: tuple[str, str, str]
    shown: tuple[str, str, str]
    values: Mapping[Facet, set[str]]
    words: tuple[list[tuple[str, int]], ...] = field(init=False)
    counts: tuple[Counter[str], ...] = field(init=False)

    def __post_init__(self) -> None:
        self.words = tuple(words_of(part) for part in self.parts)
        self.counts = tuple(Counter(word for word, _ in part) for part in self.words)

    @property
    def id(self) -> str:
        return self.section.id

    @property
    def year(self) -> int:
        return self.report.year.value if self.report.year else 0

    def holds_words(self, wanted: set[str], in_field: Field) -> bool:
        counts = [self.counts[part] for part in PARTS[in_field]]
        return all(any(word in part for part in counts) for word in wanted)

    def certain(self, facet: Facet) -> bool:
        attribution = {"region": self.report.region, "year": self.report.year}.get(facet)
        return attribution is None or attribution.status != "possible"


def index_section(
    file: AnalysedFile, report: Report, section: Section, fields: Mapping[str, str]
) -> Indexed:
    title = one_line(report.title)
    headings = "\n".join(map(one_line, section.path))
    shown = section.text.split("\n")
    restored = (section.restored or section.text).split("\n")
    unseen = [other for other, line in zip(restored, shown, strict=True) if other != line]
    region = report.region
    return Indexed(
        section,
        report,
        file,
        (fold(title), fold(headings), folded_lines([*shown, *unseen])),
        (fold(title), fold(headings), folded_lines(shown)),
        {
            "region": {*gazetteer.ancestors(region.code), region.code} if region else set(),
            "year": {str(report.year.value)} if report.year else set(),
            "topic": {*section.topics, *(fields[t] for t in section.topics if t in fields)},
            "role": {section.role},
            "period": {report.period} if report.period else set(),
        },
    )


def one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\0", " ")


def folded_lines(lines: Iterable[str]) -> str:
    return fold("\n".join(lines).replace("\0", " "))


def words_of(text: str) -> list[tuple[str, int]]:
    """The words of each line, with their offsets in the whole."""
    result, base = [], 0
    for line in text.split("\n"):
        result += [(word, base + at) for word, at in words(line)]
        base += len(line) + 1
    return result


class Oracle:
    """`search_app.engine.protocol.Engine` over analysed files."""

    def __init__(
        self, files: Iterable[AnalysedFile], fields: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.generation = f"oracle-{next(_generations)}"
        self.indexed = {
            section.id: index_section(file, report, section, fields)
            for file in files
            for report in file.reports
            for section in report.sections
        }
        self.reports: dict[str, list[Indexed]] = defaultdict(list)
        for each in self.indexed.values():
            self.reports[each.report.id].append(each)
        self.clusters = find_clusters(self.indexed.values())
        self.weights = occurrence_weights(self.indexed.values())
        self.known: dict[tuple[str, str, Field], Scores] = {}
        self.evaluated: dict[tuple[Node, bool], Scores] = {}

    def close(self) -> None:
        pass

    # Searching

    def search(self, request: SearchRequest) -> SearchResult:
        hits = self.rank(request)
        start = (request.page - 1) * request.size
        return SearchResult(
            len(hits), tuple(hits[start : start + request.size]), self.count_facets(request)
        )

    def count_many(self, requests: Sequence[SearchRequest]) -> list[int]:
        return [len(self.rank(request)) for request in requests]

    def scan(self, request: SearchRequest) -> Iterator[str]:
        return (hit.section_id for hit in self.rank(request))

    def rank(self, request: SearchRequest) -> list[Hit]:
        """All hits, in order."""
        scores = self.match(request)
        if request.sort == "relevance":
            for section_id, bonus in self.proximity(request.node, scores).items():
                scores[section_id] += bonus

        def order(section_id: str) -> tuple[object, ...]:
            year = self.indexed[section_id].year
            by_year = (not year, year if request.sort == "oldest" else -year)
            key = () if request.sort == "relevance" else by_year
            return (*key, -scores[section_id], section_id)

        groups: dict[object, list[str]] = defaultdict(list)
        for section_id in sorted(scores, key=order):
            groups[self.counted_as(section_id, request)].append(section_id)
        return [Hit(best, scores[best], len(copies)) for best, *copies in groups.values()]

    def count_facets(self, request: SearchRequest) -> Mapping[Facet, Mapping[str, int]]:
        result = {}
        for facet in FACETS:
            holders: dict[str, set[object]] = defaultdict(set)
            for section_id in self.match(request, ignored=(facet,)):
                for value in self.values(section_id, facet, request.uncertain):
                    holders[value].add(self.counted_as(section_id, request))
            result[facet] = {value: len(counted) for value, counted in holders.items()}
        return result

    def crosstab(
        self, request: SearchRequest, rows: Facet, columns: Facet
    ) -> Mapping[tuple[str, str], int]:
        holders: dict[tuple[str, str], set[object]] = defaultdict(set)
        for section_id in self.match(request, ignored=(rows, columns)):
            down = self.values(section_id, rows, request.uncertain)
            across = self.values(section_id, columns, request.uncertain)
            for cell in product(down, across):
                holders[cell].add(self.counted_as(section_id, request))
        return {cell: len(counted) for cell, counted in holders.items()}

    def match(self, request: SearchRequest, ignored: Sequence[Facet] = ()) -> Scores:
        """What matches node and filters, but for the filters of the `ignored` facets."""
        key = (request.node, request.uncertain)
        if key not in self.evaluated:  # pages, counts and explanations ask for it again
            self.evaluated[key] = self.evaluate(*key)
        return {
            section_id: score
            for section_id, score in self.evaluated[key].items()
            if all(
                facet in ignored
                or not chosen
                or self.has_value(section_id, facet, chosen, request.uncertain)
                for facet, chosen in request.filters.items()
            )
        }

    def values(self, section_id: str, facet: Facet, uncertain: bool) -> set[str]:
        section = self.indexed[section_id]
        return section.values[facet] if uncertain or section.certain(facet) else set()

    def has_value(
        self, section_id: str, facet: Facet, chosen: Iterable[str], uncertain: bool
    ) -> bool:
        return not self.values(section_id, facet, uncertain).isdisjoint(chosen)

    def counted_as(self, section_id: str, request: SearchRequest) -> object:
        """What is the same for sections that count once."""
        if request.duplicates == "show":
            return section_id
        return self.clusters.get(section_id, section_id)

    # The query tree

    def evaluate(self, node: Node, uncertain: bool) -> Scores:
        match node:
            case Everything():
                return dict.fromkeys(self.indexed, 0.0)
            case Filter(facet, values):
                return {
                    section_id: 0.0
                    for section_id in self.indexed
                    if self.has_value(section_id, facet, values, uncertain)
                }
            case Not(child):
                excluded = self.evaluate(child, uncertain)
                return {one: 0.0 for one in self.indexed if one not in excluded}
            case And(()):
                return dict.fromkeys(self.indexed, 0.0)
            case And(children):
                return self.at_least(len(children), children, uncertain)
            case Or(children):
                return self.at_least(1, children, uncertain)
            case AtLeast(least, children):
                return self.at_least(max(least, 1), children, uncertain)
            case _:
                scores: Scores = {}
                for clause in self.clauses(node):
                    for one in clause.matching:
                        scores[one] = max(scores.get(one, -math.inf), clause.score(one))
                return scores

    def at_least(self, least: int, children: Sequence[Node], uncertain: bool) -> Scores:
        matched = [self.evaluate(child, uncertain) for child in children]
        times = Counter(section_id for scores in matched for section_id in scores)
        return {
            one: sum(scores.get(one, 0.0) for scores in matched)
            for one, number in times.items()
            if number >= least
        }

    def clauses(self, node: Node) -> list[Clause]:
        """The ways to match a leaf."""
        match node:
            case Words(text, in_field, alternatives, content):
                synonyms = [self.synonym(each, in_field) for each in alternatives]
                return [self.chunk(text, content, in_field), *synonyms]
            case Phrase(text, in_field):
                return [self.alone("phrase", text, self.shown(fold(text), in_field))]
            case WordRun(text, in_field):
                run = cut(fold(text))
                if not run:
                    return [self.alone("word", text, self.literal(fold(text), in_field))]
                scores = self.bm25(lambda one, part: count_runs(one.words[part], run), in_field)
                return [self.alone("word", text, scores)]
            case Near(texts, distance):
                strings = list(dict.fromkeys(map(fold, texts)))
                scores = self.bm25(
                    lambda one, part: count_groups(one.parts[part], strings, distance), "any"
                )
                return [self.alone("near", " ".join(texts), scores)]
            case Prefix(text, in_field):
                beginning = fold(text)
                scores = {
                    one.id: ranking.PREFIX_SCORE
                    for one in self.indexed.values()
                    for part in PARTS[in_field]
                    if any(word.startswith(beginning) for word in one.counts[part])
                }
                return [self.alone("prefix", text, scores)]
            case Question(texts, least):
                return [self.question([fold(text) for text in texts], max(least, 1))]
            case _:
                raise TypeError(f"no leaf of a query: {node!r}")

    def alone(self, kind: PartKind, text: str, scores: Scores) -> Clause:
        return Clause(set(scores), [Summand(kind, text, scores)])

    def chunk(self, text: str, content: Sequence[str], in_field: Field) -> Clause:
        folded = fold(text)
        pieces = [fold(piece) for piece in content or (text,)]
        literal = self.literal(folded, in_field)
        wanted = {word for piece in pieces for word, _ in analyse(piece).smallest}
        matching = set(literal)
        if wanted:
            matching |= {
                one.id for one in self.indexed.values() if one.holds_words(wanted, in_field)
            }
        summands = [Summand("literal", folded, literal, ranking.LITERAL_WEIGHT)]
        for word in distinct_words(pieces):
            summands.append(Summand("word", word, self.word(word, in_field)))
        for pair in distinct_bigrams(pieces):
            scores = self.literal(pair, in_field)
            summands.append(Summand("bigram", pair, scores, ranking.BIGRAM_WEIGHT))
        return Clause(matching, summands)

    def synonym(self, text: str, in_field: Field) -> Clause:
        """A synonym counts where it stands literally, and scores as a chunk does, but less."""
        literal = self.literal(fold(text), in_field)
        lowered = dict.fromkeys(literal, ranking.ALTERNATIVE_WEIGHT)
        return Clause(set(literal), self.chunk(text, (), in_field).summands, lowered)

    def question(self, pieces: Sequence[str], least: int) -> Clause:
        """A word of two characters is also one of the bigrams. Both score; they count as one."""
        bigrams = {pair: self.literal(pair) for pair in distinct_bigrams(pieces)}
        of_words = {word: self.word(word) for word in distinct_words(pieces)}
        terms = of_words | bigrams
        held = Counter(section_id for scores in terms.values() for section_id in scores)
        matching = {section_id for section_id, number in held.items() if number >= least}
        summands = [Summand("word", word, scores) for word, scores in of_words.items()]
        summands += [Summand("bigram", pair, scores) for pair, scores in bigrams.items()]
        factors = {
            one: 1 - ranking.QUESTION_COVERAGE * (1 - held[one] / len(terms)) for one in matching
        }
        return Clause(matching, summands, factors)

    # Scores

    def literal(self, text: str, in_field: Field = "any") -> Scores:
        """The sections where a folded string stands in what is searched."""
        return self.remember(
            ("literal", text, in_field), lambda one, part: len(starts(one.parts[part], text))
        )

    def shown(self, text: str, in_field: Field) -> Scores:
        """The sections where a folded string stands in what is shown."""
        return self.remember(
            ("shown", text, in_field), lambda one, part: len(starts(one.shown[part], text))
        )

    def word(self, word: str, in_field: Field = "any") -> Scores:
        return self.remember(("word", word, in_field), lambda one, part: one.counts[part][word])

    def remember(
        self, key: tuple[str, str, Field], frequency: Callable[[Indexed, int], int]
    ) -> Scores:
        if key not in self.known:
            self.known[key] = self.bm25(frequency, key[2])
        return self.known[key]

    def bm25(self, frequency: Callable[[Indexed, int], int], in_field: Field) -> Scores:
        """BM25F of the sections where a term stands; `frequency` says how often in which part."""
        parts = PARTS[in_field]
        frequencies = {
            one.id: sum(frequency(one, part) * self.weights[one.id][part] for part in parts)
            for one in self.indexed.values()
        }
        holders = {one: tf for one, tf in frequencies.items() if tf}
        idf = self.idf(len(holders))
        k = ranking.K1
        return {one: idf * (k + 1) * tf / (k + tf) for one, tf in holders.items()}

    def idf(self, holders: int) -> float:
        return math.log(1 + (len(self.indexed) - holders + 0.5) / (holders + 0.5))

    def proximity(self, node: Node, scores: Scores) -> Scores:
        """What proximity adds to the best of `scores`."""
        best = sorted(scores, key=lambda one: (-scores[one], one))
        return {
            one: self.proximity_bonus(node, self.indexed[one])
            for one in best[: ranking.PROXIMITY_CANDIDATES]
        }

    def proximity_bonus(self, node: Node, section: Indexed) -> float:
        total = 0.0
        for one, other in pairwise(proximity_strings(node)):
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

    def explain(self, request: SearchRequest, section_id: str) -> Explanation | None:
        scores = self.match(request)
        if section_id not in scores:
            return None
        parts = self.parts(request.node, section_id)
        if request.sort == "relevance":
            bonus = self.proximity(request.node, scores).get(section_id, 0.0)
            parts.append(("closeness", "", bonus))
            scores[section_id] += bonus
        parts = sorted((part for part in parts if part[2]), key=lambda part: -part[2])
        return Explanation(tuple(parts), scores[section_id])

    def parts(self, node: Node, section_id: str) -> list[tuple[PartKind, str, float]]:
        match node:
            case And(children) | Or(children) | AtLeast(_, children):
                return [part for child in children for part in self.parts(child, section_id)]
            case Not() | Filter() | Everything():
                return []
            case _:
                matching = [each for each in self.clauses(node) if section_id in each.matching]
                if not matching:
                    return []
                return max(matching, key=lambda clause: clause.score(section_id)).parts(section_id)

    # What is kept of sections and reports

    def sections(self, ids: Sequence[str]) -> list[StoredSection | None]:
        return [self.stored(self.indexed[one]) if one in self.indexed else None for one in ids]

    def stored(self, one: Indexed) -> StoredSection:
        section, report = one.section, one.report
        inspected = inspect_report(one.file, report)
        return StoredSection(
            id=section.id,
            report_id=report.id,
            title=report.title,
            path=section.path,
            lines=tuple((line.start, line.end, line.text) for line in section.lines),
            part=section.part,
            topics=section.topics,
            role=section.role,
            region=without_evidence(inspected["region"]),
            year=without_evidence(inspected["year"]),
            period=report.period,
            file=one.file.source.name,
            start_line=section.start_line,
            end_line=section.end_line,
            spun=report.paraphrased,
        )

    def report(self, report_id: str) -> Mapping[str, Any] | None:
        if report_id not in self.reports:
            return None
        file, report = self.reports[report_id][0].file, self.reports[report_id][0].report
        return inspect_report(file, report) | {
            "duplicate_of": report.duplicate_of or self.original(report_id),
            "file": file.source.name,
            "format": file.source.format,
            "encoding": file.source.encoding,
            "repairs": [
                repair
                for repair in file_json(file)["repairs"]
                if report.start_line <= repair["line"] <= report.end_line
            ],
            "source_lines": file.source.source[report.start_line - 1 : report.end_line],
            "beside": [
                {"id": each.id, "title": each.title} for each in file.reports if each.sections
            ],
        }

    def original(self, report_id: str) -> str | None:
        """The report of an earlier file that shares enough words with this one in copies."""
        shared: Counter[tuple[str, str]] = Counter()
        own = self.reports[report_id]
        for one in own:
            others = (self.indexed[copy] for copy in self.copies(one.id))
            holders = {(other.file.source.name, other.report.id) for other in others}
            shared.update({each: len(one.words[2]) for each in holders})
        enough = COPIED_SHARE * sum(len(one.words[2]) for one in own)
        originals = [
            (file, report)
            for (file, report), held in shared.items()
            if file < own[0].file.source.name and held >= enough
        ]
        return min(originals)[1] if originals else None

    def related(self, section_id: str, relation: Relation, size: int = 100) -> list[str]:
        if section_id not in self.indexed:
            return []
        related = self.copies(section_id) if relation == "copies" else self.similar(section_id)
        return related[:size]

    def copies(self, section_id: str) -> list[str]:
        cluster = self.clusters.get(section_id)
        return sorted(
            one for one, of in self.clusters.items() if of == cluster and one != section_id
        )

    def similar(self, section_id: str) -> list[str]:
        text = self.indexed[section_id].shown[2]
        held = {word for word, _ in words_of(text) if len(word) > 1}
        shared = [word for word in held if len(self.word(word)) > 1]
        shared.sort(key=lambda word: (-self.word(word).get(section_id, 0.0), word))
        scores: Counter[str] = Counter()
        for word in shared[: ranking.SIMILAR_TERMS]:
            scores.update(self.word(word))
        for one in (section_id, *self.copies(section_id)):
            scores.pop(one, None)
        best: dict[object, str] = {}
        for one in sorted(scores, key=lambda one: (-scores[one], one)):
            best.setdefault(self.clusters.get(one, one), one)
        return list(best.values())

    def common_words(self, size: int) -> list[tuple[str, int]]:
        holders = Counter(
            word for one in self.indexed.values() for word in set().union(*one.counts)
        )
        return sorted(holders.items(), key=lambda pair: (-pair[1], pair[0]))[:size]


def occurrence_weights(sections: Collection[Indexed]) -> dict[str, list[float]]:
    """For each section what one occurrence in its title, its headings or its body weighs: the
    weight of the part, divided by its length normalisation."""
    parts = range(len(ranking.PART_WEIGHTS))
    means = [sum(len(one.words[part]) for one in sections) / len(sections) for part in parts]
    weights: dict[str, list[float]] = {one.id: [] for one in sections}
    for one, part in product(sections, parts):
        b = ranking.PART_B[part]
        length = len(one.words[part]) / max(means[part], 1e-9)
        weights[one.id].append(ranking.PART_WEIGHTS[part] / (1 - b + b * length))
    return weights


def find_clusters(sections: Collection[Indexed]) -> dict[str, int]:
    """A number for each section that has copies, the same for all copies of it. Sections are
    compared by the nearest heading and the body as shown."""
    in_order = sorted(sections, key=lambda one: one.id)
    texts = [
        "\n".join((*one.shown[1].split("\n")[-1:], one.shown[2]))
        if one.section.path
        else one.shown[2]
        for one in in_order
    ]
    ends = np.cumsum([len(text) + 1 for text in texts]) - 1
    begins = np.append(0, ends[:-1] + 1)
    numbers = cluster(compute_signatures("\n".join(texts), begins, ends)).tolist()
    sizes = Counter(numbers)
    return {
        one.id: number for one, number in zip(in_order, numbers, strict=True) if sizes[number] > 1
    }


def inspect_report(file: AnalysedFile, report: Report) -> Json:
    """A report as `inspect --json` gives it."""
    inspected: Json = file_json(file)["reports"][file.reports.index(report)]
    return inspected


def without_evidence(attribution: Json | None) -> Json | None:
    if attribution is None:
        return None
    return {name: value for name, value in attribution.items() if name != "evidence"}


def starts(text: str, string: str) -> list[int]:
    """Where `string` stands in a paragraph of `text`."""
    result: list[int] = []
    if not string or "\n" in string:
        return result
    at = text.find(string)
    while at >= 0:
        result.append(at)
        at = text.find(string, at + 1)
    return result


def distinct_words(pieces: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for piece in pieces for word, _ in words(piece)))


def distinct_bigrams(pieces: Iterable[str]) -> list[str]:
    return list(
        dict.fromkeys(piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1))
    )


def proximity_strings(node: Node) -> list[str]:
    """The words and phrases of a query whose distance counts, in its order."""
    match node:
        case Words(text, _, _, content):
            pieces = content or (text,)
            smallest = [word for piece in pieces for word, _ in analyse(piece).smallest]
            return [word for word in dict.fromkeys(smallest) if len(word) > 1]
        case Phrase(text):
            return [fold(text)] if len(text) > 1 else []
        case And(children) | Or(children) | AtLeast(_, children):
            return [string for child in children for string in proximity_strings(child)]
        case _:
            return []


def count_runs(text_words: list[tuple[str, int]], run: list[tuple[str, int]]) -> int:
    """The number of places where the words of `run` stand as they do in it."""
    there = set(text_words)
    first, base = run[0]
    return sum(
        all((word, at - base + place) in there for word, place in run)
        for text, at in text_words
        if text == first
    )


def count_groups(text: str, strings: Sequence[str], distance: int) -> int:
    """The number of places that are the leftmost of a group of all `strings`, close together."""
    if not strings:
        return 0
    places = [[(at, at + len(each)) for at in starts(text, each)] for each in strings]
    own = sum(map(len, strings))
    leftmost = {
        min(begin for begin, _ in group)
        for group in product(*places)
        if max(end for _, end in group) - min(begin for begin, _ in group) - own <= distance
    }
    return len(leftmost)
