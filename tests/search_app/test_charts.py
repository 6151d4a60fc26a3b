from search_app.search.facets import FacetValue
from search_app.trends.charts import histogram, shade, steps


def year(value: int, count: int, selected: bool = False) -> FacetValue:
    return {"value": str(value), "label": str(value), "count": count, "selected": selected}


def test_a_histogram_shows_the_years_between_as_gaps() -> None:
    bars = histogram([year(2012, 8), year(2009, 2, selected=True)])
    assert [(bar.year, bar.count, bar.height) for bar in bars] == [
        (2009, 2, 25.0),
        (2010, 0, 0.0),
        (2011, 0, 0.0),
        (2012, 8, 100.0),
    ]
    assert [bar.selected for bar in bars] == [True, False, False, False]
    assert histogram([]) == ()
    assert [bar.height for bar in histogram([year(2012, 0, selected=True)])] == [0.0]


def test_the_least_is_still_seen_and_the_most_fills_the_bar() -> None:
    assert [steps(count, 1000) for count in (0, 1, 500, 1000)] == [0, 1, 10, 20]
    assert steps(0, 0) == 0


def test_shades_rise_with_the_count() -> None:
    shades = [shade(count, 100) for count in (0, 1, 4, 5, 40, 100)]
    assert shades == [0, 1, 1, 2, 4, 5]
    assert shade(0, 0) == 0
