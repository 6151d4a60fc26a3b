"""Output on a terminal: file names on one line, wrong usage in plain words, any encoding."""

from __future__ import annotations

import codecs
import io
import json
import sys

import click


def printable_name(name: str) -> str:
    """`name` on one line. A control character is replaced by its escape, so that a file name can
    neither break the line nor control the terminal."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def describe_misuse(error: click.UsageError) -> str:
    """One line that says what is wrong with a command line and which command shows help."""
    command = error.ctx.command_path if error.ctx else "xunzhang"
    return f"用法错误：{_explain(error)}（{command} --help 有说明）"


def _explain(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}"
        case click.MissingParameter() if error.param is not None:
            return f"缺少 {error.param.get_error_hint(error.ctx)}"
        case click.BadParameter() if error.param is not None:
            return f"{error.param.get_error_hint(error.ctx)} {_explain_value(error)}"
        case click.BadParameter() if isinstance(error.param_hint, str):
            return f"{error.param_hint}：{error.message}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 缺少值，或不该有值"
    if error.message.startswith("No such command"):
        return f"没有命令{error.message.removeprefix('No such command').rstrip('.')}"
    if error.message.startswith("Got unexpected extra argument"):
        return f"多出了参数{error.message.partition('(')[2].rstrip(')')}"
    return error.message


def _explain_value(error: click.BadParameter) -> str:
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


def replace_unencodable_output() -> None:
    """Make standard output and error write a question mark for each character that the terminal's
    encoding lacks (GBK has no ›). Without this such a character would end the command with an
    error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def json_text(value: object) -> str:
    """`value` as JSON for standard output. Under an encoding that lacks some characters all
    non-ASCII ones are escaped, so that none is lost."""
    has_all_characters = codecs.lookup(sys.stdout.encoding or "ascii").name.startswith("utf")
    return json.dumps(value, ensure_ascii=not has_all_characters, indent=2)
