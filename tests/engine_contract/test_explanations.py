"""An explanation says what the score of a hit is the sum of."""

from __future__ import annotations

import pytest

from indexer.model import AnalysedFile
from search_app.engine.protocol import Engine, SearchRequest, Sort
from search_app.query.nodes import (
    And,
    Everything,
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
from tests.engine_contract.files import section_ids

SORTS: tuple[Sort, ...] = ("relevance", "newest")


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "node",
    [
        Words("校车安全"),
        Words("没有的词", alternatives=("校车", "教师")),
        Words("校车", alternatives=("教师队伍", "学校")),
        And((Words("学校"), Words("教师队伍"))),
        And((Words("学校"), Not(Words("校车")))),
        Question(("哪些学校", "教师队伍")),
        Or((Phrase("教师"), Prefix("学"))),
        Or((Words("学校"), Words("校车安全"))),  # the second adds nothing where it does not match
        Or((WordRun("学校"), Near(("学校", "教师"), 20))),
    ],
)
def test_the_parts_of_a_score_add_up_to_it(engine: Engine, node: Node, sort: Sort) -> None:
    request = SearchRequest(node, sort=sort)
    hits = engine.search(request).hits
    assert hits
    for hit in hits:
        explained = engine.explain(request, hit.section_id)
        assert explained is not None
        assert explained.score == pytest.approx(hit.score, rel=1e-5)
        weights = [weight for _, _, weight in explained.parts]
        assert sum(weights) == pytest.approx(hit.score, rel=1e-5)
        assert weights == sorted(weights, reverse=True)
        assert all(weights)


def test_words_that_stand_together_are_said_to(engine: Engine) -> None:
    request = SearchRequest(And((Words("宿管员"), Words("熄灯"))))
    best = engine.search(request).hits[0]
    explained = engine.explain(request, best.section_id)
    assert explained is not None
    kinds = {kind for kind, _, _ in explained.parts}
    assert {"closeness", "literal", "word"} <= kinds
    assert ("literal", "熄灯") in [part[:2] for part in explained.parts]


def test_what_matches_without_a_score_has_no_parts(
    engine: Engine, files: list[AnalysedFile]
) -> None:
    explained = engine.explain(SearchRequest(Everything()), section_ids(files)[0])
    assert explained is not None
    assert (explained.parts, explained.score) == ((), 0.0)


def test_what_does_not_match_is_not_explained(engine: Engine, files: list[AnalysedFile]) -> None:
    node = Words("校车")
    matching = set(engine.scan(SearchRequest(node, duplicates="show")))
    for section_id in section_ids(files):
        explained = engine.explain(SearchRequest(node), section_id)
        assert (explained is not None) == (section_id in matching)
    assert engine.explain(SearchRequest(Everything()), "nonsense") is None
    some = next(iter(matching))
    nowhere: list[SearchRequest] = [
        SearchRequest(node, {"year": ("1066",)}),
        SearchRequest(And((node, Filter("year", ("1066",))))),
        SearchRequest(Not(node)),
    ]
    assert [engine.explain(request, some) for request in nowhere] == [None, None, None]
