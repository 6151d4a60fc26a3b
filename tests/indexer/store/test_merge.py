"""Merged segments hold what the parts held, but for what was deleted."""

from pathlib import Path

import pytest

import indexer.store.build as building
import indexer.store.merge as merging
from indexer.store import OpenGeneration, current_generation
from search_app.engine.whoosh import WhooshEngine
from tests.corpora import made_corpus
from tests.differential.test_update import assert_same
from tests.indexes import write_generation


def test_many_segments_answer_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = made_corpus(51, 12)
    write_generation(tmp_path / "one", files, fingerprint="", digests={})
    monkeypatch.setattr(merging, "RANGE_BIGRAMS", 500)  # terms in many ranges
    write_generation(tmp_path / "merged", files, fingerprint="", digests={}, batch_characters=4000)
    monkeypatch.setattr(building, "MERGED_CHARACTERS", 6000)
    write_generation(tmp_path / "many", files, fingerprint="", digests={}, batch_characters=4000)
    counts = {
        name: len(OpenGeneration(current_generation(tmp_path / name)).segments)
        for name in ("one", "merged", "many")
    }
    assert counts["one"] == counts["merged"] == 1
    assert counts["many"] > 2
    one = WhooshEngine.open(tmp_path / "one")
    assert_same(WhooshEngine.open(tmp_path / "merged"), one, files)
    assert_same(WhooshEngine.open(tmp_path / "many"), one, files)


def test_an_update_that_leaves_much_behind_merges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST_DELETED", 0.2)
    monkeypatch.setattr(merging, "RANGE_BIGRAMS", 500)
    files = made_corpus(61, 10)
    write_generation(tmp_path / "one", files, fingerprint="", digests={})
    files = [*made_corpus(62, 5), *files[5:]]
    write_generation(
        tmp_path / "one",
        files[:5],
        fingerprint="",
        digests={},
        kept={file.source.name for file in files[5:]},
    )
    opened = OpenGeneration(current_generation(tmp_path / "one"))
    assert len(opened.segments) == 1
    assert opened.live().all()
    write_generation(tmp_path / "two", files, fingerprint="", digests={})
    assert_same(WhooshEngine.open(tmp_path / "one"), WhooshEngine.open(tmp_path / "two"), files)
