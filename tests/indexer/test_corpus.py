import os
import sys
from pathlib import Path

import pytest

from indexer.corpus import scan
from indexer.errors import XunzhangError


def write(path: Path, text: str = "正文") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_reports_are_found_at_any_depth_and_named_by_their_path(tmp_path: Path) -> None:
    write(tmp_path / "b.txt")
    write(tmp_path / "2012" / "浙江" / "a.md")
    write(tmp_path / "README.md")
    write(tmp_path / "photo.jpg")
    write(tmp_path / ".git" / "c.txt")
    found = scan(tmp_path)
    assert [file.name for file in found.files] == ["2012/浙江/a.md", "b.txt"]
    assert found.skipped == ()


def test_a_folder_called_like_a_report_is_said_and_what_is_in_it_is_read(tmp_path: Path) -> None:
    write(tmp_path / "x.txt" / "inside.txt")
    found = scan(tmp_path)
    assert [file.name for file in found.files] == ["x.txt/inside.txt"]
    assert [skipped.name for skipped in found.skipped] == ["x.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_that_lead_nowhere_or_back_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    found = scan(tmp_path)
    assert [file.name for file in found.files] == ["a.txt"]
    assert [skipped.name for skipped in found.skipped] == ["broken.txt"]


def test_a_missing_corpus_is_said(tmp_path: Path) -> None:
    with pytest.raises(XunzhangError, match="不存在"):
        scan(tmp_path / "nowhere")


def test_a_name_that_is_no_text_is_listed_with_question_marks(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"bad\xff.txt")).write_text("年度工作总结", encoding="utf-8")
    except (OSError, ValueError):
        pytest.skip("this system takes text for names only")
    found = scan(tmp_path)
    assert found.files == ()
    (skipped,) = found.skipped
    assert skipped.name == "bad?.txt"
    assert "文件名的编码" in skipped.reason
