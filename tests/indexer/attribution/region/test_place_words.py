"""Words found in one pass stand for the matches of a pattern while none lies within another."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.attribution.region.own_level import OWN_WORDS, find_own_level
from indexer.attribution.region.place_words import NUMBERED_SCHOOLS, OFFICES, SCHOOLS


@pytest.mark.parametrize("words", [(*SCHOOLS, *NUMBERED_SCHOOLS), OFFICES, OWN_WORDS])
def test_no_word_lies_within_another(words: Collection[str]) -> None:
    assert [(one, other) for one in words for other in words if one != other and one in other] == []


_PIECES = st.sampled_from([*OWN_WORDS, "域", "员", "社", "全", "我", "县", "市", "区", "的", "，"])


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_own_level_needs_no_more_offsets_than_those_of_its_words(text: str) -> None:
    starts = [match.start() for match in re.finditer(f"(?=(?:{'|'.join(OWN_WORDS)}))", text)]
    assert find_own_level(text, starts) == find_own_level(text, range(len(text)))
