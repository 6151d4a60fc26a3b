"""An index of another layout is refused, not misread."""

import json
from pathlib import Path

import pytest

from indexer.errors import IndexUnavailable
from indexer.store import OpenGeneration, current_generation
from indexer.store.arrays import ArrayFile
from indexer.store.files import MANIFEST
from indexer.store.generation import FORMAT
from tests.corpora import made_corpus
from tests.indexes import write_generation

# What is in the files of a generation. Whoever changes it raises FORMAT with it.
LAYOUT = (
    10,
    {
        ".doc": "body_at body_words heading_at heading_words keys lengths.grams lengths.words "
        "signatures title_words unseen_at",
        ".rec": "bodies bodies.ends heads heads.ends report_of rows rows.ends",
        "grams": "base characters first lead lead_end lists second size wide wide_at",
        "words": "base df ends first lists size terms wide wide_at",
        "year": "base ends first lists size terms wide wide_at",
    },
)


@pytest.fixture
def generation(tmp_path: Path) -> Path:
    write_generation(tmp_path, made_corpus(1, 3), fingerprint="", digests={})
    return current_generation(tmp_path)


def test_the_layout_and_its_number_go_together(generation: Path) -> None:
    found: dict[str, set[str]] = {}
    for path in generation.glob("MAIN_*"):
        for name in ArrayFile(path).arrays:
            field, _, part = name.partition(".")
            if path.suffix == ".arr":
                found.setdefault(field, set()).add(part)
            else:
                found.setdefault(path.suffix, set()).add(name)
    number, layout = LAYOUT
    assert {name: " ".join(sorted(found[name])) for name in layout} == layout
    assert number == FORMAT


def test_another_format_is_refused_with_what_to_do(generation: Path) -> None:
    known = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    known["format"] = FORMAT - 1
    (generation / MANIFEST).write_text(json.dumps(known), encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="xunzhang rebuild"):
        OpenGeneration(generation)
