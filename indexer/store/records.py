"""What is kept of sections and reports for showing them, compressed, beside the postings."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from indexer.store.arrays import Array
from indexer.store.prepare import DICTIONARY_BYTES, PreparedFile

RECORDS = ".rec"
Record = dict[str, Any]


def record_arrays(files: Sequence[PreparedFile]) -> dict[str, Array]:
    """The records of `files`, in order, as arrays."""
    arrays: dict[str, Array] = {}
    reports = blocks = 0
    report_of, block_of = [], []
    for file in files:
        report_of.append(file.report_of + np.uint32(reports))
        block_of.append(file.block_of + np.uint32(blocks))
        reports += len(file.heads)
        blocks += len(file.blocks)
    arrays |= _blobs("blocks", (blob for file in files for blob in file.blocks))
    arrays |= _blobs("heads", (blob for file in files for blob in file.heads))
    arrays |= _blobs("bodies", (blob for file in files for blob in file.bodies))
    arrays["report_of"] = np.concatenate(report_of)
    arrays["block_of"] = np.concatenate(block_of)
    arrays["slot_of"] = np.concatenate([file.slot_of for file in files])
    return arrays


def _blobs(name: str, blobs: Iterable[bytes]) -> dict[str, Array]:
    held = list(blobs)
    ends = np.cumsum(np.fromiter(map(len, held), np.uint64, len(held)))
    return {name: np.frombuffer(b"".join(held), np.uint8), f"{name}.ends": ends}


class Records:
    """The records of one segment; documents are its own numbers, from 0."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays

    def report_number(self, document: int) -> int:
        return int(self._arrays["report_of"][document])

    def section(self, document: int) -> Record:
        """path, lines, part, topics and role of a section."""
        block = zlib.decompress(self._blob("blocks", int(self._arrays["block_of"][document])))
        row = block.split(b"\n")[int(self._arrays["slot_of"][document])]
        return _load(row)

    def head(self, report: int) -> Record:
        """What a section shows of its report."""
        return _load(zlib.decompress(self._blob("heads", report)))

    def body(self, report: int, documents: Sequence[int]) -> Record:
        """The whole report but for its sections, which are at `documents`."""
        wanted = dict.fromkeys(int(self._arrays["block_of"][document]) for document in documents)
        sections = b"\n".join(zlib.decompress(self._blob("blocks", block)) for block in wanted)
        unpacker = zlib.decompressobj(zdict=sections[-DICTIONARY_BYTES:])
        return _load(unpacker.decompress(self._blob("bodies", report)) + unpacker.flush())

    def _blob(self, name: str, number: int) -> bytes:
        ends = self._arrays[f"{name}.ends"]
        start = int(ends[number - 1]) if number else 0
        return self._arrays[name][start : int(ends[number])].tobytes()


def _load(row: bytes) -> Record:
    record: Record = json.loads(row.decode("utf-8", "surrogatepass"))
    return record
