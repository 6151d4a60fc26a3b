"""The export command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import click

from indexer.settings import Settings
from search_app.commands.filters import check_topics, filter_options, parameters_from_options
from search_app.engine.protocol import StoredSection
from search_app.export.writers import WRITERS, Writer
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher, open_searcher

_BATCH = 500


@click.command("export")
@click.option("--query", default="", envvar="XUNZHANG_QUERY", help="查询；不写则导出全部段落。")
@filter_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(tuple(WRITERS)),
    default="jsonl",
    envvar="XUNZHANG_FORMAT",
    show_default=True,
    help="格式。",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="XUNZHANG_OUTPUT",
    help="写入的文件；不写则输出到标准输出。",
)
@click.pass_obj
def export_command(
    settings: Settings, /, query: str, format_: str, output: Path | None, **options: Any
) -> None:
    """导出相符的段落：JSON 行、CSV 或 Word。"""
    parameters = parameters_from_options(query, options)
    if output is None and format_ == "docx" and sys.stdout.isatty():
        raise click.UsageError("Word 文件不能显示在终端里，请用 -o 指定文件。")
    with open_searcher(settings) as searcher:
        check_topics(parameters, searcher.engine, settings)
        sections = matching_sections(searcher, parameters)
        if output is None:
            WRITERS[format_](sections, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        _write(output, WRITERS[format_], sections)
    click.echo(f"已写入 {output}", err=True)


def _write(output: Path, write: Writer, sections: Iterator[StoredSection]) -> None:
    """Writes a file in one step, so that none is left half written; a device or pipe as it is."""
    if output.exists() and not output.is_file():
        with output.open("wb") as stream:
            write(sections, stream)
        return
    partial = output.with_name(f"{output.name}.part")
    try:
        with partial.open("wb") as stream:
            write(sections, stream)
        partial.replace(output)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def matching_sections(searcher: Searcher, parameters: SearchParameters) -> Iterator[StoredSection]:
    """Every section the search finds, copies too, in its order."""
    ids = searcher.scan(replace(parameters, duplicates="show"))
    while batch := list(islice(ids, _BATCH)):
        for section in searcher.engine.sections(batch):
            assert section is not None, "a hit of an open generation is stored in it"
            yield section
