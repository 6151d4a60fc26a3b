"""The export command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from indexer.settings import Settings
from search_app.answers import matching
from search_app.engine.protocol import Engine, StoredSection
from search_app.engine.whoosh import open_engine
from search_app.export.writers import WRITERS, Writer
from search_app.filter_options import check_topics, filter_options, parameters_from_options
from search_app.parameters import SearchParameters
from search_app.query.synonyms import Synonyms
from search_app.runtime import synonyms_of

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
    with closing(open_engine(settings.index)) as engine:
        check_topics(parameters, engine, settings)
        sections = matching_sections(engine, parameters, synonyms_of(settings))
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


def matching_sections(
    engine: Engine, parameters: SearchParameters, synonyms: Synonyms
) -> Iterator[StoredSection]:
    """Every section the search finds, copies too, in its order."""
    everything = replace(parameters, page=1, duplicates="show")
    ids = matching(engine, everything, synonyms)
    for start in range(0, len(ids), _BATCH):
        for section in engine.sections(ids[start : start + _BATCH]):
            assert section is not None, "a hit of an open generation is stored in it"
            yield section
