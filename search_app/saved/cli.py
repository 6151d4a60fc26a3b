"""The saved commands."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from indexer.settings import Settings
from search_app.answers import answer, matching_keys
from search_app.engine.whoosh import open_engine
from search_app.filter_options import filter_options, parameters_from_options
from search_app.parameters import from_query_string
from search_app.runtime import synonyms_of
from search_app.saved.store import SavedQueries
from search_app.terminal import as_text


@click.group("saved")
def saved_group() -> None:
    """保存的查询。"""


@saved_group.command("list")
@click.pass_obj
def saved_list(settings: Settings) -> None:
    """列出保存的查询，和上次查看之后各有几条新的。"""
    saved = SavedQueries(settings.data)
    queries = saved.all()
    if not queries:
        click.echo("还没有保存的查询。")
        return
    synonyms = synonyms_of(settings)
    with closing(open_engine(settings.index)) as engine:
        for query in queries:
            keys = matching_keys(engine, from_query_string(query.parameters), synonyms)
            new = len(saved.unseen(query.id, keys))
            click.echo(f"{query.name}\t{len(keys)} 段\t{new} 条新\t{query.parameters}")


@saved_group.command("add")
@click.argument("name")
@click.argument("query")
@filter_options
@click.pass_obj
def saved_add(settings: Settings, /, name: str, query: str, **options: Any) -> None:
    """把查询连同筛选条件存在一个名字之下。"""
    parameters = parameters_from_options(query, options)
    synonyms = synonyms_of(settings)
    with closing(open_engine(settings.index)) as engine:
        keys = matching_keys(engine, parameters, synonyms)
    added = SavedQueries(settings.data).add(name, parameters.query_string(), keys)
    click.echo(f"已保存“{added.name}”，现有 {len(keys)} 段。")


@saved_group.command("run")
@click.argument("name")
@click.pass_obj
def saved_run(settings: Settings, name: str) -> None:
    """运行保存的查询，并记为已看。"""
    saved = SavedQueries(settings.data)
    query = saved.named(name)
    parameters = from_query_string(query.parameters)
    synonyms = synonyms_of(settings)
    with closing(open_engine(settings.index)) as engine:
        keys = matching_keys(engine, parameters, synonyms)
        new = saved.unseen(query.id, keys)
        click.echo(f"“{name}”：{len(new)} 条新")
        click.echo(as_text(answer(engine, parameters, synonyms)))
    saved.look(query.id, keys)


@saved_group.command("rename")
@click.argument("name")
@click.argument("new_name")
@click.pass_obj
def saved_rename(settings: Settings, name: str, new_name: str) -> None:
    """给保存的查询改名。"""
    saved = SavedQueries(settings.data)
    saved.rename(saved.named(name).id, new_name)
    click.echo(f"已改名为“{new_name}”。")


@saved_group.command("remove")
@click.argument("name")
@click.pass_obj
def saved_remove(settings: Settings, name: str) -> None:
    """删除保存的查询。"""
    saved = SavedQueries(settings.data)
    saved.remove(saved.named(name).id)
    click.echo(f"已删除“{name}”。")
