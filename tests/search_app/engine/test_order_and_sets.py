"""The short ways to an order or a set of documents give what the long ways give."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_app.engine.whoosh.matches import (
    Matches,
    intersect,
    intersect_documents,
    intersect_sorted,
    subtract,
    unite,
    unite_documents,
)
from search_app.engine.whoosh.order import Ranked, collapse, sort_top_k, top_k

HITS = st.lists(st.tuples(st.integers(0, 3), st.integers(2009, 2012)), min_size=1, max_size=40)


def ranked_hits(hits: list[tuple[int, int]], rank: list[int], by_year: bool) -> Ranked:
    return Ranked(
        np.arange(len(hits), dtype=np.int32),
        np.array([score for score, _ in hits], np.float32),
        np.array(rank, np.uint32),
        np.array([year for _, year in hits]) if by_year else None,
    )


def best_first(hits: list[tuple[int, int]], rank: list[int], by_year: bool) -> list[int]:
    return sorted(
        range(len(hits)),
        key=lambda at: (-hits[at][1] if by_year else 0, -hits[at][0], rank[at]),
    )


@given(hits=HITS, k=st.integers(1, 45), by_year=st.booleans(), data=st.data())
def test_the_top_k_are_the_first_of_all_in_order(
    hits: list[tuple[int, int]], k: int, by_year: bool, data: st.DataObject
) -> None:
    rank = data.draw(st.permutations(range(len(hits))))
    ranked = ranked_hits(hits, rank, by_year)
    expected = best_first(hits, rank, by_year)[:k]
    assert sort_top_k(ranked, k).tolist() == expected
    if k < len(hits):
        assert top_k(ranked, k).tolist() == sorted(expected)


@given(hits=HITS, data=st.data())
def test_of_each_cluster_the_best_is_left(hits: list[tuple[int, int]], data: st.DataObject) -> None:
    count = len(hits)
    rank = data.draw(st.permutations(range(count)))
    clusters = data.draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
    collapsed, copies = collapse(
        ranked_hits(hits, rank, by_year=False), np.array(clusters, np.uint32)
    )
    members: dict[int, list[int]] = {}
    for document in best_first(hits, rank, by_year=False):
        members.setdefault(clusters[document] or -1 - document, []).append(document)
    expected = sorted((first, len(others)) for first, *others in members.values())
    assert list(zip(collapsed.documents.tolist(), copies.tolist(), strict=True)) == expected


DOCUMENTS = st.sets(st.integers(0, 199), max_size=60).map(sorted)


@given(one=DOCUMENTS, other=DOCUMENTS, size=st.sampled_from((200, 200_000)))
def test_sets_of_documents(one: list[int], other: list[int], size: int) -> None:
    """Of 200 documents they are intersected by a table, of 200,000 by binary search."""
    some, more = matches(one), matches(other)
    here, there = intersect_sorted(some.documents, more.documents, size)
    common, all_of_both = sorted({*one} & {*other}), sorted({*one} | {*other})
    assert some.documents[here].tolist() == more.documents[there].tolist() == common
    assert intersect_documents([some.documents, more.documents], size).tolist() == common
    assert unite_documents(some.documents, more.documents).tolist() == all_of_both
    both = intersect([some, more], size)
    assert both.documents.tolist() == common
    assert both.scores.tolist() == [2 * document for document in common]
    assert subtract(some, more.documents, size).documents.tolist() == sorted({*one} - {*other})
    for document in (0, 7, 199):
        place = one.index(document) if document in one else None
        assert some.index_of(document) == place


@given(sets=st.lists(DOCUMENTS, min_size=1, max_size=4), at_least=st.integers(1, 4))
def test_a_union_is_the_same_by_sorting_and_by_adding_up(
    sets: list[list[int]], at_least: int
) -> None:
    """Few documents are sorted; enough others beside them, apart, make the union add up instead."""
    size = 20_000
    others = Matches(np.arange(10_000, 19_000, dtype=np.int32), np.ones(9000, np.float32))
    few = unite([matches(documents) for documents in sets], size, at_least)
    many = unite([*(matches(documents) for documents in sets), others], size, at_least)
    below = many.select(many.documents < 200)
    assert few.documents.tolist() == below.documents.tolist()
    assert few.scores.tolist() == below.scores.tolist()


def matches(documents: list[int]) -> Matches:
    numbers = np.array(documents, np.int32)
    return Matches(numbers, numbers.astype(np.float32))
