"""What the file of saved queries keeps, whoever writes to it and whatever version it is."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.clips.store import Clips
from search_app.database import DataUnavailable
from search_app.saved.store import MAX_NAME, SavedQueries, SavedQuery, SavedQueryError

BEFORE_VERSIONS = Path(__file__).parent / "data" / "saved-before-versions.sqlite"
"""Written when files had no version: “校车” has 13 new ones; “明年打算” was looked at after an
update; “不用同义词” has 7 new ones, and 4 of its sections match no longer."""
G1, G2, G3 = "20200101-000000-00000001", "20200102-000000-00000002", "20200103-000000-00000003"
A, B, C, D = "000000000000000a", "00000000000000ab", "8000000000000005", "ffffffffffffffff"


@pytest.fixture
def saved(tmp_path: Path) -> SavedQueries:
    return SavedQueries(tmp_path / "data")


def test_only_what_never_matched_before_is_new(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", G1, [A, D])
    assert (query.total, query.new, query.generation) == (2, 0, G1)
    assert saved.notice(query.id, G2, [A, C, B, D]) == (B, C)
    query = saved.get(query.id)
    assert (query.total, query.new, query.generation) == (4, 2, G2)
    assert saved.notice(query.id, G3, [C]) == ()
    assert (saved.get(query.id).total, saved.get(query.id).new) == (1, 1)
    assert saved.new_sections(query.id) == [C]


def test_what_comes_back_is_new_only_if_it_was_not_seen(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", G1, [A])
    saved.notice(query.id, G2, [B])
    saved.notice(query.id, G3, [A, B])
    assert saved.new_sections(query.id) == [B]


def test_what_was_noticed_last_comes_first(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", G1, [D])
    saved.notice(query.id, G2, [B, D])
    saved.notice(query.id, G3, [A, B, C, D])
    assert saved.new_sections(query.id) == [A, C, B]
    assert saved.new_sections(query.id, 2) == [A, C]
    assert [section_id for section_id, _ in saved.latest(query.id, 50)] == [A, C, B, D]
    times = [noticed for _, noticed in saved.latest(query.id, 50)]
    assert times == sorted(times, reverse=True)


def test_only_what_was_shown_is_marked_as_seen(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", G1, [A])
    other = saved.add("学校", "q=学校", G1, [])
    saved.notice(query.id, G2, [A, B])
    shown = saved.get(query.id).last_batch
    saved.notice(query.id, G3, [A, B, C])
    saved.notice(other.id, G3, [C])
    saved.mark_seen(query.id, shown)
    assert saved.new_sections(query.id) == [C]
    saved.mark_all_seen(shown)
    assert (saved.get(query.id).new, saved.get(other.id).new) == (1, 1)
    saved.mark_all_seen(saved.get(other.id).last_batch)
    assert (saved.get(query.id).new, saved.get(other.id).new) == (0, 0)


def test_a_number_nobody_was_shown_hides_nothing_that_comes_later(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", G1, [A])
    saved.mark_seen(query.id, 2**63 - 1)
    saved.notice(query.id, G2, [B])
    assert saved.get(query.id).new == 1


def test_who_is_late_changes_nothing(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", G1, [A])
    assert saved.notice(query.id, G2, [A, B]) == (B,)
    assert saved.notice(query.id, G2, [A, B]) == ()  # as another process does in the same index
    assert saved.notice(query.id, G1, [A], in_use=lambda: False) == ()
    assert (saved.get(query.id).generation, saved.get(query.id).new) == (G2, 1)
    saved.remove(query.id)
    assert saved.notice(query.id, G3, [A, B, C]) == ()
    assert saved.add("校车", "q=校车", G3, [C]).total == 1


T = TypeVar("T")
Step = tuple[frozenset[str], bool]


@given(st.lists(st.tuples(st.frozensets(st.sampled_from([A, B, C, D])), st.booleans()), max_size=8))
def test_what_is_stored_is_what_a_plain_account_says(steps: list[Step]) -> None:
    ever, unseen, present = {A}, set[str](), frozenset({A})
    with TemporaryDirectory() as folder:
        one, other = SavedQueries(Path(folder)), SavedQueries(Path(folder))
        query = one.add("校车", "q=校车", "0", [A])
        for number, (matching, seen) in enumerate(steps, 1):
            first = one.notice(query.id, str(number), matching)
            assert other.notice(query.id, str(number), matching) == ()
            assert set(first) == matching - ever
            unseen |= matching - ever
            ever |= matching
            present = matching
            if seen:
                one.mark_seen(query.id, other.get(query.id).last_batch)
                unseen = set()
            stored = other.get(query.id)
            assert (stored.total, stored.new) == (len(present), len(present & unseen))
            assert set(other.new_sections(query.id)) == present & unseen
            assert {section_id for section_id, _ in other.latest(query.id, 50)} == present


def at_once(work: Callable[[int], T], times: int = 8) -> list[T]:
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(work, range(times)))


def test_of_many_that_notice_at_once_one_is_told(tmp_path: Path) -> None:
    query = SavedQueries(tmp_path).add("校车", "q=校车", G1, [A])
    told = at_once(lambda _: SavedQueries(tmp_path).notice(query.id, G2, [A, B, C]))
    assert sorted(told, key=len) == [()] * 7 + [(B, C)]
    assert SavedQueries(tmp_path).get(query.id).new == 2


def test_who_reads_does_not_wait_for_who_writes(saved: SavedQueries, tmp_path: Path) -> None:
    query = saved.add("校车", "q=校车", G1, [A])
    writer = sqlite3.connect(tmp_path / "data" / "saved.sqlite", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM saved_query")
    assert saved.all() == [query]
    writer.close()


def before_versions(folder: Path) -> SavedQueries:
    shutil.copy(BEFORE_VERSIONS, folder / "saved.sqlite")
    return SavedQueries(folder)


def said(query: SavedQuery) -> tuple[str, str, str, str, int, int]:
    return query.name, query.note, query.webhook, query.parameters, query.total, query.new


def test_a_file_of_before_versions_is_read_on(tmp_path: Path) -> None:
    saved = before_versions(tmp_path)
    school = "q=%E5%AD%A6%E6%A0%A1"
    assert [said(query) for query in saved.all()] == [
        ("不用同义词", "", "", f"{school}&synonyms=0", 17, 7),
        ("明年打算", "", "", f"{school}&role=plan&sort=newest", 3, 0),
        ("校车", "例会用", "https://hooks.example/x", "q=%E6%A0%A1%E8%BD%A6", 13, 13),
    ]
    assert {query.generation for query in saved.all()} == {""}
    literal = saved.named("不用同义词")
    times = [noticed for _, noticed in saved.latest(literal.id, 50)]
    assert len(times) == 17 and len(set(times)) == 2
    assert times[-1] == literal.created_at == literal.seen_at
    (newest, *_) = saved.new_sections(literal.id)
    assert saved.notice(literal.id, G1, [newest, A]) == (A,)
    assert saved.new_sections(literal.id) == [A, newest]


def test_a_file_of_before_versions_may_be_opened_by_many_at_once(tmp_path: Path) -> None:
    before_versions(tmp_path)
    counts = at_once(lambda _: [query.total for query in SavedQueries(tmp_path).all()])
    assert counts == [[17, 3, 13]] * 8


def test_a_file_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    Clips(tmp_path).add("folder", [])
    SavedQueries(tmp_path).add("校车", "q=校车", G1, [])
    for name, read in (
        ("clips.sqlite", lambda: Clips(tmp_path).all("folder")),
        ("saved.sqlite", lambda: SavedQueries(tmp_path).all()),
    ):
        with sqlite3.connect(tmp_path / name) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        content = (tmp_path / name).read_bytes()
        with pytest.raises(DataUnavailable, match=rf"{name}：.*第 99 版.*请升级寻章"):
            read()
        assert (tmp_path / name).read_bytes() == content


@pytest.mark.skipif(
    sys.platform == "win32", reason="the file systems of SQLite are named otherwise"
)
def test_where_there_can_be_no_wal_it_is_said_and_all_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connect = sqlite3.connect

    def without_shared_memory(path: Path, **options: object) -> sqlite3.Connection:
        return connect(f"file:{path}?vfs=unix-dotfile", uri=True, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", without_shared_memory)
    saved = SavedQueries(tmp_path)
    with caplog.at_level(logging.WARNING):
        query = saved.add("校车", "q=校车", G1, [A])
        assert saved.notice(query.id, G2, [A, B]) == (B,)
    (record,) = caplog.records
    assert "saved.sqlite" in record.getMessage() and "不支持 WAL" in record.getMessage()


def test_saved_queries_outlive_the_process(saved: SavedQueries, tmp_path: Path) -> None:
    saved.add("校车", "q=校车", G1, [A], note="例会")
    (found,) = SavedQueries(tmp_path / "data").all()
    assert (found.name, found.parameters, found.note) == ("校车", "q=校车", "例会")


def test_names_are_unique_trimmed_and_bounded(saved: SavedQueries) -> None:
    first = saved.add("  校车   安全 ", "q=a", G1, [])
    assert first.name == "校车 安全"
    with pytest.raises(SavedQueryError, match="已经有"):
        saved.add("校车 安全", "q=b", G1, [])
    other = saved.add("另一个", "q=b", G1, [])
    with pytest.raises(SavedQueryError, match="已经有"):
        saved.edit(other.id, name="校车 安全", note="")
    with pytest.raises(SavedQueryError, match="名字"):
        saved.add("   ", "q=b", G1, [])
    with pytest.raises(SavedQueryError, match="太长"):
        saved.add("长" * (MAX_NAME + 1), "q=b", G1, [])


def test_edit_and_remove(saved: SavedQueries) -> None:
    query = saved.add("旧", "q=a", G1, [])
    saved.edit(query.id, name="新", note="备注")
    assert (saved.get(query.id).name, saved.get(query.id).note) == ("新", "备注")
    assert saved.named("新").id == query.id
    saved.remove(query.id)
    assert saved.all() == []
    for missing in (saved.get, saved.remove):
        with pytest.raises(SavedQueryError):
            missing(query.id)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://hooks.example/x",
        "https://elsewhere.example/x",
        "https://hooks.example:8443/x",
        "https://hooks.example@elsewhere.example/x",
        "https://",
        "http://[::1",
        "javascript:alert(1)",
    ],
)
def test_a_webhook_goes_only_where_the_operator_allows(saved: SavedQueries, address: str) -> None:
    query = saved.add("校车", "q=校车", G1, [])
    with pytest.raises(SavedQueryError):
        saved.edit(query.id, name="校车", note="", webhook=address, allowed=["hooks.example"])
    good = "https://hooks.example/x"
    saved.edit(query.id, name="校车", note="", webhook=good, allowed=["hooks.example"])
    saved.edit(query.id, name="校车安全", note="")
    assert saved.get(query.id).webhook == good


def test_a_damaged_file_is_said_not_overwritten(saved: SavedQueries, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "saved.sqlite"
    path.write_bytes(b"not a database, but somebody's only copy of something" * 50)
    with pytest.raises(DataUnavailable, match=r"saved\.sqlite：文件已损坏"):
        saved.all()
    assert path.read_bytes().startswith(b"not a database")
