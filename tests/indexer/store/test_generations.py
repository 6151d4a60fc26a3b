"""A rebuild cannot hurt: whatever happens, an index that was there goes on answering."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import indexer.store.build as building
from indexer.errors import IndexUnavailable, NothingIndexed
from indexer.model import AnalysedFile
from indexer.store import (
    IndexBusy,
    OpenGeneration,
    current_generation,
    read_manifest,
    verify_generation,
)
from indexer.store.files import CONTENTS, MANIFEST
from indexer.store.folder import CURRENT, build_lock
from tests.corpora import made_corpus
from tests.indexes import write_generation


def build(index: Path, seed: int, files: int = 3) -> str:
    made = made_corpus(seed, files)
    digests = {file.source.name: f"{seed}" for file in made}
    write_generation(index, made, fingerprint=f"{seed}", digests=digests)
    return current_generation(index).name


def generations(index: Path) -> set[str]:
    return {path.name for path in index.iterdir() if path.is_dir()}


def test_the_last_generation_is_kept_and_older_ones_are_not(tmp_path: Path) -> None:
    names = [build(tmp_path, seed) for seed in range(4)]
    assert len(set(names)) == 4
    assert current_generation(tmp_path).name == names[-1]
    assert generations(tmp_path) == set(names[-2:])


def test_the_manifest_says_what_the_generation_was_made_of(tmp_path: Path) -> None:
    build(tmp_path, 1)
    first = current_generation(tmp_path)
    build(tmp_path, 2)
    known = read_manifest(current_generation(tmp_path))
    sections = [s for file in made_corpus(2, 3) for r in file.reports for s in r.sections]
    assert known.fingerprint == "2"
    assert known.previous == first.name
    assert known.sections == len(sections)
    stamps = OpenGeneration(current_generation(tmp_path)).stamps()
    assert set(stamps) == {"made/000.txt", "made/001.txt", "made/002.txt"}
    assert known.files == 3


def test_a_build_of_nothing_leaves_the_index_alone(tmp_path: Path) -> None:
    with pytest.raises(NothingIndexed):
        write_generation(tmp_path, [], fingerprint="", digests={})
    assert generations(tmp_path) == set()
    name = build(tmp_path, 1)
    with pytest.raises(NothingIndexed):
        write_generation(tmp_path, [], fingerprint="", digests={})
    assert current_generation(tmp_path).name == name
    assert generations(tmp_path) == {name}


def test_an_error_on_the_way_leaves_the_index_alone(tmp_path: Path) -> None:
    def broken() -> Iterator[AnalysedFile]:
        yield made_corpus(1, 1)[0]
        raise RuntimeError("reading failed")

    name = build(tmp_path, 1)
    with pytest.raises(RuntimeError, match="reading failed"):
        write_generation(tmp_path, broken(), fingerprint="", digests={})
    assert current_generation(tmp_path).name == name
    assert generations(tmp_path) == {name}


def test_sections_of_one_id_are_refused(tmp_path: Path) -> None:
    file = made_corpus(1, 1)[0]
    with pytest.raises(ValueError, match=file.reports[0].sections[0].id[:1]):
        write_generation(tmp_path, [file, file], fingerprint="", digests={})


def test_two_builds_at_once_are_told_so(tmp_path: Path) -> None:
    with build_lock(tmp_path), pytest.raises(IndexBusy, match="另一个进程"):
        build(tmp_path, 1)
    build(tmp_path, 1)


@pytest.mark.parametrize("said", ["", "20200101-000000-00000000\n", "../elsewhere\n", "\ufeff好"])
def test_a_current_that_names_nothing_is_said_plainly(tmp_path: Path, said: str) -> None:
    (tmp_path / CURRENT).write_text(said, encoding="utf-8")
    with pytest.raises(IndexUnavailable, match=r"rebuild|读不了"):
        current_generation(tmp_path)
    name = build(tmp_path, 1)
    assert current_generation(tmp_path).name == name


def test_a_file_cut_short_or_missing_is_said_plainly(tmp_path: Path) -> None:
    build(tmp_path, 1)
    generation = current_generation(tmp_path)
    for path in sorted(generation.glob("*.*")):
        whole = path.read_bytes()
        for damaged in (whole[: len(whole) // 2], b"garbage", b"", None):
            if damaged is None:
                path.unlink()
            else:
                path.write_bytes(damaged)
            with pytest.raises(IndexUnavailable, match=f"{path.name}.*rebuild"):
                OpenGeneration(generation)
            path.write_bytes(whole)


def flip(path: Path, at: int) -> None:
    """One bit of a byte of the file is another."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_flipped_bit_is_found_by_reading_and_its_file_named(tmp_path: Path) -> None:
    build(tmp_path, 1)
    generation = current_generation(tmp_path)
    verify_generation(generation)
    for path in sorted(generation.glob("*.*")):
        whole = path.read_bytes()
        for at in (0, len(whole) // 2, len(whole) - 1):
            flip(path, at)
            with pytest.raises(IndexUnavailable, match="rebuild") as found:
                verify_generation(generation)
            # A manifest may have become no JSON at all, or one of another format.
            assert path.name in str(found.value) or path.name == MANIFEST
            path.write_bytes(whole)
    verify_generation(generation)


def test_a_table_of_contents_with_a_flipped_bit_is_not_loaded(tmp_path: Path) -> None:
    build(tmp_path, 1)
    generation = current_generation(tmp_path)
    flip(generation / CONTENTS, 500)
    with pytest.raises(IndexUnavailable, match=CONTENTS):
        OpenGeneration(generation)


def test_a_damaged_segment_is_not_merged_into_a_sound_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "MOST_SEGMENTS", 0)
    made = made_corpus(1, 6)
    digests = {file.source.name: "" for file in made}
    write_generation(tmp_path, made, fingerprint="", digests=digests)
    generation = current_generation(tmp_path)
    (records,) = generation.glob("*.rec")
    flip(records, 40)
    with pytest.raises(IndexUnavailable, match=records.name):
        write_generation(
            tmp_path,
            made[:1],
            fingerprint="",
            digests=digests,
            kept=digests.keys() - {"made/000.txt"},
        )
    assert current_generation(tmp_path) == generation


def test_what_an_update_takes_over_keeps_its_checksums(tmp_path: Path) -> None:
    made = made_corpus(1, 6)
    digests = {file.source.name: "" for file in made}
    write_generation(tmp_path, made, fingerprint="", digests=digests)
    base = OpenGeneration(current_generation(tmp_path))
    changed = made_corpus(2, 1)
    write_generation(
        tmp_path,
        changed,
        fingerprint="",
        digests=digests,
        kept=digests.keys() - {changed[0].source.name},
    )
    verify_generation(current_generation(tmp_path))
    shared = base.manifest.checksums.items()
    assert shared & read_manifest(current_generation(tmp_path)).checksums.items()
