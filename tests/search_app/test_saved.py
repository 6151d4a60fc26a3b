from pathlib import Path

import numpy as np
import pytest

from search_app.database import DataUnavailable
from search_app.saved.store import MAX_NAME, Keys, SavedQueries, SavedQueryError


def keys(*numbers: int) -> Keys:
    return np.array(sorted(numbers), dtype=np.uint64)


@pytest.fixture
def saved(tmp_path: Path) -> SavedQueries:
    return SavedQueries(tmp_path / "data")


def test_only_what_never_matched_before_is_noticed(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", keys(1, 2**63 + 5))
    assert list(saved.notice(query.id, keys(1, 7, 2**63 + 5))) == [7]
    assert list(saved.notice(query.id, keys(7))) == []
    assert list(saved.notice(query.id, keys(1, 2**63 + 5, 8))) == [8]
    assert list(saved.known(query.id).keys) == [1, 7, 8, 2**63 + 5]


def test_looking_sets_the_time_after_which_things_are_new(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", keys(1))
    saved.notice(query.id, keys(1, 7))
    known = saved.known(query.id)
    assert list(known.keys[known.noticed > query.looked_at]) == [7]
    saved.look(query.id)
    assert not any(known.noticed > saved.get(query.id).looked_at)


def test_saved_queries_outlive_the_process(saved: SavedQueries, tmp_path: Path) -> None:
    saved.add("校车", "q=校车", keys(1), note="例会")
    (found,) = SavedQueries(tmp_path / "data").all()
    assert (found.name, found.parameters, found.note) == ("校车", "q=校车", "例会")


def test_names_are_unique_trimmed_and_bounded(saved: SavedQueries) -> None:
    first = saved.add("  校车   安全 ", "q=a", keys())
    assert first.name == "校车 安全"
    with pytest.raises(SavedQueryError, match="已经有"):
        saved.add("校车 安全", "q=b", keys())
    other = saved.add("另一个", "q=b", keys())
    with pytest.raises(SavedQueryError, match="已经有"):
        saved.edit(other.id, name="校车 安全", note="")
    with pytest.raises(SavedQueryError, match="名字"):
        saved.add("   ", "q=b", keys())
    with pytest.raises(SavedQueryError, match="太长"):
        saved.add("长" * (MAX_NAME + 1), "q=b", keys())


def test_edit_and_remove(saved: SavedQueries) -> None:
    query = saved.add("旧", "q=a", keys())
    saved.edit(query.id, name="新", note="备注")
    assert (saved.get(query.id).name, saved.get(query.id).note) == ("新", "备注")
    assert saved.named("新").id == query.id
    saved.remove(query.id)
    assert saved.all() == []
    for missing in (saved.get, saved.remove, saved.known):
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
    query = saved.add("校车", "q=校车", keys())
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
