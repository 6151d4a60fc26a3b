"""The console script: every command of the project."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from indexer import __version__
from indexer.cli import build_index, inspect_command, rebuild_command, update_command
from indexer.console import describe_misuse, replace_unencodable_output
from indexer.errors import XunzhangError, explain_file_error
from indexer.rebuild import Summary, update
from indexer.settings import Settings
from search_app.commands.correct import correct_command
from search_app.commands.doctor import doctor_command
from search_app.commands.export import export_command
from search_app.commands.saved import saved_group
from search_app.commands.search import search_command
from search_app.database import DataUnavailable
from search_app.saved.after_build import tell_what_is_new
from search_app.server.command import serve

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
@click.option(
    "--corpus",
    type=_FOLDER,
    default="corpus",
    envvar="XUNZHANG_CORPUS",
    show_default=True,
    help="放报告的文件夹。",
)
@click.option(
    "--index",
    type=_FOLDER,
    default="index",
    envvar="XUNZHANG_INDEX",
    show_default=True,
    help="放索引的文件夹。",
)
@click.option(
    "--data",
    type=_FOLDER,
    default="data",
    envvar="XUNZHANG_DATA",
    show_default=True,
    help="放保存的查询等用户数据的文件夹；重建索引不会动它。",
)
@click.option(
    "--topics", type=_FILE, envvar="XUNZHANG_TOPICS", help="换用自己的主题词文件（TOML）。"
)
@click.option(
    "--synonyms", type=_FILE, envvar="XUNZHANG_SYNONYMS", help="换用自己的同义词文件（TOML）。"
)
@click.option(
    "--webhook-host",
    "webhook_hosts",
    multiple=True,
    envvar="XUNZHANG_WEBHOOK_HOST",
    help="允许保存的查询向这个主机（可带端口）发通知。可以重复。",
)
@click.version_option(__version__, prog_name="xunzhang")
@click.pass_context
def cli(
    context: click.Context,
    corpus: Path,
    index: Path,
    data: Path,
    topics: Path | None,
    synonyms: Path | None,
    webhook_hosts: tuple[str, ...],
) -> None:
    """寻章：在地方政府工作报告里找段落。"""
    context.obj = Settings(corpus, index, data, topics, synonyms, webhook_hosts)


@cli.result_callback()
@click.pass_obj
def _after_command(settings: Settings, /, result: object, **_options: object) -> None:
    if isinstance(result, Summary):
        _tell_news(settings)


def _tell_news(settings: Settings) -> None:
    """Says what is new of the saved queries in the index as it is after a build."""
    for line in tell_what_is_new(settings):
        click.echo(line)


_host_option = click.option(
    "--host",
    default="127.0.0.1",
    envvar="XUNZHANG_HOST",
    show_default=True,
    help="监听的地址；0.0.0.0 让同一网络里的人也能用。",
)
_port_option = click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=5000,
    envvar="XUNZHANG_PORT",
    show_default=True,
    help="监听的端口。",
)
_threads_option = click.option(
    "--threads",
    type=click.IntRange(min=1),
    default=4,
    envvar="XUNZHANG_THREADS",
    show_default=True,
    help="同时处理几个请求。",
)


@cli.command("serve")
@_host_option
@_port_option
@_threads_option
@click.pass_obj
def serve_command(settings: Settings, host: str, port: int, threads: int) -> None:
    """在当前索引上提供网页和接口；索引重建后自动换用新的。"""
    serve(settings, host, port, threads)


@cli.command("up")
@_host_option
@_port_option
@_threads_option
@click.option(
    "--sample",
    is_flag=True,
    envvar="XUNZHANG_SAMPLE",
    help="没有语料文件夹时不再询问，新建一个并放入自带的样例报告。",
)
@click.pass_obj
def up_command(settings: Settings, host: str, port: int, threads: int, sample: bool) -> None:
    """没有索引或语料有变化就先建索引，然后提供网页。"""
    if not settings.corpus.exists():
        _create_sample_corpus(settings.corpus, asked_for=sample)
    build_index(update, settings)
    try:
        _tell_news(settings)
    except DataUnavailable as error:  # who wants to search need not wait for the saved queries
        click.echo(f"错误：{error}", err=True)
    serve(settings, host, port, threads)


def _create_sample_corpus(corpus: Path, *, asked_for: bool) -> None:
    """Copies the sample reports to `corpus` if the user wants them, or asks when there is a
    terminal to ask on.

    Raises click.ClickException, which says what else to do, when they are not wanted.
    """
    question = f"没有语料文件夹 {corpus}。新建一个并放入自带的样例报告吗？"
    if not asked_for and not (sys.stdin.isatty() and click.confirm(question, default=True)):
        raise click.ClickException(
            f"语料文件夹不存在：{corpus}"
            "（新建后放入报告，用 --corpus 另指一个，或运行 xunzhang up --sample 先用样例报告）"
        )
    shutil.copytree(_sample_reports(), corpus)
    click.echo(f"已新建 {corpus}，放入样例报告。换成自己的报告后运行 xunzhang update。")


def _sample_reports() -> Path:
    """The folder of the sample reports: the wheel brings a copy, a working copy has corpus/."""
    package = Path(__file__).parent
    packaged = package / "sample_reports"
    return packaged if packaged.is_dir() else package.parent / "corpus"


for command in (
    rebuild_command,
    update_command,
    inspect_command,
    correct_command,
    search_command,
    export_command,
    saved_group,
    doctor_command,
):
    cli.add_command(command)


def main() -> None:
    """Runs the command line: 0 done, 1 the work failed, 2 wrong usage; errors in one line.

    A fault of the program itself is one line too, unless XUNZHANG_DEBUG is set.
    """
    replace_unencodable_output()
    try:
        # Outside of standalone mode click returns the exit code of a command that asked for one.
        sys.exit(cli(prog_name="xunzhang", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.UsageError as error:
        click.echo(describe_misuse(error), err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断。", err=True)
        sys.exit(1)
    except click.ClickException as error:
        click.echo(f"错误：{error.format_message()}", err=True)
        sys.exit(1)
    except BrokenPipeError:  # whoever read the output has gone (| head), and needs no words
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        click.echo(f"错误：{explain_file_error(error)}", err=True)
        sys.exit(1)
    except XunzhangError as error:
        click.echo(f"错误：{error}", err=True)
        sys.exit(1)
    except Exception as error:
        if os.environ.get("XUNZHANG_DEBUG"):
            raise
        kind = type(error).__name__
        click.echo(
            f"程序内部错误：{kind}：{error}（设 XUNZHANG_DEBUG=1 再运行可看到详情）", err=True
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
