"""The filter options that search, export and saved share on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

import click

from indexer import gazetteer
from indexer.attribution.topics import load_topics
from indexer.model import ROLE_LABELS, Period, Role
from indexer.settings import Settings
from search_app.engine.protocol import Engine, SearchRequest, Sort
from search_app.query.nodes import Everything, Facet
from search_app.search.parameters import BadParameter, SearchParameters, explain_choices, read_year

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def filter_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --region, --year, --topic, --role, --period and --sort."""
    options: list[_Decorator] = [
        _repeatable("region", "地区：名称（长兴、浙江省）或六位代码。"),
        _repeatable("year", "年份，如 2012。"),
        _repeatable("topic", "主题，如 校园安全；领域（如 教育）含其下的全部主题。"),
        _repeatable("role", "部分：成绩、问题、计划、导言、其他。"),
        _repeatable("period", "时段：上半年、下半年、全年、季度、学期、专项。"),
        click.option(
            "--sort",
            type=click.Choice(get_args(Sort)),
            default="relevance",
            envvar="XUNZHANG_SORT",
            show_default=True,
            help="排序。",
        ),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _repeatable(name: str, text: str) -> _Decorator:
    return click.option(
        f"--{name}", multiple=True, envvar=f"XUNZHANG_{name.upper()}", help=f"{text}可以重复。"
    )


def parameters_from_options(query: str, options: dict[str, Any]) -> SearchParameters:
    """The search that the options ask for. Raises click.BadParameter."""
    filters: dict[Facet, tuple[str, ...]] = {}
    readers: dict[Facet, Callable[[str], tuple[str, ...]]] = {
        "region": _regions,
        "year": _year,
        "topic": lambda value: (value,),
        "role": _role,
        "period": _period,
    }
    for facet, read in readers.items():
        values = [code for value in options[facet] for code in read(value)]
        if values:
            filters[facet] = tuple(dict.fromkeys(values))
    return SearchParameters(q=query, filters=filters, sort=options["sort"])


def check_topics(parameters: SearchParameters, engine: Engine, settings: Settings) -> None:
    """Raises click.BadParameter for a topic that neither the topics file nor the index has: on the
    command line it is a slip, while an old address may well name a topic of old."""
    if parameters.selected("topic"):
        everything = SearchRequest(Everything(), size=1, duplicates="show")
        indexed = engine.search(everything).counts["topic"]
        known = tuple(dict.fromkeys((*load_topics(settings.topics).labels, *indexed)))
        for topic in parameters.selected("topic"):
            _among(topic, known, "--topic")


def _regions(value: str) -> tuple[str, ...]:
    if gazetteer.get(value) is not None:
        return (value,)
    codes = tuple(unit.code for unit in gazetteer.find(value))
    if not codes:
        raise click.BadParameter(f"没有叫“{value}”的地方", param_hint="--region")
    return codes


def _year(value: str) -> tuple[str, ...]:
    try:
        return (read_year(value),)
    except BadParameter as error:
        raise click.BadParameter(str(error), param_hint="--year") from error


def _period(value: str) -> tuple[str, ...]:
    return (_among(value, get_args(Period), "--period"),)


def _among(value: str, known: Sequence[str], option: str) -> str:
    if value not in known:
        raise click.BadParameter(str(explain_choices(value, known)), param_hint=option)
    return value


def _role(value: str) -> tuple[str, ...]:
    if value in get_args(Role):
        return (value,)
    by_label = {label: role for role, label in ROLE_LABELS.items()}
    return (by_label[_among(value, tuple(by_label), "--role")],)
