"""The saved commands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from indexer.settings import Settings
from indexer.store import current_generation
from search_app.commands.filters import check_topics, filter_options, parameters_from_options
from search_app.commands.search import as_text
from search_app.engine.protocol import Engine
from search_app.export.writers import citation
from search_app.saved.after_build import find_what_is_new
from search_app.saved.news import save
from search_app.saved.store import SavedQueries
from search_app.saved.transfer import export_queries, import_queries
from search_app.search.answers import answer_search
from search_app.search.parameters import from_query_string
from search_app.search.searcher import open_searcher


@click.group("saved")
def saved_group() -> None:
    """保存的查询。"""


@saved_group.command("list")
@click.pass_obj
def saved_list(settings: Settings) -> None:
    """列出保存的查询，和上次记为看过之后各有几条新的。"""
    queries = SavedQueries(settings.data).all()
    if not queries:
        click.echo("还没有保存的查询。")
        return
    for query in queries:
        click.echo(f"{query.name}\t{query.total} 段\t{query.new} 条新\t{query.parameters}")
    generation = current_generation(settings.index).name
    if any(query.generation != generation for query in queries):
        click.echo("索引换过，还没有重新统计；请运行 xunzhang update。", err=True)


@saved_group.command("add")
@click.argument("name")
@click.argument("query")
@click.option("--note", default="", help="备注。")
@filter_options
@click.pass_obj
def saved_add(settings: Settings, /, name: str, query: str, note: str, **options: Any) -> None:
    """把查询连同筛选条件存在一个名字之下。"""
    parameters = parameters_from_options(query, options)
    with open_searcher(settings) as searcher:
        check_topics(parameters, searcher.engine, settings)
        added = save(SavedQueries(settings.data), searcher, name, parameters, note)
    click.echo(f"已保存“{added.name}”。")


@saved_group.command("run")
@click.argument("name", required=False)
@click.option("--new", "only_new", is_flag=True, help="只列出新的；不写名称则列出所有查询的。")
@click.pass_obj
def saved_run(settings: Settings, name: str | None, only_new: bool) -> None:
    """运行保存的查询，并记为已看。--new 适合放进定时任务：没有新的就什么也不输出。"""
    if name is None and not only_new:
        raise click.UsageError("请写查询的名称，或用 --new 列出所有新的。")
    saved = SavedQueries(settings.data)
    with open_searcher(settings) as searcher:
        find_what_is_new(settings, searcher)  # in an index that was built elsewhere
        for query in saved.all() if name is None else [saved.named(name)]:
            if only_new:
                _show_new(query.name, searcher.engine, saved.new_sections(query.id))
            else:
                click.echo(f"“{query.name}”：{query.new} 条新")
                parameters = from_query_string(query.parameters)
                click.echo(as_text(answer_search(searcher, parameters)))
            saved.mark_seen(query.id, query.last_batch)


def _show_new(name: str, engine: Engine, ids: Sequence[str]) -> None:
    if not ids:
        return
    click.echo(f"“{name}”：{len(ids)} 条新")
    for section in engine.sections(ids):
        if section is not None:
            click.echo(f"  {citation(section)}\n    {section.text}")


@saved_group.command("rename")
@click.argument("name")
@click.argument("new_name")
@click.pass_obj
def saved_rename(settings: Settings, name: str, new_name: str) -> None:
    """给保存的查询改名。"""
    saved = SavedQueries(settings.data)
    query = saved.named(name)
    saved.edit(query.id, name=new_name, note=query.note)
    click.echo(f"已改名为“{new_name}”。")


@saved_group.command("remove")
@click.argument("name")
@click.pass_obj
def saved_remove(settings: Settings, name: str) -> None:
    """删除保存的查询。"""
    saved = SavedQueries(settings.data)
    saved.remove(saved.named(name).id)
    click.echo(f"已删除“{name}”。")


@saved_group.command("export")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写入的文件。"
)
@click.pass_obj
def saved_export(settings: Settings, output: Path | None) -> None:
    """把保存的查询导出为 JSON。"""
    document = json.dumps(export_queries(SavedQueries(settings.data)), ensure_ascii=False, indent=2)
    if output is None:
        click.echo(document)
    else:
        output.write_text(document + "\n", encoding="utf-8")


@saved_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def saved_import(settings: Settings, file: Path) -> None:
    """导入 JSON 里的查询；已有同名的不动。"""
    with open_searcher(settings) as searcher:
        added, known = import_queries(SavedQueries(settings.data), searcher, file.read_bytes())
    click.echo(f"导入 {added} 个查询，{known} 个同名的未动。")
