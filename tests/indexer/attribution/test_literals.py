"""Many words at once: the same occurrences as looking for each by itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.attribution.literals import Hit, Literals, outermost

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


def _rows(hits: list[Hit], first: int) -> list[tuple[int, int, int]]:
    return [(end, start, number - first) for number, start, end in hits]


@given(_TEXTS, _LISTS)
def test_each_list_is_found_as_by_itself(text: str, lists: list[list[str]]) -> None:
    literals = Literals(lists)
    for words, first, hits in zip(lists, literals.first, literals.find(text), strict=True):
        assert _rows(hits, first) == _plain(text, words)
        assert all(literals.words[number] == text[start:end] for number, start, end in hits)


@given(_TEXTS, _LISTS)
def test_a_word_inside_a_longer_one_is_not_outermost(text: str, lists: list[list[str]]) -> None:
    literals = Literals(lists)
    for words, first, hits in zip(lists, literals.first, literals.find(text), strict=True):
        every = _plain(text, words)
        alone = [
            (end, start, number)
            for end, start, number in every
            if not any(
                (low, high) != (start, end) and low <= start and end <= high
                for high, low, _ in every
            )
        ]
        assert _rows(outermost(hits), first) == alone
