"""The engines that are compared are asked the same question: they find the same sections."""

from pathlib import Path

from bench.compare import made_queries
from bench.contenders import CONTENDERS
from bench.made_corpus import SEED


def test_contenders_find_the_same_and_ours_what_is_cut_another_way_too(tmp_path: Path) -> None:
    queries = [*made_queries(40), ("没有这个词",)]
    totals = {}
    for name, kind in CONTENDERS.items():
        contender = kind()
        contender.build(tmp_path / name, SEED, 120)
        contender.open(tmp_path / name)
        totals[name] = [contender.search(query, 0) for query in queries]
        contender.close()
    ours = totals.pop("xunzhang")
    expected = totals["plain Whoosh"]
    assert any(expected)
    assert expected[-1] == 0
    assert totals == dict.fromkeys(totals, expected)
    assert all(mine >= theirs for mine, theirs in zip(ours, expected, strict=True))
