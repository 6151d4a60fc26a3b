"""What is kept of sections and reports for showing them, compressed, beside the postings."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array
from indexer.store.prepare import DICTIONARY_BYTES, RECORD_ENCODING, PreparedFile

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


def merged_records(parts: Sequence[tuple[Records, NDArray[np.bool_]]]) -> dict[str, Array]:
    """The records of the live documents of several segments, in order."""
    numbers: dict[str, list[Array]] = {"report_of": [], "block_of": []}
    blobs: dict[str, list[bytes]] = {"heads": [], "bodies": [], "blocks": []}
    for records, live in parts:
        for column, names in (("report_of", ("heads", "bodies")), ("block_of", ("blocks",))):
            kept, own = np.unique(records.arrays[column][live], return_inverse=True)
            numbers[column].append((own + len(blobs[names[0]])).astype(np.uint32))
            for name in names:
                blobs[name] += [records.blob(name, number) for number in kept.tolist()]
    arrays = {name: np.concatenate(held) for name, held in numbers.items()}
    arrays["slot_of"] = np.concatenate([records.arrays["slot_of"][live] for records, live in parts])
    for name, held in blobs.items():
        arrays |= _blobs(name, held)
    return arrays


class Records:
    """The records of one segment; documents are its own numbers, from 0."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays

    def report_number(self, document: int) -> int:
        return int(self.arrays["report_of"][document])

    def section(self, document: int) -> Record:
        """path, lines, part, topics and role of a section."""
        block = zlib.decompress(self.blob("blocks", int(self.arrays["block_of"][document])))
        row = block.split(b"\n")[int(self.arrays["slot_of"][document])]
        return _load(row)

    def head(self, report: int) -> Record:
        """What a section shows of its report."""
        return _load(zlib.decompress(self.blob("heads", report)))

    def body(self, report: int, documents: Sequence[int]) -> Record:
        """The whole report but for its sections, which are at `documents`."""
        wanted = dict.fromkeys(int(self.arrays["block_of"][document]) for document in documents)
        sections = b"\n".join(zlib.decompress(self.blob("blocks", block)) for block in wanted)
        unpacker = zlib.decompressobj(zdict=sections[-DICTIONARY_BYTES:])
        return _load(unpacker.decompress(self.blob("bodies", report)) + unpacker.flush())

    def blob(self, name: str, number: int) -> bytes:
        ends = self.arrays[f"{name}.ends"]
        start = int(ends[number - 1]) if number else 0
        return self.arrays[name][start : int(ends[number])].tobytes()


def _load(row: bytes) -> Record:
    record: Record = json.loads(row.decode(RECORD_ENCODING))
    return record
