"""Where, when and on what: the sections a search finds, counted over places, years and topics."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from search_app.engine.protocol import SearchRequest
from search_app.query.nodes import Everything
from search_app.search.answers import Answer, answer_search
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from search_app.trends.charts import shade

_TILES = Path(__file__).parent / "data" / "tiles.tsv"


@dataclass(frozen=True, slots=True)
class Place:
    """A tile of the map: the place of a province-level unit, counted from the north-west."""

    code: str
    name: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Tile:
    """`shade` is 0 for no section, 1 to 5 up to the province with the most."""

    place: Place
    count: int
    shade: int
    selected: bool
    search: SearchParameters


@dataclass(frozen=True, slots=True)
class YearCount:
    """`whole` is the number of sections the index has of that year, `percent` the part of them
    that the search finds; `height` and `percent_height` are parts of the tallest bar, 0 to 1."""

    year: int
    count: int
    whole: int
    percent: float
    height: float
    percent_height: float
    search: SearchParameters


@dataclass(frozen=True, slots=True)
class Cell:
    """A topic in a year."""

    year: int
    count: int
    shade: int
    search: SearchParameters


@dataclass(frozen=True, slots=True)
class TopicRow:
    topic: str
    total: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Like facet counts, each part ignores the selection of its own facets and heeds the rest.
    `answer` is the search itself, for its total and its notes."""

    answer: Answer
    tiles: tuple[Tile, ...]
    years: tuple[YearCount, ...]
    topics: tuple[TopicRow, ...]


@cache
def places() -> tuple[Place, ...]:
    """The tiles of the map, from data/tiles.tsv."""
    rows = (line.split("\t") for line in _TILES.read_text("utf-8").splitlines())
    return tuple(
        Place(code, name, int(column), int(row))
        for code, name, column, row in (row for row in rows if not row[0].startswith("#"))
    )


def trends(searcher: Searcher, parameters: SearchParameters) -> Trends:
    """The trends of a search; a query that had to be relaxed is counted as it was relaxed."""
    engine = searcher.engine
    answer = answer_search(searcher, parameters.with_changes(size=1))
    everything = SearchRequest(
        Everything(), size=1, duplicates=parameters.duplicates, uncertain=parameters.uncertain
    )
    return Trends(
        answer=answer,
        tiles=_tiles(answer, parameters),
        years=_years(answer, engine.search(everything).counts["year"], parameters),
        topics=_topics(
            engine.crosstab(answer.request, "topic", "year"),
            frozenset(searcher.fields.values()),
            parameters,
        ),
    )


def _tiles(answer: Answer, parameters: SearchParameters) -> tuple[Tile, ...]:
    counts = {value["value"]: value["count"] for value in answer.facets["region"]}
    most = max(counts.values(), default=0)
    chosen = parameters.selected("region")
    return tuple(
        Tile(
            place=place,
            count=counts.get(place.code, 0),
            shade=shade(counts.get(place.code, 0), most),
            selected=place.code in chosen,
            search=parameters.with_values("region", (place.code,)),
        )
        for place in places()
    )


def _years(
    answer: Answer, whole: Mapping[str, int], parameters: SearchParameters
) -> tuple[YearCount, ...]:
    """Every year from the first with a section to the last."""
    counts = {
        int(value["value"]): value["count"] for value in answer.facets["year"] if value["count"]
    }
    if not counts:
        return ()
    most = max(counts.values())
    years = range(min(counts), max(counts) + 1)
    percents = {
        year: 100 * counts.get(year, 0) / whole[str(year)] if whole.get(str(year)) else 0.0
        for year in years
    }
    highest = max(percents.values())
    return tuple(
        YearCount(
            year=year,
            count=counts.get(year, 0),
            whole=whole.get(str(year), 0),
            percent=percents[year],
            height=counts.get(year, 0) / most,
            percent_height=percents[year] / highest if highest else 0.0,
            search=parameters.with_values("year", (str(year),)),
        )
        for year in years
    )


def _topics(
    table: Mapping[tuple[str, str], int], divided: Collection[str], parameters: SearchParameters
) -> tuple[TopicRow, ...]:
    """A row a topic, the most frequent first; a column for every year from the first to the
    last. Of the fields that are `divided` into topics, these are shown instead."""
    table = {cell: count for cell, count in table.items() if cell[0] not in divided}
    if not table:
        return ()
    most = max(table.values())
    seen = [int(year) for _, year in table]
    totals: dict[str, int] = {}
    for (topic, _), count in table.items():
        totals[topic] = totals.get(topic, 0) + count

    def cell(topic: str, year: int) -> Cell:
        count = table.get((topic, str(year)), 0)
        search = parameters.with_values("topic", (topic,)).with_values("year", (str(year),))
        return Cell(year, count, shade(count, most), search)

    return tuple(
        TopicRow(
            topic,
            totals[topic],
            tuple(cell(topic, year) for year in range(min(seen), max(seen) + 1)),
        )
        for topic in sorted(totals, key=lambda topic: (-totals[topic], topic))
    )
