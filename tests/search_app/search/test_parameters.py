import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from search_app.search.parameters import (
    BadParameter,
    SearchParameters,
    from_arguments,
    from_query_string,
)

searches = st.builds(
    SearchParameters,
    q=st.text().map(str.strip),
    filters=st.dictionaries(
        st.sampled_from(["year", "role"]),
        st.just(()),
    ).map(lambda _: {})
    | st.just({"year": ("2011", "2012"), "role": ("plan",), "topic": ("校园安全",)}),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
    page=st.integers(1, 10_000),
    size=st.integers(1, 100),
    duplicates=st.sampled_from(["collapse", "show"]),
    uncertain=st.booleans(),
    synonyms=st.booleans(),
)


@given(searches)
def test_a_search_survives_its_url(search: SearchParameters) -> None:
    assert from_query_string(search.query_string()) == search


def test_the_default_search_has_an_empty_url() -> None:
    assert SearchParameters().query_string() == ""


def test_toggling_a_value_twice_gives_the_search_back_at_page_one() -> None:
    search = SearchParameters(q="校车", filters={"year": ("2012",)}, page=3)
    assert search.with_toggled("year", "2011").filters == {"year": ("2012", "2011")}
    assert search.with_toggled("year", "2011").with_toggled("year", "2011") == search.with_changes()
    assert search.with_toggled("year", "2012").filters == {}
    assert search.with_toggled("topic", "德育").page == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year", "12"),
        ("year", "2012年"),
        ("year", "20１２"),
        ("region", "长兴"),
        ("region", "33052"),
        ("role", "计划"),
        ("period", "上个月"),
        ("sort", "best"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "99999999999999999999"),
        ("size", "101"),
        ("size", "many"),
        ("size", "²"),
        ("duplicates", "yes"),
        ("uncertain", "true"),
    ],
)
def test_a_bad_parameter_is_named(name: str, value: str) -> None:
    with pytest.raises(BadParameter) as caught:
        from_arguments(MultiDict({name: value}))
    assert caught.value.parameter == name


def test_empty_and_repeated_values_do_no_harm() -> None:
    arguments = MultiDict([("year", ""), ("year", "2012"), ("year", "2012"), ("page", "")])
    search = from_arguments(arguments)
    assert search.filters == {"year": ("2012",)}
    assert search.page == 1
