from pathlib import Path

import numpy as np
import pytest

from search_app.saved.store import MAX_NAME, Keys, SavedQueries, SavedQueryError


def keys(*numbers: int) -> Keys:
    return np.array(sorted(numbers), dtype=np.uint64)


@pytest.fixture
def saved(tmp_path: Path) -> SavedQueries:
    return SavedQueries(tmp_path / "data")


def test_only_what_was_not_looked_at_is_new(saved: SavedQueries) -> None:
    query = saved.add("校车", "q=校车", keys(1, 2**63 + 5))
    assert list(saved.unseen(query.id, keys(1, 7, 2**63 + 5))) == [7]
    saved.look(query.id, keys(1, 7))
    assert list(saved.unseen(query.id, keys(1, 7))) == []
    assert list(saved.unseen(query.id, keys(1, 2**63 + 5))) == [2**63 + 5]


def test_saved_queries_outlive_the_process(saved: SavedQueries, tmp_path: Path) -> None:
    saved.add("校车", "q=校车", keys(1))
    (found,) = SavedQueries(tmp_path / "data").all()
    assert (found.name, found.parameters) == ("校车", "q=校车")


def test_names_are_unique_trimmed_and_bounded(saved: SavedQueries) -> None:
    first = saved.add("  校车   安全 ", "q=a", keys())
    assert first.name == "校车 安全"
    with pytest.raises(SavedQueryError, match="已经有"):
        saved.add("校车 安全", "q=b", keys())
    other = saved.add("另一个", "q=b", keys())
    with pytest.raises(SavedQueryError, match="已经有"):
        saved.rename(other.id, "校车 安全")
    with pytest.raises(SavedQueryError, match="名字"):
        saved.add("   ", "q=b", keys())
    with pytest.raises(SavedQueryError, match="太长"):
        saved.add("长" * (MAX_NAME + 1), "q=b", keys())


def test_rename_and_remove(saved: SavedQueries) -> None:
    query = saved.add("旧", "q=a", keys())
    saved.rename(query.id, "新")
    assert saved.get(query.id).name == "新"
    assert saved.named("新").id == query.id
    saved.remove(query.id)
    assert saved.all() == []
    for missing in (saved.get, saved.remove):
        with pytest.raises(SavedQueryError):
            missing(query.id)


def test_a_damaged_file_is_said_not_overwritten(saved: SavedQueries, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "saved.sqlite"
    path.write_bytes(b"not a database, but somebody's only copy of something" * 50)
    with pytest.raises(SavedQueryError, match=r"saved\.sqlite"):
        saved.all()
    assert path.read_bytes().startswith(b"not a database")
