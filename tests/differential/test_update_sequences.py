"""Whatever happens to a corpus folder, updating after each step ends where a rebuild does."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from indexer.rebuild import rebuild, update
from indexer.store import EmbeddedIndex, current_generation, read_manifest
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Everything, Phrase
from tests.differential.test_update import digests

THINGS = ("校车", "食堂", "图书", "宿舍", "操场")
PLACES = ("安吉县", "长兴县", "通城县", "会宁县")
NAMES = ("a.txt", "乙 二.txt", "深/层/c.md", "😀.txt")


def write(path: Path, chance: Random, clock: int) -> None:
    thing, other = chance.sample(THINGS, 2)
    place, year = chance.choice(PLACES), chance.randint(2008, 2018)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"{place}教育局{year}年工作总结\n{year}年，{place}教育局做了这些工作。\n"
        f"一、{thing}建设\n新建{thing}{chance.randint(2, 90)}处，落实责任制。\n"
        f"二、下年打算\n继续抓好{other}管理，逐校检查。\n",
        encoding="utf-8",
    )
    os.utime(path, (clock, clock))  # as if time had gone by


def step(corpus: Path, chance: Random, clock: int) -> None:
    """Adds, edits, deletes or renames; one file is always left."""
    there = sorted(path for path in corpus.rglob("*") if path.is_file())
    name = corpus / chance.choice(NAMES)
    match chance.choice(("write", "write", "delete", "rename", "copy")):
        case "delete" if len(there) > 1:
            chance.choice(there).unlink()
        case "rename" if not name.exists():
            name.parent.mkdir(parents=True, exist_ok=True)
            chance.choice(there).rename(name)
        case "copy":
            (corpus / f"copy{clock}.txt").write_bytes(chance.choice(there).read_bytes())
        case _:
            write(name, chance, clock)


def answers(engine: WhooshEngine) -> list[object]:
    nodes = (Everything(), *(Phrase(thing) for thing in THINGS))
    found = [engine.search(SearchRequest(node, size=100, duplicates="show")) for node in nodes]
    found += [engine.search(SearchRequest(node, size=100)) for node in nodes]
    ids = [hit.section_id for hit in found[0].hits]
    return [*found, *engine.sections(ids), *(engine.related(one, "copies") for one in ids)]


@pytest.mark.parametrize("seed", range(4))
def test_updates_after_every_step_end_where_a_rebuild_does(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    corpus = tmp_path / "corpus"
    write(corpus / "first.txt", chance, 1)
    for clock in range(2, 12):
        step(corpus, chance, clock)
        update(corpus, EmbeddedIndex(tmp_path / "updated"), jobs=1)
    rebuild(corpus, EmbeddedIndex(tmp_path / "rebuilt"), jobs=1)
    one, other = (current_generation(tmp_path / name) for name in ("updated", "rebuilt"))
    assert digests(tmp_path / "updated") == digests(tmp_path / "rebuilt")
    assert read_manifest(one).sections == read_manifest(other).sections > 0
    updated, rebuilt = (WhooshEngine.open(tmp_path / name) for name in ("updated", "rebuilt"))
    assert answers(updated) == answers(rebuilt)
