from hypothesis import given
from hypothesis import strategies as st

from indexer.text.grams import SENTINEL, grams, lookups


def test_every_character_but_a_newline_begins_a_bigram() -> None:
    assert grams("校 1。\n车") == [
        ("校 ", 0),
        (" 1", 1),
        ("1。", 2),
        ("。" + SENTINEL, 3),
        ("车" + SENTINEL, 5),
    ]


@given(st.text(min_size=2, max_size=40).filter(lambda text: not {"\n", "\0"} & set(text)))
def test_lookups_cover_every_character(text: str) -> None:
    covered = {place + step for _, place in lookups(text) for step in (0, 1)}
    assert covered == set(range(len(text)))
    assert all(text[place : place + 2] == gram for gram, place in lookups(text))


@given(st.text(alphabet="ab\n", max_size=12), st.text(alphabet="ab", min_size=2, max_size=5))
def test_a_string_stands_where_all_its_lookups_do(text: str, wanted: str) -> None:
    text_grams = set(grams(text))
    places = [
        offset
        for offset in range(len(text))
        if all((gram, offset + place) in text_grams for gram, place in lookups(wanted))
    ]
    starts = range(len(text) - len(wanted) + 1)
    assert places == [offset for offset in starts if text[offset:].startswith(wanted)]
