"""The short ways to an order or a set of documents give what the long ways give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import search_app.engine.whoosh.order as order
from search_app.engine.whoosh.matches import Matches, intersection, shared, without
from search_app.engine.whoosh.order import Ranked, first

HITS = st.lists(st.tuples(st.integers(0, 3), st.integers(2009, 2012)), min_size=1, max_size=40)


@given(hits=HITS, count=st.integers(1, 45), by_year=st.booleans(), data=st.data())
def test_the_first_of_many_are_those_of_all_in_order(
    hits: list[tuple[int, int]], count: int, by_year: bool, data: st.DataObject
) -> None:
    rank = data.draw(st.permutations(range(len(hits))))
    ranked = Ranked(
        np.arange(len(hits), dtype=np.int32),
        np.array([score for score, _ in hits], np.float32),
        np.array(rank, np.uint32),
        np.array([year for _, year in hits]) if by_year else None,
    )
    expected = sorted(
        range(len(hits)),
        key=lambda at: (-hits[at][1] if by_year else 0, -hits[at][0], rank[at]),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(order, "_FEW", 0)
        assert first(ranked, count).tolist() == expected[:count]
    assert first(ranked, count).tolist() == expected[:count]


DOCUMENTS = st.sets(st.integers(0, 199), max_size=60).map(sorted)


@given(one=DOCUMENTS, other=DOCUMENTS, size=st.sampled_from((200, 200_000)))
def test_sets_of_documents(one: list[int], other: list[int], size: int) -> None:
    """Of 200 documents they are met in a table, of 200,000 by bisection."""
    some, more = matches(one), matches(other)
    here, there = shared(some.documents, more.documents, size)
    common = sorted({*one} & {*other})
    assert some.documents[here].tolist() == more.documents[there].tolist() == common
    both = intersection([some, more], size)
    assert both.documents.tolist() == common
    assert both.scores.tolist() == [2 * document for document in common]
    assert without(some, more, size).documents.tolist() == sorted({*one} - {*other})
    for document in (0, 7, 199):
        assert some.score_of(document) == (document if document in one else 0)


def matches(documents: list[int]) -> Matches:
    held = np.array(documents, np.int32)
    return Matches(held, held.astype(np.float32))
