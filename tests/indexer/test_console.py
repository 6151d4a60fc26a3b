"""What a terminal is told: one line, plain words."""

from typing import Any

import click
import pytest

from indexer.console import describe_misuse, printable_name


@click.group()
@click.option("--folder", type=click.Path(file_okay=False))
def tool(**_options: Any) -> None: ...


@tool.command("find")
@click.argument("query")
@click.option("--size", type=click.IntRange(1, 9))
@click.option("--jobs", type=click.IntRange(min=1))
@click.option("--sort", type=click.Choice(["new", "old"]))
def find(query: str, **_options: Any) -> None:
    if query == "?":
        raise click.BadParameter("“?”什么也不是", param_hint="--query")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["nonsense"], "没有命令 'nonsense'（tool --help 有说明）"),
        (["--folder", __file__, "find", "a"], "'--folder' 应是文件夹（tool --help 有说明）"),
        (["find"], "缺少 'QUERY'（tool find --help 有说明）"),
        (["find", "a", "b"], "多出了参数b（tool find --help 有说明）"),
        (["find", "a", "--nope"], "没有选项 --nope（tool find --help 有说明）"),
        (["find", "a", "--size"], "选项 --size 缺少值，或不该有值（xunzhang --help 有说明）"),
        (["find", "a", "--size", "0"], "'--size' 应是 1 到 9 的整数（tool find --help 有说明）"),
        (["find", "a", "--jobs", "x"], "'--jobs' 应是不小于 1 的整数（tool find --help 有说明）"),
        (["find", "a", "--sort", "x"], "'--sort' 可选 new、old（tool find --help 有说明）"),
        (["find", "?"], "--query：“?”什么也不是（tool find --help 有说明）"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], line: str) -> None:
    with pytest.raises(click.UsageError) as caught:
        tool.main(arguments, prog_name="tool", standalone_mode=False)
    assert describe_misuse(caught.value) == f"用法错误：{line}"


def test_a_file_name_takes_one_line_and_commands_no_terminal() -> None:
    assert printable_name("总结\n二.txt") == "总结\\n二.txt"
    assert printable_name("红\x1b[31m.txt") == "红\\x1b[31m.txt"
    assert printable_name("二〇一五年 总结.txt") == "二〇一五年 总结.txt"
