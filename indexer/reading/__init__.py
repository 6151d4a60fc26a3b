"""Reads corpus files into lines. There is one module for each format.

The reasons in UnreadableFile are Chinese, because the summary of a rebuild shows them to the user.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from indexer.errors import UnreadableFile, explain_os_error
from indexer.model import SourceFile
from indexer.reading import docx, html, markdown, pdf, text
from indexer.reading.document import Document, Unreadable

# The reports of a province in one year are some 10 MB of text; a file of more than this is a dump
# of something else. A file is in memory as bytes, as text and as lines, which takes about six times
# its size.
MAX_FILE_BYTES = 64 * 1024 * 1024

Read = Callable[[bytes], Document]

# The suffixes of corpus files, in lower case, and the format of each: its name, and the function
# that takes the bytes of such a file and returns a Document, or raises Unreadable.
_FORMATS: Mapping[str, tuple[str, Read]] = {
    ".txt": ("text", text.read),
    ".text": ("text", text.read),
    ".md": ("markdown", markdown.read),
    ".markdown": ("markdown", markdown.read),
    ".html": ("html", html.read),
    ".htm": ("html", html.read),
    ".docx": ("docx", docx.read),
    ".pdf": ("pdf", pdf.read),
}


def is_corpus_file(path: Path | PurePosixPath) -> bool:
    """Whether a path below the corpus folder is to be indexed, judged by its name alone.

    Hidden files, lock files of editors and of Office (~$…), README files and files of an unknown
    suffix are not. A directory named x.txt is; `read_file` then says what is wrong with it.
    """
    name = path.name
    if name.startswith((".", "~$")) or name.lower().startswith("readme"):
        return False
    return path.suffix.lower() in _FORMATS


def read_file(path: Path, name: str) -> SourceFile:
    """Read one corpus file. `name` is its POSIX path below the corpus folder.

    Raises UnreadableFile with a reason in Chinese where the file gives no text.
    """
    if path.suffix.lower() not in _FORMATS:
        raise UnreadableFile(name, f"不认识的文件类型“{path.suffix}”")
    file_format, read = _FORMATS[path.suffix.lower()]
    try:
        document = read(_read_bytes(path))
    except Unreadable as error:
        raise UnreadableFile(name, str(error)) from error
    if not any(line.text.strip() for line in document.lines):
        raise UnreadableFile(name, "没有文字，只有空白")
    return SourceFile(name, file_format, document.encoding, document.source, document.lines)


def _read_bytes(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unreadable("是目录，不是文件")
        # Opening a named pipe would wait for a writer for ever.
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("不是普通文件")
        if status.st_size > MAX_FILE_BYTES:
            raise Unreadable(
                f"文件有 {status.st_size // 2**20} MB，超过上限 {MAX_FILE_BYTES // 2**20} MB"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable("文件不存在，或是失效的链接") from error
    except PermissionError as error:
        raise Unreadable("没有读取权限") from error
    except OSError as error:
        if path.is_symlink():
            raise Unreadable("链接指向自己，或打不开它指向的文件") from error
        raise Unreadable(f"读取失败：{explain_os_error(error)}") from error
    if not data:
        raise Unreadable("空文件")
    return data
