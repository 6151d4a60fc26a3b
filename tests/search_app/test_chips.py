from search_app.search.parameters import SearchParameters
from search_app.web.chips import chips, year_runs


def test_years_that_follow_one_another_are_one_chip() -> None:
    search = SearchParameters("校车", {"role": ("plan",), "year": ("2012", "2009", "2010", "2011")})
    role, years = chips(search)
    assert (role.label, role.without.filters) == (
        "计划",
        {"year": ("2012", "2009", "2010", "2011")},
    )
    assert (years.label, years.without.filters) == ("2009–2012", {"role": ("plan",)})
    assert year_runs(("2009", "2011", "2012")) == [("2009",), ("2011", "2012")]


def test_taking_one_run_of_years_away_leaves_the_other() -> None:
    search = SearchParameters(filters={"year": ("2005", "2006", "2012")}, page=4)
    early, late = chips(search)
    assert early.without.filters == {"year": ("2012",)}
    assert late.label == "2012"
    assert late.without.filters == {"year": ("2005", "2006")}
    assert late.without.page == 1
