"""Many literals at once: the same occurrences as looking for each by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.attribution.year_scan import LiteralFinder

_LETTERS = st.text(alphabet="十一二五规划a𠮷\n", max_size=40)


@given(_LETTERS, st.lists(st.text(alphabet="十一二五规划a𠮷", min_size=2, max_size=5), min_size=1))
def test_finds_what_a_plain_search_finds(text: str, literals: list[str]) -> None:
    plain = [
        (start, literal)
        for start in range(len(text))
        for literal in sorted(set(literals))
        if text.startswith(literal, start)
    ]
    assert sorted(LiteralFinder(literals).find(text)) == sorted(plain)


def test_a_literal_of_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than two"):
        LiteralFinder(["年"])
