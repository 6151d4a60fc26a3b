"""The commands that make an index, and the one that shows what would go into it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from indexer.attribution import load_attribution
from indexer.console import json_text, printable_name
from indexer.corpus import CorpusFile
from indexer.corrections.log import CorrectionLog
from indexer.corrections.values import correction_text
from indexer.errors import UnreadableFile
from indexer.inspection import as_text, file_json
from indexer.model import REPAIR_LABELS
from indexer.pipeline import analyse_file
from indexer.rebuild import Progress, Summary, rebuild, update
from indexer.settings import Settings
from indexer.store import EmbeddedIndex

Build = Callable[..., Summary]

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    envvar="XUNZHANG_JOBS",
    show_envvar=True,
    help="读取和分析用几个进程；默认与处理器核数相同。",
)


@click.command("rebuild")
@jobs_option
@click.pass_obj
def rebuild_command(settings: Settings, jobs: int | None) -> Summary:
    """重新读取全部语料，建成新索引后切换。"""
    return build_index(rebuild, settings, jobs)


@click.command("update")
@jobs_option
@click.pass_obj
def update_command(settings: Settings, jobs: int | None) -> Summary:
    """只读取新增、改动和删除的文件，结果与 rebuild 相同。"""
    return build_index(update, settings, jobs)


@click.command("inspect")
@click.argument("file", type=click.Path(readable=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_obj
def inspect_command(settings: Settings, file: Path, as_json: bool) -> None:
    """看索引程序怎样理解一个文件：报告、提纲、段落、归属和修补。"""
    if not file.exists():
        raise UnreadableFile(str(file), "没有这个文件")
    corrections = CorrectionLog(settings.data).corrections()
    analysed = analyse_file(file, file.name, load_attribution(settings.topics), corrections)
    if as_json:
        click.echo(json_text(file_json(analysed)))
    else:
        click.echo(as_text(analysed))


def build_index(build: Build, settings: Settings, jobs: int | None = None) -> Summary:
    """Runs `build` with progress on a terminal and the summary after it; also for `up`."""
    with _progress() as show:
        summary = build(
            settings.corpus,
            EmbeddedIndex(settings.index),
            topics_file=settings.topics,
            corrections=CorrectionLog(settings.data).corrections(),
            jobs=jobs,
            progress=show,
        )
    click.echo(summary_text(summary))
    return summary


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal, elsewhere a line at every tenth of the way."""
    bar: Any = None

    def draw(file: CorpusFile, done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = click.progressbar(
                length=total,
                label="读取",
                file=sys.stderr,
                show_pos=True,
                item_show_func=lambda name: printable_name(name or ""),
            )
        bar.update(1, file.name)

    def report(file: CorpusFile, done: int, total: int) -> None:
        if done == total or done * 10 // total > (done - 1) * 10 // total:
            click.echo(f"已读取 {done}/{total}  {printable_name(file.name)}", err=True)

    try:
        yield draw if sys.stderr.isatty() else report
    finally:
        if bar is not None:
            bar.render_finish()


def summary_text(summary: Summary) -> str:
    """What a rebuild or update did, in lines."""
    lines = [
        f"文件 {summary.files}  报告 {summary.reports}  段落 {summary.sections}",
    ]
    if not summary.changed:
        lines.append("语料和更正没有变化，索引不动。")
    elif summary.kept or summary.removed:
        lines.append(
            f"本次读取 {summary.read} 个文件，沿用 {summary.kept} 个，移除 {summary.removed} 个。"
        )
    if summary.repairs:
        kinds = "，".join(
            f"{REPAIR_LABELS.get(kind, kind)} {count}"
            for kind, count in summary.repairs.most_common()
        )
        lines.append(f"修补 {summary.repairs.total()} 处：{kinds}")
    if summary.corrected or summary.unfit:
        lines.append(f"人工核定 {summary.corrected} 项。")
    if summary.unfit:
        lines.append(f"{len(summary.unfit)} 项更正与现在的文字不符，没有采用：")
        lines.extend(f"  {correction_text(correction)}" for correction in summary.unfit)
    if summary.skipped:
        lines.append(f"跳过 {len(summary.skipped)} 个：")
        lines.extend(
            f"  {printable_name(skipped.name)}：{skipped.reason}" for skipped in summary.skipped
        )
    return "\n".join(lines)
