"""Pages, their order, and what is counted beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from indexer import gazetteer
from indexer.model import AnalysedFile, Line, Report, Section, SourceFile
from search_app.engine.protocol import FACETS, Duplicates, Engine, Hit, SearchRequest, Sort
from search_app.query.nodes import And, Everything, Facet, Filter, Node, Not, Or, Phrase, Words
from tests.engine_contract.engines import FIELDS, MakeEngine
from tests.engine_contract.files import all_sections, find, identifier, section_ids
from tests.engine_contract.queries import RandomQueries

EVERYTHING = SearchRequest(Everything(), duplicates="show")
BOTH: tuple[Duplicates, ...] = ("collapse", "show")
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
CERTAIN_OR_NOT = (False, True)


def turn_pages(engine: Engine, request: SearchRequest) -> Iterator[Hit]:
    """The hits of one page after another, until there are no more."""
    first = engine.search(request)
    pages = -(-first.total // request.size)
    for page in range(1, pages + 2):
        result = engine.search(replace(request, page=page))
        left = first.total - (page - 1) * request.size
        assert len(result.hits) == max(0, min(request.size, left))
        assert (result.total, result.counts) == (first.total, first.counts)
        yield from result.hits


@pytest.mark.parametrize("seed", range(4))
def test_pages_put_together_are_the_whole(
    engine: Engine, files: list[AnalysedFile], seed: int
) -> None:
    queries = RandomQueries(1000 + seed, files)
    for _ in range(5):
        request = replace(queries.request(), size=29)
        hits = list(turn_pages(engine, request))
        whole = engine.search(replace(request, size=1000))
        assert hits == list(whole.hits), request
        assert len(hits) == whole.total == len({hit.section_id for hit in hits}), request


def test_a_scan_is_all_pages_in_order(engine: Engine, files: list[AnalysedFile]) -> None:
    queries = RandomQueries(1100, files)
    for request in [queries.request() for _ in range(20)]:
        hits = engine.search(replace(request, size=1000)).hits
        assert list(engine.scan(replace(request, page=3, size=2))) == [
            hit.section_id for hit in hits
        ], request


def test_a_scan_has_no_longest(
    make_engine: MakeEngine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sections = tuple(
        Section(identifier(number), (), (Line(number, number, f"第{number}校"),))
        for number in range(1, 2502)
    )
    report = Report(identifier(9999), "总结", 1, 2501, False, (), sections)
    source = SourceFile("a.txt", "text", "utf-8", ("",) * 2501, ())
    file = AnalysedFile(source, (), (report,))
    engine = make_engine([file], tmp_path_factory.mktemp("index"))
    assert list(engine.scan(EVERYTHING)) == sorted(section.id for section in sections)
    engine.close()


def test_totals_can_be_asked_for_alone(engine: Engine, files: list[AnalysedFile]) -> None:
    queries = RandomQueries(1200, files)
    requests = [queries.request() for _ in range(40)]
    totals = [engine.search(request).total for request in requests]
    assert engine.count_many(requests) == totals
    assert any(totals)
    assert engine.count_many([]) == []


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("duplicates", BOTH)
def test_hits_are_sorted(engine: Engine, sort: Sort, duplicates: Duplicates) -> None:
    node = Or((Words("教育"), Words("校车安全")))
    hits = engine.search(SearchRequest(node, {}, sort, 1, 1000, duplicates)).hits
    assert hits
    stored = engine.sections([hit.section_id for hit in hits])
    years = [one.year["value"] if one and one.year else None for one in stored]
    without_year = [year is None for year in years]
    keys = [
        {
            "relevance": (),
            "newest": (year is None, -(year or 0)),
            "oldest": (year is None, year or 0),
        }[sort]
        for year in years
    ]
    order = [(*key, -hit.score, hit.section_id) for key, hit in zip(keys, hits, strict=True)]
    assert order == sorted(order)
    assert any(without_year) and not all(without_year)


def test_what_scores_nothing_comes_in_the_order_of_ids(
    engine: Engine, files: list[AnalysedFile]
) -> None:
    assert list(engine.scan(EVERYTHING)) == sorted(section_ids(files))
    assert {hit.score for hit in engine.search(EVERYTHING).hits} == {0.0}


# Facets


def holders(files: list[AnalysedFile], facet: Facet, value: str, uncertain: bool) -> set[str]:
    """The sections that have a value of a facet, by what the files say."""

    def has(report: Report, section: Section) -> bool:
        region, year = report.region, report.year
        match facet:
            case "region" if region is not None:
                codes = (region.code, *gazetteer.ancestors(region.code))
                return value in codes and (uncertain or region.status != "possible")
            case "year" if year is not None:
                return str(year.value) == value and (uncertain or year.status != "possible")
            case "topic":
                above = (FIELDS.get(topic) for topic in section.topics)
                return value in section.topics or value in above
            case "role":
                return value == section.role
            case "period":
                return value == report.period
        return False

    return {section.id for _, report, section in all_sections(files) if has(report, section)}


VALUES: list[tuple[Facet, str]] = [
    *(("region", code) for code in ("330000", "330500", "330522", "220723", "110000")),
    *(("year", str(year)) for year in range(2009, 2015)),
    *(("topic", topic) for topic in ("校园安全", "学校建设", "教育", "建设")),
    *(("role", role) for role in ("review", "plan")),
    ("period", "全年"),
]


@pytest.mark.parametrize("uncertain", CERTAIN_OR_NOT)
@pytest.mark.parametrize(("facet", "value"), VALUES)
def test_a_value_chooses_the_sections_that_have_it(
    engine: Engine, files: list[AnalysedFile], facet: Facet, value: str, uncertain: bool
) -> None:
    """A region and a field stand for what lies below them. What is only possible counts where it is
    asked for; a year in conflict always counts."""
    expected = holders(files, facet, value, uncertain)
    assert expected or not uncertain
    beside = replace(EVERYTHING, filters={facet: (value,)}, uncertain=uncertain)
    assert set(engine.scan(beside)) == expected
    in_query = replace(EVERYTHING, node=Filter(facet, (value,)), uncertain=uncertain)
    assert set(engine.scan(in_query)) == expected
    counts = engine.search(replace(EVERYTHING, uncertain=uncertain)).counts
    assert counts[facet].get(value, 0) == len(expected)


def test_values_of_one_facet_are_either_and_facets_are_both(engine: Engine) -> None:
    def scan(filters: dict[Facet, tuple[str, ...]]) -> set[str]:
        return set(engine.scan(replace(EVERYTHING, filters=filters)))

    either = scan({"year": ("2012", "2013")})
    assert either == scan({"year": ("2012",)}) | scan({"year": ("2013",)})
    assert scan({"year": ("2012", "2013"), "role": ("plan",)}) == either & scan({"role": ("plan",)})
    assert scan({"year": ("2012", "1066")}) == scan({"year": ("2012",)})
    assert scan({"year": ("1066",), "role": ("plan",)}) == set()
    assert scan({"topic": ("没有这个主题",)}) == scan({"region": ("999999",)}) == set()
    assert scan({"year": ()}) == scan({})


@pytest.mark.parametrize("duplicates", BOTH)
@pytest.mark.parametrize("uncertain", CERTAIN_OR_NOT)
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"role": ("review", "plan")},
        {"year": ("2012", "2013"), "region": ("330000",), "topic": ("校园安全",)},
        {"period": ("没有",)},
    ],
)
def test_a_count_is_the_total_with_that_value_chosen(
    engine: Engine,
    filters: dict[Facet, tuple[str, ...]],
    uncertain: bool,
    duplicates: Duplicates,
) -> None:
    """So it ignores what is chosen of its own facet and heeds what is chosen of the others."""
    request = SearchRequest(
        Words("教育"), filters, duplicates=duplicates, uncertain=uncertain, size=1
    )
    counts = engine.search(request).counts
    assert set(counts) == set(FACETS)
    chosen = [
        replace(request, filters={**filters, facet: (value,)})
        for facet in FACETS
        for value in counts[facet]
    ]
    assert engine.count_many(chosen) == [
        count for facet in FACETS for count in counts[facet].values()
    ]
    assert chosen
    assert all(count for of_facet in counts.values() for count in of_facet.values())


@pytest.mark.parametrize("duplicates", BOTH)
@pytest.mark.parametrize("uncertain", CERTAIN_OR_NOT)
@pytest.mark.parametrize(
    ("rows", "columns"), [("topic", "year"), ("year", "region"), ("role", "topic")]
)
def test_a_cell_of_a_crosstab_is_the_search_for_both_values(
    engine: Engine, rows: Facet, columns: Facet, uncertain: bool, duplicates: Duplicates
) -> None:
    request = SearchRequest(
        Words("教育"), {"period": ("全年", "上半年")}, duplicates=duplicates, uncertain=uncertain
    )
    table = engine.crosstab(request, rows, columns)
    assert table
    counts = engine.search(request).counts
    cells = [(row, column) for row in counts[rows] for column in counts[columns]]
    totals = engine.count_many(
        [
            replace(request, filters={**request.filters, rows: (row,), columns: (column,)})
            for row, column in cells
        ]
    )
    expected = {cell: total for cell, total in zip(cells, totals, strict=True) if total}
    assert table == expected
    narrowed = replace(request, filters={**request.filters, columns: (cells[0][1],)})
    assert engine.crosstab(narrowed, rows, columns) == table


# Copies


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("node", [Everything(), Words("教育"), Not(Phrase("校车"))])
def test_copies_are_folded_into_the_best_of_them(engine: Engine, node: Node, sort: Sort) -> None:
    every = list(engine.scan(SearchRequest(node, sort=sort, duplicates="show")))
    folded = engine.search(SearchRequest(node, sort=sort, size=1000)).hits
    expected: dict[str, int] = {}
    best: dict[str, str] = {}
    for section_id in every:
        first = best.get(section_id, section_id)
        for copy in engine.related(section_id, "copies", 1000):
            best.setdefault(copy, first)
        expected[first] = expected.get(first, -1) + 1
    assert [(hit.section_id, hit.duplicates) for hit in folded] == list(expected.items())
    assert any(hit.duplicates for hit in folded)
    shown = engine.search(SearchRequest(node, sort=sort, size=1000, duplicates="show")).hits
    assert not any(hit.duplicates for hit in shown)


def test_only_copies_that_match_are_counted(engine: Engine, files: list[AnalysedFile]) -> None:
    hit = max(
        engine.search(SearchRequest(Everything(), size=1000)).hits, key=lambda hit: hit.duplicates
    )
    assert hit.duplicates
    copies = {hit.section_id, *engine.related(hit.section_id, "copies")}
    facets: list[Facet] = ["role", "topic", "year", "period"]
    for facet in facets:
        for value in engine.search(EVERYTHING).counts[facet]:
            chosen = SearchRequest(Everything(), {facet: (value,)}, size=1000)
            matching = copies & set(engine.scan(replace(chosen, duplicates="show")))
            found = [one for one in engine.search(chosen).hits if one.section_id in copies]
            assert sum(1 + one.duplicates for one in found) == len(matching)
            assert len(found) <= 1


def test_a_node_finds_what_a_filter_beside_it_leaves(engine: Engine) -> None:
    both = And((Words("教育"), Filter("role", ("plan",))))
    beside = SearchRequest(Words("教育"), {"role": ("plan",)}, duplicates="show")
    assert find(engine, both) == set(engine.scan(beside)) != set()
