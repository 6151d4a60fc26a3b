import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text import analyse, cut, words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("校车安全", ["校车", "安全"]),
        ("学籍管理", ["学籍", "管理"]),
        ("教育局", ["教育局"]),
        ("校车", ["校车"]),
        ("2012年，AB校车安全", ["2012", "年", "ab", "校车", "安全"]),
    ],
)
def test_a_long_word_is_its_parts_where_they_make_it_up(text: str, parts: list[str]) -> None:
    assert [word for word, _ in analyse(text).smallest] == parts


@given(st.text(st.sampled_from("校车安全管理教育局学籍义务a1，"), max_size=16))
def test_the_parts_cover_what_the_words_cover_and_are_indexed(text: str) -> None:
    smallest = analyse(text).smallest
    assert "".join(word for word, _ in smallest) == "".join(word for word, _ in cut(text))
    assert set(smallest) <= set(words(text))
