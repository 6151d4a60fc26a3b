"""Merged segments hold what the parts held, but for what was deleted."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import indexer.store.build as building
from indexer.store import OpenGeneration, current_generation, write_generation
from indexer.store.postings import FieldPostings, posting_arrays
from search_app.engine.whoosh import open_engine
from tests.corpora import made_corpus
from tests.differential.test_update import assert_same

LISTS = st.lists(
    st.sets(
        st.one_of(st.integers(0, 600), st.integers(0, 200_000), st.integers(0, 2**32 - 1)),
        min_size=1,
        max_size=40,
    ),
    min_size=1,
    max_size=12,
)


@given(LISTS)
def test_lists_come_back_one_by_one_and_many_at_a_time(lists: list[set[int]]) -> None:
    ordered = [sorted(each) for each in lists]
    counts = np.array([len(each) for each in ordered], np.int64)
    postings = np.array([number for each in ordered for number in each], np.uint32)
    field = {
        f"x.{name}": np.concatenate([np.zeros(0, values[0].dtype), *values])
        if isinstance(values, list)
        else np.asarray(values)
        for name, values in posting_arrays(counts, postings).items()
    }
    field["x.terms"] = np.zeros(0, np.uint8)
    field["x.ends"] = np.zeros(len(lists), np.uint32)
    held = FieldPostings(field, "x")
    assert [held.postings(index).tolist() for index in range(len(lists))] == ordered
    for low in range(len(lists) + 1):
        for high in range(low, len(lists) + 1):
            own, found = held.span_postings(low, high)
            assert own.tolist() == counts[low:high].tolist()
            assert found.tolist() == [number for each in ordered[low:high] for number in each]


def test_many_segments_answer_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = made_corpus(51, 12)
    write_generation(tmp_path / "one", files, fingerprint="", digests={})
    monkeypatch.setattr(building, "BATCH_CHARACTERS", 4000)
    write_generation(tmp_path / "merged", files, fingerprint="", digests={})
    monkeypatch.setattr(building, "MERGED_CHARACTERS", 9000)
    write_generation(tmp_path / "many", files, fingerprint="", digests={})
    counts = {
        name: len(OpenGeneration(current_generation(tmp_path / name)).segments)
        for name in ("one", "merged", "many")
    }
    assert counts["one"] == counts["merged"] == 1
    assert counts["many"] > 2
    one = open_engine(tmp_path / "one")
    assert_same(open_engine(tmp_path / "merged"), one, files)
    assert_same(open_engine(tmp_path / "many"), one, files)


def test_an_update_that_leaves_much_behind_merges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST_DELETED", 0.2)
    files = made_corpus(61, 10)
    write_generation(tmp_path / "one", files, fingerprint="", digests={})
    files = [*made_corpus(62, 5), *files[5:]]
    write_generation(
        tmp_path / "one",
        files[:5],
        fingerprint="",
        digests={},
        base=OpenGeneration(current_generation(tmp_path / "one")),
        kept={file.source.name for file in files[5:]},
    )
    opened = OpenGeneration(current_generation(tmp_path / "one"))
    assert len(opened.segments) == 1
    assert opened.live().all()
    write_generation(tmp_path / "two", files, fingerprint="", digests={})
    assert_same(open_engine(tmp_path / "one"), open_engine(tmp_path / "two"), files)
