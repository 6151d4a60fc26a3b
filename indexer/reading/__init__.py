"""Corpus files become lines. One module a format; `encodings` decides how bytes become text.

Reasons in UnreadableFile are Chinese: they are shown to the user in the summary of a rebuild.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from indexer.errors import UnreadableFile, explain_os_error
from indexer.model import Format, SourceFile
from indexer.reading import docx, html, markdown, pdf, text
from indexer.reading.document import Document, Unreadable

# A year of a province's reports is some 10 MB of text; a bigger file is a dump of something else.
# The whole file is held in memory as bytes, as text and as lines: about six times this.
MAX_FILE_BYTES = 64 * 1024 * 1024

_READERS: dict[str, tuple[Format, Callable[[bytes], Document]]] = {
    ".txt": ("text", text.read),
    ".text": ("text", text.read),
    ".md": ("markdown", markdown.read),
    ".markdown": ("markdown", markdown.read),
    ".html": ("html", html.read),
    ".htm": ("html", html.read),
    ".docx": ("docx", docx.read),
    ".pdf": ("pdf", pdf.read),
}

CORPUS_SUFFIXES = frozenset(_READERS)
"""Suffixes (lower case, with the dot) of the files that are read; others are not corpus files."""


def is_corpus_file(path: Path | PurePosixPath) -> bool:
    """Whether a path below the corpus folder is meant to be indexed, judged by its name alone.

    Hidden files, editors' and Office's lock files (~$…), README files and unknown suffixes are
    not. A directory named x.txt is: `read_file` then says what is wrong with it.
    """
    name = path.name
    if name.startswith((".", "~$")) or name.lower().startswith("readme"):
        return False
    return path.suffix.lower() in CORPUS_SUFFIXES


def read_file(path: Path, name: str) -> SourceFile:
    """Read one corpus file. `name` is its POSIX path below the corpus folder.

    Raises UnreadableFile with a reason in Chinese when there is no text to be had.
    """
    known = _READERS.get(path.suffix.lower())
    if known is None:
        raise UnreadableFile(name, f"不认识的文件类型“{path.suffix}”")
    file_format, reader = known
    try:
        document = reader(_read_bytes(path))
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
