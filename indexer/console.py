"""The terminal: what happened in one line of plain words, whatever its encoding can show."""

from __future__ import annotations

import codecs
import errno
import io
import json
import sys

import click

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


def reason(error: OSError) -> str:
    """What went wrong, without the file's name; the system's own words where we have none."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def shown_name(name: str) -> str:
    """A file's name on one line: a line break or another control character in it is spelled out
    and does nothing to the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def fault_line(error: OSError) -> str:
    """What went wrong with which file."""
    about = error.filename if error.filename2 is None else error.filename2
    return reason(error) if about is None else f"{about}：{reason(error)}"


def usage_line(error: click.UsageError) -> str:
    """What is wrong with a command line, and where help is."""
    command = error.ctx.command_path if error.ctx else "xunzhang"
    return f"用法错误：{_misuse(error)}（{command} --help 有说明）"


def _misuse(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}"
        case click.MissingParameter() if error.param is not None:
            return f"缺少 {error.param.get_error_hint(error.ctx)}"
        case click.BadParameter() if error.param is not None:
            return f"{error.param.get_error_hint(error.ctx)} {_wanted(error)}"
        case click.BadParameter() if isinstance(error.param_hint, str):
            return f"{error.param_hint}：{error.message}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 缺少值，或不该有值"
    if error.message.startswith("No such command"):
        return f"没有命令{error.message.removeprefix('No such command').rstrip('.')}"
    if error.message.startswith("Got unexpected extra argument"):
        return f"多出了参数{error.message.partition('(')[2].rstrip(')')}"
    return error.message


def _wanted(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    match kind:
        case click.IntRange(min=low, max=None):
            return f"应是不小于 {low} 的整数"
        case click.IntRange(min=low, max=high):
            return f"应是 {low} 到 {high} 的整数"
        case click.Choice():
            return f"可选 {'、'.join(map(str, kind.choices))}"
        case click.Path(file_okay=False):
            return "应是文件夹"
        case click.Path(dir_okay=False):
            return "应是文件，不是文件夹"
    return f"不对：{error.message}"


def write_what_can_be_shown() -> None:
    """A character the terminal's encoding does not have (GBK has no ›) becomes a question mark;
    without this it would end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def json_text(value: object) -> str:
    """JSON for standard output: characters as they are where its encoding has all of them, else
    escaped, so that none is lost."""
    everything = codecs.lookup(sys.stdout.encoding or "ascii").name.startswith("utf")
    return json.dumps(value, ensure_ascii=not everything, indent=2)
