"""The correct command: what a person knows better than the rules."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import click

from indexer.attribution.topics import load_topics
from indexer.console import printable_name
from indexer.corrections.log import CorrectionLog, make_correction
from indexer.corrections.making import OpenFile, open_file
from indexer.corrections.values import (
    Correction,
    CorrectionError,
    Field,
    Place,
    Subject,
    Value,
    correction_json,
    correction_text,
    parse_topics,
    parse_value,
)
from indexer.errors import IndexUnavailable, UnreadableFile
from indexer.model import Period
from indexer.settings import Settings
from indexer.store import current_generation, read_manifest

_CLEARED = ("region", "year", "period", "topics")
_LINE = click.IntRange(min=1)
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("correct")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--line", type=_LINE, help="报告或段落里的一行；文件里只有一篇报告时可以不写。")
@click.option("--region", help="地区：名称（长兴县）或六位代码。")
@click.option("--year", help="年份：2012，或 2012-2013。")
@click.option("--period", type=click.Choice(get_args(Period)), help="时段。")
@click.option("--topic", "topics", multiple=True, help="主题，主要的在先。可以重复。")
@click.option("--section", is_flag=True, help="主题只给 --line 所在的段落，不给全篇。")
@click.option(
    "--clear",
    type=click.Choice(_CLEARED),
    multiple=True,
    help="核定为没有，例如全国性的报告没有地区。可以重复。",
)
@click.option("--begin", type=_LINE, multiple=True, help="从这一行起是另一篇报告。可以重复。")
@click.option("--no-begin", type=_LINE, multiple=True, help="这一行不是报告的起点。可以重复。")
@click.option("--by", help="更正的人；默认用登录名。")
@click.option("--undo", metavar="ID", help="撤销一项更正，编号见 --list。")
@click.option("--list", "listing", is_flag=True, help="列出全部更正，和是否仍与文字相符。")
@click.option("--export", "exporting", is_flag=True, help="把全部更正写到标准输出，每行一个 JSON。")
@click.option("--import", "importing", type=_FILE, help="并入另一处导出的更正。")
@click.pass_obj
def correct_command(
    settings: Settings,
    /,
    file: Path | None,
    line: int | None,
    by: str | None,
    undo: str | None,
    listing: bool,
    exporting: bool,
    importing: Path | None,
    **wanted: Any,
) -> None:
    """人工更正 FILE 里的报告：地区、年份、时段、主题、起点。更正存在数据文件夹里，按文字认位置，
    运行 update 后生效，重建索引不会丢。"""
    log = CorrectionLog(settings.data)
    others = [bool(undo), listing, exporting, importing is not None]
    if sum(others) + (file is not None) != 1 or (file is None and (line or any(wanted.values()))):
        raise click.UsageError("请写要更正的文件，或 --list、--export、--import、--undo 之一。")
    if listing:
        _list(settings, log.corrections())
    elif exporting:
        for entry in log.entries():
            click.echo(correction_json(entry))
    elif importing is not None:
        added, known = log.import_lines(importing.read_bytes())
        click.echo(f"并入 {added} 条，{known} 条已有。运行 xunzhang update 后生效。")
    elif undo:
        log.withdraw(undo, by or _login_name())
        click.echo("已撤销。运行 xunzhang update 后生效。")
    else:
        assert file is not None
        made = _make(settings, log, file, line, by or _login_name(), wanted)
        log.add(made)
        for correction in made:
            click.echo(correction_text(correction))
        click.echo("已记下。运行 xunzhang update 后生效。")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError) as error:  # a container may have no name for its user
        raise click.UsageError("请用 --by 写明是谁更正的。") from error


def _make(
    settings: Settings,
    log: CorrectionLog,
    file: Path,
    line: int | None,
    by: str,
    wanted: Mapping[str, Any],
) -> list[Correction]:
    path, name = _locate_file(settings, file)
    opened = open_file(path, name, log.corrections())
    made = [
        make_correction(by, subject, field, value, _place(opened, subject, line))
        for subject, field, value in _values(settings, wanted)
    ]
    for option, begins in (("begin", True), ("no_begin", False)):
        for at in wanted[option]:
            place = opened.beginning_place(at, begins=begins)
            made.append(make_correction(by, "line", "beginning", begins, place))
    if not made:
        raise click.UsageError("请写更正什么，如 --region、--year、--clear、--begin。")
    return made


def _locate_file(settings: Settings, file: Path) -> tuple[Path, str]:
    """The path of a file and its name in the corpus; a name below the corpus folder will do."""
    path = file if file.exists() else settings.corpus / file
    if not path.is_file():
        raise UnreadableFile(printable_name(str(file)), "没有这个文件")
    corpus, absolute = settings.corpus.resolve(), path.resolve()
    inside = absolute.is_relative_to(corpus)
    return path, absolute.relative_to(corpus).as_posix() if inside else path.name


def _values(settings: Settings, wanted: Mapping[str, Any]) -> list[tuple[Subject, Field, Value]]:
    about: Subject = "section" if wanted["section"] else "report"
    values: list[tuple[Subject, Field, Value]] = []
    try:
        for field in ("region", "year", "period"):
            if wanted[field] is not None:
                values.append(("report", field, parse_value(field, wanted[field], ())))
        if wanted["topics"]:
            labels = load_topics(settings.topics).labels
            values.append((about, "topics", parse_topics(wanted["topics"], labels)))
    except CorrectionError as error:
        raise click.UsageError(str(error)) from error
    for field in wanted["clear"]:
        if any(known == field for _, known, _ in values):
            raise click.UsageError(f"--clear {field} 与所写的值矛盾。")
        values.append((about if field == "topics" else "report", field, None))
    return values


def _place(opened: OpenFile, subject: Subject, line: int | None) -> Place:
    if subject == "section":
        if line is None:
            raise click.UsageError("--section 要用 --line 指明段落。")
        place = opened.section_place(opened.section_id_at(line))
    else:
        place = opened.report_place(opened.report_at(line).id)
    assert place is not None, "it was found in this file"
    return place


def _list(settings: Settings, corrections: Sequence[Correction]) -> None:
    if not corrections:
        click.echo("还没有更正。")
        return
    try:
        known = read_manifest(current_generation(settings.index)).corrections
    except IndexUnavailable:
        known = {}
    for correction in corrections:
        state = "待更新" if correction.key not in known else "相符"
        if known.get(correction.key) == []:
            state = "不符"
        click.echo(f"{state}  {correction_text(correction)}")
    if any(known.get(correction.key) == [] for correction in corrections):
        click.echo(
            "“不符”的与现在的文字对不上，没有采用；可重新更正，再用 --undo 撤销旧的。", err=True
        )
