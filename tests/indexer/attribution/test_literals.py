"""Many words at once: the same occurrences as looking for each by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.attribution.literals import Literals

_LETTERS = "校园安全a𠮷"
_TEXTS = st.text(alphabet=_LETTERS + "\n", max_size=40)
_LISTS = st.lists(
    st.lists(st.text(alphabet=_LETTERS, min_size=1, max_size=4), unique=True), min_size=1
)


def _plain(text: str, words: list[str]) -> list[tuple[int, int, int]]:
    """(end, start, number) of every occurrence, the longest first where they end together."""
    return sorted(
        (start + len(word), start, number)
        for number, word in enumerate(words)
        for start in range(len(text))
        if text.startswith(word, start)
    )


@given(_TEXTS, _LISTS)
def test_each_list_is_found_as_by_itself(text: str, lists: list[list[str]]) -> None:
    found = Literals(dict(enumerate(lists))).find(text)
    assert list(found) == list(range(len(lists)))
    for key, words in enumerate(lists):
        expected = _plain(text, words)
        assert found[key].spans() == [(start, end) for end, start, _ in expected]
        assert found[key].starts() == [start for _, start, _ in expected]
        assert found[key].words() == [(start, words[number]) for _, start, number in expected]


@given(_TEXTS, _LISTS, st.integers(0, 40))
def test_hits_can_be_cut_off_where_a_text_ends(
    text: str, lists: list[list[str]], length: int
) -> None:
    literals = Literals(dict(enumerate(lists)))
    whole, part = literals.find(text), literals.find(text[:length])
    for key in whole:
        assert whole[key].cut_off(length).words() == part[key].words()


@given(_TEXTS, _LISTS)
def test_a_word_inside_a_longer_one_is_not_outermost(text: str, lists: list[list[str]]) -> None:
    found = Literals(dict(enumerate(lists))).find(text)
    for key, words in enumerate(lists):
        every = _plain(text, words)
        alone = [
            (number, start)
            for end, start, number in every
            if not any(
                (low, high) != (start, end) and low <= start and end <= high
                for high, low, _ in every
            )
        ]
        terms = found[key].outermost()
        assert list(zip(terms.numbers, terms.starts, strict=True)) == alone
