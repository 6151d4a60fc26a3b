"""A file has changed when its content has, whatever its times say; and is not read for nothing."""

import os
from pathlib import Path

import pytest

from indexer.corpus import CorpusFile, scan
from indexer.rebuild import rebuild, update
from indexer.stamps import Stamp, take_stamps
from indexer.store import EmbeddedIndex

REPORT = """安吉县教育局2012年工作总结
2012年，安吉县教育局扎实推进各项工作。
一、{thing}管理得到加强
全县落实{thing}管理责任制，逐校签订责任书。
"""
HOUR_NS = 3_600_000_000_000


def stamp_of(path: Path, known: Stamp | None = None) -> Stamp:
    file = CorpusFile(path.name, path, path.stat().st_size)
    return take_stamps([file], {path.name: known} if known else {})[path.name]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("校车管理", encoding="utf-8")
    return path


def put(path: Path, text: str) -> None:
    """Other text of the same size, with the modification time restored."""
    before = path.stat()
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


def test_the_same_content_has_the_same_digest(path: Path) -> None:
    before = stamp_of(path)
    os.utime(path, (1, 1))
    assert stamp_of(path, before).digest == before.digest
    path.write_text("食堂", encoding="utf-8")
    assert stamp_of(path, before).digest != before.digest


def test_other_content_within_a_step_of_the_clock_is_noticed(path: Path) -> None:
    for number in range(200):  # often within one step
        before = stamp_of(path)
        put(path, f"校车管{number % 2:03}")
        assert stamp_of(path, before).digest != before.digest


def test_a_restored_modification_time_hides_nothing(path: Path) -> None:
    os.utime(path, (1, 1))
    long_ago = stamp_of(path)
    settled = long_ago._replace(taken_ns=long_ago.taken_ns + HOUR_NS)
    put(path, "食堂管理")
    assert stamp_of(path, settled).digest != settled.digest


def test_another_file_in_its_place_is_noticed(path: Path) -> None:
    before = stamp_of(path)
    settled = before._replace(taken_ns=before.taken_ns + HOUR_NS)
    other = path.with_name("other.txt")
    other.write_text("食堂管理", encoding="utf-8")
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)
    assert stamp_of(path, settled).digest != settled.digest


def test_a_file_is_hashed_again_only_where_the_clock_leaves_doubt(path: Path) -> None:
    """Told by a digest that only an earlier stamp can have."""
    marked = stamp_of(path)._replace(digest="of the earlier stamp")
    assert stamp_of(path, marked).digest != marked.digest
    settled = marked._replace(taken_ns=marked.taken_ns + HOUR_NS)
    assert stamp_of(path, settled) == settled
    os.utime(path, ns=(0, settled.taken_ns + HOUR_NS))  # a clock that is ahead
    ahead = stamp_of(path)._replace(digest="of the earlier stamp")
    assert stamp_of(path, ahead).digest != ahead.digest


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_what_is_no_file_has_no_stamp(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert take_stamps(scan(tmp_path).files, {}) == {}


def test_touching_a_file_rereads_nothing(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    file = corpus / "a.txt"
    file.write_text(REPORT.format(thing="校车"), encoding="utf-8")
    rebuild(corpus, EmbeddedIndex(index), jobs=1)
    os.utime(file, (1, 1))
    touched = update(corpus, EmbeddedIndex(index), jobs=1)
    assert (touched.read, touched.kept, touched.changed) == (0, 1, False)
    put(file, REPORT.format(thing="食堂"))
    swapped = update(corpus, EmbeddedIndex(index), jobs=1)
    assert (swapped.read, swapped.kept, swapped.changed) == (1, 0, True)


def test_a_file_that_changed_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    file = corpus / "a.txt"
    text = REPORT.format(thing="校车")
    file.write_text(text, encoding="utf-8")
    kept = corpus / "b.txt"
    kept.write_text(text.replace("安吉", "长兴"), encoding="utf-8")

    def change_it(read: CorpusFile, done: int, total: int) -> None:
        if read.name == "a.txt":
            put(file, REPORT.format(thing="食堂"))
            put(file, text)  # as it was, but who knows what was read

    rebuild(corpus, EmbeddedIndex(index), jobs=1, progress=change_it)
    again = update(corpus, EmbeddedIndex(index), jobs=1)
    assert (again.read, again.kept, again.changed) == (1, 1, True)
    assert not update(corpus, EmbeddedIndex(index), jobs=1).changed


def test_a_file_gone_after_it_changed_while_it_was_read_leaves_the_index(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for place in ("安吉", "长兴"):
        text = REPORT.format(thing="校车").replace("安吉", place)
        (corpus / f"{place}.txt").write_text(text, encoding="utf-8")

    def remove_it(read: CorpusFile, done: int, total: int) -> None:
        if read.name == "安吉.txt":
            (corpus / read.name).unlink()

    whole = rebuild(corpus, EmbeddedIndex(index), jobs=1, progress=remove_it)
    after = update(corpus, EmbeddedIndex(index), jobs=1)
    assert (after.removed, after.sections) == (1, whole.sections // 2)
