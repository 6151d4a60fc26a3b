"""A corpus file is read whole, or refused with a reason a person understands."""

import os
from pathlib import Path

import pytest

from indexer.errors import UnreadableFile
from indexer.model import Line
from indexer.reading import is_corpus_file, read_file

CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus"


def reason(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_file(path, path.name)
    assert caught.value.name == path.name
    return caught.value.reason


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_lines_are_numbered_as_an_editor_does(tmp_path: Path) -> None:
    file = read_file(write(tmp_path, "a.txt", "甲\r\n\r\n乙\x0c丙\u2028丁\n"), "b/a.txt")
    assert (file.name, file.format, file.encoding) == ("b/a.txt", "text", "utf-8")
    assert file.source == ("甲", "", "乙\x0c丙\u2028丁", "")
    assert file.lines[2] == Line(3, 3, "乙\x0c丙\u2028丁")


def test_an_old_mac_file_has_lines(tmp_path: Path) -> None:
    assert read_file(write(tmp_path, "a.txt", "甲\r乙"), "a.txt").source == ("甲", "乙")


@pytest.mark.parametrize(
    ("content", "expected"),
    [("", "空文件"), (" \n\u3000\n\t", "空白"), (b"\x00\x01\x02" * 900, "二进制")],
)
def test_files_without_text(tmp_path: Path, content: str | bytes, expected: str) -> None:
    assert expected in reason(write(tmp_path, "a.txt", content))


def test_a_directory_named_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    assert reason(tmp_path / "a.txt") == "是目录，不是文件"


def test_a_missing_file_and_a_dead_link(tmp_path: Path) -> None:
    assert "不存在" in reason(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert "失效" in reason(tmp_path / "b.txt")


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert "链接" in reason(tmp_path / "a.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert reason(tmp_path / "a.txt") == "不是普通文件"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "甲")
    path.chmod(0)
    assert reason(path) == "没有读取权限"


def test_permission_errors_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt", "甲")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert reason(path) == "没有读取权限"


def test_a_line_of_megabytes_is_refused_by_number(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", "第一行\n第二行\n" + "字" * 700_000 + "\n")
    assert reason(path).startswith("第 3 行超过 1 MB")


def test_many_lines_are_no_long_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", ("全县卫生工作会议召开。" * 30 + "\n") * 2_500)
    assert len(read_file(path, "a.txt").source) == 2_501


def test_a_huge_file_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(80 * 1024 * 1024)
    assert "80 MB" in reason(path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2012/卫生局.txt", True),
        ("A.TXT", True),
        ("a.md", True),
        ("a.HTM", True),
        ("a.docx", True),
        ("a.pdf", True),
        ("a.doc", False),
        ("README.md", False),
        ("readme.txt", False),
        (".hidden.txt", False),
        ("~$报告.docx", False),
        ("a", False),
    ],
)
def test_what_counts_as_a_corpus_file(name: str, expected: bool) -> None:
    assert is_corpus_file(Path(name)) is expected


def test_markdown_only_syntax_goes(tmp_path: Path) -> None:
    text = "---\ntitle: 总结\n---\n# 一、概况\n见[附表](https://a.cn/b)![图](x.png)<!-- 略 -->。\n"
    text += "***\n"
    file = read_file(write(tmp_path, "a.md", text), "a.md")
    assert [line.text for line in file.lines] == ["# 一、概况", "见附表。", ""]
    assert [line.start for line in file.lines] == [4, 5, 7]
    assert file.source[4].startswith("见[附表]")


def test_front_matter_must_look_like_it(tmp_path: Path) -> None:
    file = read_file(write(tmp_path, "a.md", "---\n正文第一段，没有冒号。\n---\n正文\n"), "a.md")
    assert [line.text for line in file.lines if line.text] == ["正文第一段，没有冒号。", "正文"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no shared corpus here")
def test_real_files_are_read_whole() -> None:
    for path in CORPUS.glob("*.txt"):
        file = read_file(path, path.name)
        assert file.encoding == "utf-8"
        assert "\n".join(file.source) == path.read_text("utf-8")
