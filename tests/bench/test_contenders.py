"""The engines that are compared are asked the same question: they find the same sections, and count
the same values of their facets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.compare import made_queries
from bench.contenders import CONTENDERS, FACETS, Contender, Counted
from bench.made_corpus import SEED

NOWHERE = ("没有这个词",)


@pytest.fixture(scope="module")
def contenders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Contender]]:
    opened = {}
    for name, kind in CONTENDERS.items():
        folder: Path = tmp_path_factory.mktemp("contenders") / "index"
        opened[name] = kind()
        opened[name].build(folder, SEED, 120)
        opened[name].open(folder)
    yield opened
    for contender in opened.values():
        contender.close()


def test_all_find_the_same_and_ours_what_is_cut_another_way_too(
    contenders: dict[str, Contender],
) -> None:
    queries = [*made_queries(40), NOWHERE]
    totals = {
        name: [contender.search(query, 0) for query in queries]
        for name, contender in contenders.items()
    }
    ours = totals.pop("xunzhang")
    expected = totals["plain Whoosh"]
    assert any(expected)
    assert expected[-1] == 0
    assert totals == dict.fromkeys(totals, expected)
    assert all(mine >= theirs for mine, theirs in zip(ours, expected, strict=True))


def test_all_count_the_same_values_of_each_facet(contenders: dict[str, Contender]) -> None:
    compared = 0
    for query in made_queries(40):
        expected = contenders["SQLite FTS5"].counts(query)
        for name, contender in contenders.items():
            # Ours finds more where a word is cut another way.
            if name != "xunzhang" or contender.search(query, 0) == sum(expected["year"].values()):
                assert _known(contender.counts(query)) == expected, (name, query)
                compared += name == "xunzhang" and len(expected["topic"]) > 1
    assert compared


def _known(counts: Counted) -> Counted:
    """What was counted of values that a section can have been given: not what stands for none, nor,
    in ours alone, the regions above its own."""
    return {
        facet: {
            value: count
            for value, count in counts[facet].items()
            if value and count and not (facet == "region" and value.endswith("00"))
        }
        for facet in FACETS
    }
