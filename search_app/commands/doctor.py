"""Checks of the installation and the index, each with what to do when it fails."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import click

from indexer.attribution import load_attribution
from indexer.corpus import scan
from indexer.corrections.log import CorrectionLog
from indexer.errors import XunzhangError, explain_file_error, explain_os_error
from indexer.fingerprint import fingerprint
from indexer.settings import Settings
from indexer.store import EmbeddedIndex, current_generation, read_manifest, verify_generation
from indexer.text import words
from search_app.engine.open import open_engine
from search_app.engine.protocol import SearchRequest
from search_app.query.nodes import Everything
from search_app.search.searcher import choose_synonyms


class Trouble(XunzhangError):
    """A check that failed; the text says what to do."""


@click.command("doctor")
@click.option("--deep", is_flag=True, help="把索引的每个文件都读一遍，与建成时的校验和核对。")
@click.pass_obj
def doctor_command(settings: Settings, deep: bool) -> None:
    """检查安装、索引、写权限和词典，有问题就说怎么办。"""
    troubles = 0
    checks: list[tuple[str, Callable[[Settings], str]]] = [
        ("程序", _program),
        ("词典", _dictionaries),
        ("规则", _rules),
        ("语料", _corpus),
        ("索引文件夹", lambda settings: _writable(settings.index)),
        ("数据文件夹", lambda settings: _writable(settings.data)),
        ("索引", _index),
        ("人工更正", _corrections),
    ]
    if deep:
        checks.append(("索引的内容", _index_content))
    for name, check in checks:
        try:
            click.echo(f"正常  {name}：{check(settings)}")
        except (XunzhangError, OSError) as error:
            troubles += 1
            what = explain_file_error(error) if isinstance(error, OSError) else error
            click.echo(f"有误  {name}：{what}")
    if troubles:
        click.echo(f"{troubles} 项有误。")
        raise click.exceptions.Exit(1)


def _program(settings: Settings) -> str:
    fast = (
        "rjieba" if find_spec("rjieba") else "jieba（装上 rjieba 建索引更快：pip install rjieba）"
    )
    python = ".".join(map(str, sys.version_info[:3]))
    return f"Python {python}，Whoosh {version('Whoosh-Reloaded')}，分词用 {fast}"


def _dictionaries(settings: Settings) -> str:
    cut = [word for word, _ in words("学校安全工作")]
    if "安全" not in cut:
        raise Trouble(f"分词结果不对：{cut}；请重新安装 jieba")
    return "分词和繁简转换可用"


def _rules(settings: Settings) -> str:
    load_attribution(settings.topics)
    choose_synonyms(settings)
    return "主题词和同义词文件可读"


def _corpus(settings: Settings) -> str:
    found = scan(settings.corpus)
    if not found.files:
        raise Trouble(f"{settings.corpus} 里没有可读的报告；把文件放进去再运行 xunzhang update")
    return f"{len(found.files)} 个文件"


def _writable(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(100_000))  # an empty file fits on a full disk
            file.flush()
            return f"{folder} 可写"
    except OSError as error:
        raise Trouble(
            f"{folder} 不能写（{explain_os_error(error)}）；请改权限或换一个文件夹"
        ) from error


def _index(settings: Settings) -> str:
    folder = current_generation(settings.index)
    generation = read_manifest(folder)
    with closing(open_engine(settings)) as engine:
        found = engine.search(SearchRequest(Everything(), duplicates="show"))
    if found.total != generation.sections:
        raise Trouble(
            f"索引不全：应有 {generation.sections} 段，实有 {found.total} 段；"
            "请运行 xunzhang rebuild"
        )
    state = (
        ""
        if generation.fingerprint == fingerprint(settings.topics, EmbeddedIndex.writer_module)
        else ("；由另一版本或另一套规则建成，可运行 xunzhang update")
    )
    return f"第 {folder.name} 代，{generation.files} 个文件，{generation.sections} 段{state}"


def _corrections(settings: Settings) -> str:
    corrections = CorrectionLog(settings.data).corrections()
    known = read_manifest(current_generation(settings.index)).corrections
    waiting = sum(correction.key not in known for correction in corrections)
    unfit = sum(known.get(correction.key) == [] for correction in corrections)
    state = f"；{waiting} 项待生效，可运行 xunzhang update" if waiting else ""
    if unfit:
        state += f"；{unfit} 项与现在的文字不符，见 xunzhang correct --list"
    return f"{len(corrections)} 项{state}"


def _index_content(settings: Settings) -> str:
    verify_generation(current_generation(settings.index))
    return "每个文件都与建成时一样"
