"""Another index can be built by the same commands: here one that keeps files as they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.corpus import CorpusFile
from indexer.errors import NothingIndexed
from indexer.model import AnalysedFile
from indexer.rebuild import rebuild, update
from indexer.stamps import Stamp
from indexer.target import Contents, Corrected

REPORT = """{place}教育局2012年工作总结
2012年，{place}教育局扎实推进各项工作。
一、校车管理得到加强
全县落实校车管理责任制，逐校签订责任书。
"""


class KeptBatch:
    def __init__(self) -> None:
        self._files: list[AnalysedFile] = []

    def add(self, file: AnalysedFile) -> bool:
        self._files.append(file)
        return any(report.sections for report in file.reports)

    def write(self) -> list[AnalysedFile]:
        return self._files


class KeptBuild:
    new_batch: Callable[[], KeptBatch] = KeptBatch

    def __init__(self, index: KeptFiles, files: dict[str, AnalysedFile]) -> None:
        self._index = index
        self._files = files

    def add(self, written: list[AnalysedFile]) -> None:
        self._files |= {file.source.name: file for file in written}

    def commit(
        self, fingerprint: str, stamps: Mapping[str, Stamp], corrections: Corrected
    ) -> Contents:
        reports = [report for file in self._files.values() for report in file.reports]
        if not reports:
            raise NothingIndexed("nothing")
        sections = sum(len(report.sections) for report in reports)
        self._index.files = self._files
        self._index.holds = Contents(fingerprint, stamps, len(reports), sections, corrections)
        return self._index.holds


class KeptFiles:
    writer_module = "indexer.model"

    def __init__(self) -> None:
        self.files: dict[str, AnalysedFile] = {}
        self.holds: Contents | None = None

    def contents(self) -> Contents | None:
        return self.holds

    def files_with(self, clause: str) -> Collection[str]:
        return self.files

    @contextmanager
    def build(self, executor: Executor, kept: Collection[str]) -> Iterator[KeptBuild]:
        yield KeptBuild(self, {name: self.files[name] for name in kept})


def digests(target: KeptFiles) -> dict[str, str]:
    assert target.holds is not None
    return {name: stamp.digest for name, stamp in target.holds.stamps.items()}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for place in ("安吉县", "长兴县", "德清县"):
        (tmp_path / f"{place}.txt").write_text(REPORT.format(place=place), encoding="utf-8")
    return tmp_path


def test_an_update_reads_only_what_changed_and_ends_where_a_rebuild_does(corpus: Path) -> None:
    target, other = KeptFiles(), KeptFiles()
    assert update(corpus, target, jobs=1).read == 3  # there was no index
    (corpus / "德清县.txt").unlink()
    (corpus / "长兴县.txt").write_text(REPORT.format(place="桐庐县"), encoding="utf-8")
    summary = update(corpus, target, jobs=1)
    assert (summary.read, summary.kept, summary.removed) == (1, 1, 1)
    rebuild(corpus, other, jobs=1)
    assert target.files == other.files
    assert digests(target) == digests(other)
    assert not update(corpus, target, jobs=1).changed


def test_what_is_not_committed_changes_nothing(corpus: Path) -> None:
    def fail(file: CorpusFile, done: int, total: int) -> None:
        raise RuntimeError("the disk is full")

    target = KeptFiles()
    rebuild(corpus, target, jobs=1)
    before = target.contents(), target.files
    with pytest.raises(RuntimeError, match="full"):
        rebuild(corpus, target, jobs=1, progress=fail)
    for path in corpus.iterdir():
        path.unlink()
    with pytest.raises(NothingIndexed):
        update(corpus, target, jobs=1)
    assert (target.contents(), target.files) == before
