"""An update answers as a rebuild of the same files does, to the last bit of every score."""

from pathlib import Path

from indexer.model import AnalysedFile
from indexer.store import OpenGeneration, current_generation, read_manifest
from search_app.engine.whoosh import WhooshEngine
from tests.corpora import made_corpus
from tests.differential.oracle import Oracle
from tests.differential.test_engine import Queries
from tests.indexes import write_generation


def rebuilt(index: Path, files: list[AnalysedFile]) -> WhooshEngine:
    digests = {file.source.name: str(hash(file)) for file in files}
    write_generation(index, files, fingerprint="rules", digests=digests)
    return WhooshEngine.open(index)


def updated(index: Path, files: list[AnalysedFile], fresh: set[str]) -> WhooshEngine:
    """`files` indexed, of which only those named by `fresh` are given to the writer."""
    write_generation(
        index,
        [file for file in files if file.source.name in fresh],
        fingerprint="rules",
        digests={file.source.name: str(hash(file)) for file in files},
        kept={file.source.name for file in files} - fresh,
    )
    return WhooshEngine.open(index)


def digests(index: Path) -> dict[str, str]:
    stamps = OpenGeneration(current_generation(index)).stamps()
    return {name: stamp.digest for name, stamp in stamps.items()}


def assert_same(one: WhooshEngine, other: WhooshEngine, files: list[AnalysedFile]) -> None:
    queries = Queries(5, Oracle(files, {}))
    for _ in range(60):
        request = queries.request()
        assert one.search(request) == other.search(request), request
    sections = [section.id for file in files for r in file.reports for section in r.sections]
    assert one.sections(sections) == other.sections(sections)
    for section in sections[::7]:
        assert one.related(section, "copies") == other.related(section, "copies")
        assert one.related(section, "similar") == other.related(section, "similar")
    for file in files:
        for report in file.reports:
            assert one.report(report.id) == other.report(report.id)


def test_files_added_changed_and_removed(tmp_path: Path) -> None:
    before = made_corpus(21, 16)
    later = {file.source.name: file for file in made_corpus(22, 20)}
    changed = {before[at].source.name for at in (0, 4, 9)}
    added = {name for name in later if name > before[-1].source.name}
    rebuilt(tmp_path / "one", before)
    after = [
        later[file.source.name] if file.source.name in changed else file for file in before[:-2]
    ] + [later[name] for name in sorted(added)]
    one = updated(tmp_path / "one", after, changed | added)
    other = rebuilt(tmp_path / "two", after)
    assert_same(one, other, after)
    gone = [section.id for report in before[-1].reports for section in report.sections]
    assert one.sections(gone) == [None] * len(gone)
    assert one.report(before[-1].reports[0].id) is None
    first, second = (read_manifest(current_generation(tmp_path / name)) for name in ("one", "two"))
    assert (first.sections, first.reports) == (second.sections, second.reports)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_update_upon_update(tmp_path: Path) -> None:
    files = made_corpus(31, 8)
    rebuilt(tmp_path / "one", files)
    for seed, at in ((32, 1), (33, 5), (34, 1)):
        files[at] = made_corpus(seed, 8)[at]
        one = updated(tmp_path / "one", files, {files[at].source.name})
    assert_same(one, rebuilt(tmp_path / "two", files), files)


def test_what_was_decoded_ahead_answers_as_what_is_read_when_asked(tmp_path: Path) -> None:
    files = made_corpus(61, 8)
    rebuilt(tmp_path, files)
    files[3] = made_corpus(62, 8)[3]
    ahead = updated(tmp_path, files, {files[3].source.name})
    generation = OpenGeneration(current_generation(tmp_path))
    assert len(generation.segments) > 1
    assert not generation.live().all()
    for _ in ahead.warm([]):
        pass
    asked = WhooshEngine.open(tmp_path)
    assert_same(ahead, asked, files)


def test_nothing_new_is_the_same_again(tmp_path: Path) -> None:
    files = made_corpus(41, 6)
    one = rebuilt(tmp_path, files)
    other = updated(tmp_path, files, set())
    assert one.generation != other.generation
    assert_same(one, other, files)
