"""The engines that the tests of this folder run over.

To add one, write a function that makes it of analysed files, and add its line to `ENGINES`. The
function may call `pytest.skip` where the service that the engine needs is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from indexer.model import AnalysedFile
from search_app.engine.protocol import Engine
from search_app.engine.whoosh import WhooshEngine
from tests.engine_contract.oracle import Oracle
from tests.indexes import write_generation

MakeEngine = Callable[[Sequence[AnalysedFile], Path], Engine]
"""Makes an engine over an index of analysed files. What it writes goes to the folder; files given
with a folder that was used before take the place of those given then, as by a rebuild."""


FIELDS = {"校园安全": "教育", "教学教研": "教育", "学校建设": "建设"}
"""The field of each topic that stands below one, as the engines of the tests are told."""


def make_embedded(files: Sequence[AnalysedFile], folder: Path) -> WhooshEngine:
    write_generation(folder, files, fingerprint="", digests={})
    return WhooshEngine.open(folder, FIELDS)


def make_oracle(files: Sequence[AnalysedFile], folder: Path) -> Oracle:
    return Oracle(files, FIELDS)


ENGINES: Mapping[str, MakeEngine] = {
    "embedded": make_embedded,
    "oracle": make_oracle,
}
"""Checked by mypy, as is all of this folder: what these functions make keeps the protocol."""
