"""The search in the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import click
from markupsafe import Markup

from indexer.console import json_text
from indexer.model import ROLE_LABELS
from indexer.settings import Settings
from search_app.api import answer_json
from search_app.commands.filters import check_topics, filter_options, parameters_from_options
from search_app.engine.protocol import Explanation
from search_app.export.places import year_name
from search_app.search.answers import PART_LABELS, Answer, HitView, answer_search
from search_app.search.parameters import MAX_SIZE
from search_app.search.searcher import open_searcher


@click.command("search")
@click.argument("query")
@filter_options
@click.option(
    "--size",
    type=click.IntRange(1, MAX_SIZE),
    default=10,
    envvar="XUNZHANG_SIZE",
    show_default=True,
    help="最多显示几条。",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，与网页接口相同。")
@click.option("--explain", "explained", is_flag=True, help="列出每条得分的组成。")
@click.pass_obj
def search_command(
    settings: Settings, /, query: str, size: int, as_json: bool, explained: bool, **options: Any
) -> None:
    """在终端里搜索，结果与网页相同。"""
    parameters = parameters_from_options(query, options).with_changes(size=size)
    with open_searcher(settings) as searcher:
        check_topics(parameters, searcher.engine, settings)
        answer = answer_search(searcher, parameters)
        parts = {
            hit.section.id: searcher.explain(parameters, hit.section.id)
            for hit in (answer.hits if explained else ())
        }
    if as_json:
        body = json.loads(answer_json(answer))
        for hit in body["hits"]:
            if known := parts.get(hit["id"]):
                hit["explanation"] = [list(part) for part in known.parts]
        click.echo(json_text(body))
    else:
        click.echo(as_text(answer, parts))


def as_text(answer: Answer, parts: Mapping[str, Explanation | None] = MappingProxyType({})) -> str:
    """An answer for a terminal; marks become bold where the terminal can show it. `parts` are the
    explanations to show, by section id."""
    lines = [f"{answer.total} 段，{answer.took_ms:.1f} 毫秒", *map(str, answer.notes)]
    if answer.did_you_mean:
        lines.append(f"您要找的是不是：{answer.did_you_mean}")
    for number, hit in enumerate(answer.hits, start=1):
        lines.extend(_hit_lines(number, hit))
        if known := parts.get(hit.section.id):
            lines.append(f"   得分 {known.score:.3f}")
            lines.extend(
                f"     {worth:.3f}  {PART_LABELS[kind]} {text}" for kind, text, worth in known.parts
            )
    return "\n".join(lines)


def _hit_lines(number: int, hit: HitView) -> list[str]:
    section = hit.section
    known = [ROLE_LABELS[section.role], *section.topics]
    if section.year is not None:
        known.insert(0, year_name(section.year))
    if section.region is not None:
        place = (section.region[level] for level in ("province", "city", "county"))
        known.insert(0, "".join(dict.fromkeys(filter(None, place))))
    path = " › ".join(section.path)
    return [
        "",
        f"{number}. {_styled(hit.title_html)}" + (f" › {path}" if path else ""),
        f"   {_styled(hit.snippet_html)}",
        *(["   （疑经改写，按推测的原词找到）"] if hit.restored else []),
        f"   [{' '.join(known)}] {section.file}:{section.start_line}-{section.end_line}"
        f"  {section.id}",
    ]


def _styled(html: Markup) -> str:
    """Marked HTML as terminal text: marks bold, everything else plain."""
    parts = re.split(r"<mark>(.*?)</mark>", str(html), flags=re.DOTALL)
    return "".join(
        click.style(Markup(part).striptags(), bold=True) if at % 2 else Markup(part).unescape()
        for at, part in enumerate(parts)
    ).replace("\n", " ")
