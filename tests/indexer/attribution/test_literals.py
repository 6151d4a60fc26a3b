"""Many words at once: the same occurrences as looking for each by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.attribution.literals import Found, Literals

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


def _rows(found: Found) -> list[tuple[int, int, int]]:
    columns = (found.ends, found.starts, found.numbers)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@given(_TEXTS, _LISTS)
def test_each_list_is_found_as_by_itself(text: str, lists: list[list[str]]) -> None:
    for words, found in zip(lists, Literals(lists).find(text), strict=True):
        assert _rows(found) == _plain(text, words)


@given(_TEXTS, _LISTS)
def test_a_word_inside_a_longer_one_is_not_outermost(text: str, lists: list[list[str]]) -> None:
    for words, found in zip(lists, Literals(lists).find(text), strict=True):
        every = _plain(text, words)
        alone = [
            (end, start, number)
            for end, start, number in every
            if not any(
                (low, high) != (start, end) and low <= start and end <= high
                for high, low, _ in every
            )
        ]
        assert _rows(found.outermost()) == alone


@given(_TEXTS, st.integers(min_value=0, max_value=40))
def test_before_keeps_what_ends_in_time(text: str, end: int) -> None:
    (found,) = Literals([["校园", "校园安全", "安", "a"]]).find(text)
    assert _rows(found.before(end)) == [row for row in _rows(found) if row[0] <= end]
