"""The engine and a search by brute force give the same answers."""

import random

import pytest

from search_app.engine.protocol import Duplicates, SearchRequest, Sort
from search_app.engine.whoosh import WhooshEngine
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
from tests.corpora import ROLES, TOPICS, WORDS, made_corpus
from tests.differential.oracle import Oracle
from tests.indexes import write_generation

FIELDS: tuple[Field, ...] = ("any", "any", "any", "title", "heading")
VALUES: dict[Facet, tuple[str, ...]] = {
    "region": ("330000", "330500", "330522", "110000", "220723", "999999"),
    "year": ("2009", "2011", "2012", "2014", "1999"),
    "topic": TOPICS,
    "role": ROLES,
    "period": ("上半年", "全年"),
}


class Queries:
    """Random queries over the words and the very texts of a corpus."""

    def __init__(self, seed: int, oracle: Oracle) -> None:
        self.draw = random.Random(seed)
        self.oracle = oracle

    def substring(self, longest: int) -> str:
        section = self.draw.choice(self.oracle.sections)
        line = self.draw.choice(self.draw.choice(section.parts).split("\n"))
        at = self.draw.randrange(max(len(line), 1))
        return line[at : at + self.draw.randint(1, longest)] or "教"

    def chunk(self) -> str:
        if self.draw.random() < 0.3:
            return self.substring(6)
        return "".join(self.draw.choices(WORDS, k=self.draw.randint(1, 2)))

    def facet(self) -> tuple[Facet, tuple[str, ...]]:
        facet = self.draw.choice(list(VALUES))
        return facet, tuple(self.draw.sample(VALUES[facet], self.draw.randint(1, 2)))

    def leaf(self) -> Node:
        draw = self.draw
        match draw.randrange(9):
            case 0 | 1:
                return Words(self.chunk(), draw.choice(FIELDS))
            case 2:
                alternatives = tuple(self.chunk() for _ in range(draw.randint(0, 2)))
                content = tuple(draw.choices(WORDS, k=draw.randint(0, 2)))
                return Words(self.chunk(), "any", alternatives, content)
            case 3:
                return Phrase(self.substring(12), draw.choice(FIELDS))
            case 4:
                texts = tuple(self.substring(3) for _ in range(draw.randint(2, 3)))
                return Near(texts, draw.randint(0, 15))
            case 5:
                return Prefix(
                    draw.choice(("教", "校", "学籍", "2", "p", "安")), draw.choice(FIELDS)
                )
            case 6:
                return WordRun(self.chunk(), draw.choice(FIELDS))
            case 7:
                texts = tuple(self.chunk() for _ in range(draw.randint(1, 3)))
                return Question(texts, draw.randint(1, 4))
            case _:
                return draw.choice((Everything(), Filter(*self.facet())))

    def node(self, depth: int = 2) -> Node:
        kind = self.draw.randrange(8) if depth else 7
        if kind > 3:
            return self.leaf()
        children = tuple(self.node(depth - 1) for _ in range(self.draw.randint(1, 3)))
        match kind:
            case 0:
                return And(children)
            case 1:
                return Or(children)
            case 2:
                return AtLeast(self.draw.randint(1, len(children)), children)
            case _:
                return And((*children, Not(self.node(0))))

    def request(self) -> SearchRequest:
        sorts: tuple[Sort, ...] = ("relevance", "relevance", "newest", "oldest")
        duplicates: tuple[Duplicates, ...] = ("collapse", "show")
        return SearchRequest(
            self.node(),
            filters=dict(self.facet() for _ in range(self.draw.choice((0, 0, 1, 2)))),
            sort=self.draw.choice(sorts),
            page=1,
            size=1000,
            duplicates=self.draw.choice(duplicates),
            uncertain=self.draw.random() < 0.3,
        )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshEngine, Oracle]:
    files = made_corpus(7, 20)
    index = tmp_path_factory.mktemp("index")
    write_generation(index, files, fingerprint="", digests={})
    engine = WhooshEngine.open(index)
    ids = [section.id for file in files for report in file.reports for section in report.sections]
    clusters = {each: frozenset((each, *engine.related(each, "copies"))) for each in ids}
    assert any(len(cluster) > 1 for cluster in clusters.values())
    assert 100 < len(ids) <= 200, "proximity is for 200 candidates: no more, or the oracle differs"
    return engine, Oracle(files, clusters)


@pytest.mark.parametrize("seed", range(12))
def test_the_engine_answers_as_brute_force_does(
    both: tuple[WhooshEngine, Oracle], seed: int
) -> None:
    engine, oracle = both
    queries = Queries(seed, oracle)
    for _ in range(25):
        request = queries.request()
        result = engine.search(request)
        expected = oracle.answer(request)
        assert result.total == engine.count_many([request])[0] == len(expected), request
        scores = {key: score for key, score, _ in expected}
        copies = {key: count for key, _, count in expected}
        for hit, (key, score, _) in zip(result.hits, expected, strict=True):
            # Where the order differs, the two must tie but for the last bits of the floats.
            assert hit.score == pytest.approx(score, rel=1e-4, abs=1e-6), request
            if hit.section_id != key and hit.section_id in scores:
                assert scores[hit.section_id] == pytest.approx(score, rel=1e-4, abs=1e-6), request
            if hit.section_id in copies:
                assert hit.duplicates == copies[hit.section_id], request
        if request.duplicates == "show":
            assert {hit.section_id for hit in result.hits} == set(scores), request
        assert result.counts == oracle.counts(request), request


def test_strings_are_counted_where_they_stand(both: tuple[WhooshEngine, Oracle]) -> None:
    engine, oracle = both
    queries = Queries(5, oracle)
    texts = [queries.substring(5) + queries.substring(2) for _ in range(200)]
    expected = [bool(oracle.evaluate(Phrase(text), False)) for text in texts]
    assert any(expected) and not all(expected)
    counts = engine.count_many([SearchRequest(Phrase(text), duplicates="show") for text in texts])
    assert [count > 0 for count in counts] == expected


@pytest.mark.parametrize("seed", range(3))
def test_pages_put_together_are_the_whole(both: tuple[WhooshEngine, Oracle], seed: int) -> None:
    engine, oracle = both
    queries = Queries(1000 + seed, oracle)
    for _ in range(8):
        whole = queries.request()
        pages = [
            engine.search(
                SearchRequest(
                    whole.node,
                    whole.filters,
                    whole.sort,
                    page,
                    7,
                    whole.duplicates,
                    whole.uncertain,
                )
            ).hits
            for page in range(1, 31)
        ]
        assert [hit for page in pages for hit in page] == list(engine.search(whole).hits), whole
