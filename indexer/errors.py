"""The errors that a user may see, and the words for errors of the operating system.

A message is plain words and names the file it is about.
"""

from __future__ import annotations

import errno

from indexer.message import Message

_REASONS = {
    getattr(errno, name): reason
    for name, reason in {
        "ENOENT": "没有这个文件或文件夹",
        "EACCES": "没有权限",
        "EPERM": "没有权限",
        "EROFS": "磁盘是只读的",
        "ENOSPC": "磁盘已满",
        "EDQUOT": "超过了磁盘配额",
        "ENOTDIR": "路径里有一段不是文件夹",
        "EISDIR": "是文件夹，不是文件",
        "EEXIST": "已经有同名的文件",
        "ENAMETOOLONG": "名字太长",
        "ELOOP": "链接绕成了圈",
        "EMFILE": "打开的文件太多",
        "EIO": "磁盘读写出错",
        "EADDRINUSE": "端口已被占用",
        "EADDRNOTAVAIL": "不是本机的地址",
    }.items()
    if hasattr(errno, name)
}


class XunzhangError(Exception):
    """Base of every error that the user can mend.

    `message` is shown to the user. The terminal shows it in Chinese; a page shows a `Message` in
    the reader's language and a plain string as it is.
    """

    def __init__(self, message: str | Message) -> None:
        super().__init__(message)
        self.message = message


class UnreadableFile(XunzhangError):
    """Raised for a corpus file that cannot be read as text. A rebuild lists it and goes on."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class DataFileError(XunzhangError):
    """Raised for a mistake in a rule, word or topic file. The message names the file and the line
    or key."""


class IndexUnavailable(XunzhangError):
    """Raised where the index cannot answer just now: there is none, this version cannot read it, or
    the engine that holds it does not answer. The message says what helps."""


class NothingIndexed(XunzhangError):
    """Raised by a rebuild that found no section at all. The old index stays in use."""


def explain_os_error(error: OSError) -> str:
    """What went wrong, in Chinese and without the file's name; in the system's own words where the
    table above has none."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def explain_file_error(error: OSError) -> str:
    """The file that `error` is about and what went wrong with it: `a.txt：没有权限`."""
    about = error.filename if error.filename2 is None else error.filename2
    reason = explain_os_error(error)
    return reason if about is None else f"{about}：{reason}"
