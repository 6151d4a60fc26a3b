"""What is kept of sections and reports for showing them, beside the postings."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array
from indexer.store.prepare import BODY_ENCODING, PreparedFile, SectionRecord, dictionary

Record = dict[str, Any]


def record_arrays(files: Sequence[PreparedFile]) -> dict[str, Array]:
    """The records of `files`, in order, as arrays."""
    reports = 0
    report_of = []
    for file in files:
        report_of.append(file.report_of + np.uint32(reports))
        reports += len(file.heads)
    arrays: dict[str, Array] = {"report_of": np.concatenate(report_of)}
    arrays |= _blobs("rows", (blob for file in files for blob in file.rows))
    arrays |= _blobs("heads", (blob for file in files for blob in file.heads))
    arrays |= _blobs("bodies", (blob for file in files for blob in file.bodies))
    return arrays


def _blobs(name: str, blobs: Iterable[bytes]) -> dict[str, Array]:
    held = list(blobs)
    ends = np.cumsum(np.fromiter(map(len, held), np.uint64, len(held)))
    return {name: np.frombuffer(b"".join(held), np.uint8), f"{name}.ends": ends}


def merged_records(
    parts: Sequence[tuple[Records, NDArray[np.bool_]]],
) -> dict[str, Sequence[Array]]:
    """The records of the live documents of several segments, in order."""
    report_of: list[Array] = []
    kept: dict[str, list[tuple[Array, Array]]] = {"rows": [], "heads": [], "bodies": []}
    before = 0
    for records, live in parts:
        reports, own = np.unique(records.arrays["report_of"][live], return_inverse=True)
        report_of.append((own + before).astype(np.uint32))
        before += len(reports)
        for name, held in kept.items():
            held.append(records.blobs(name, np.flatnonzero(live) if name == "rows" else reports))
    arrays: dict[str, Sequence[Array]] = {"report_of": report_of}
    for name, held in kept.items():
        arrays[name] = [blobs for blobs, _ in held]
        arrays[f"{name}.ends"] = [np.cumsum(np.concatenate([sizes for _, sizes in held]))]
    return arrays


class Records:
    """The records of one segment; documents are its own numbers, from 0."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays

    def report_number(self, document: int) -> int:
        return int(self.arrays["report_of"][document])

    def row(self, document: int) -> bytes:
        """What is kept of a section, written by `compact`."""
        return self.blob("rows", document)

    def head(self, report: int) -> bytes:
        """What a section shows of its report, written by `compact`."""
        return self.blob("heads", report)

    def body(self, report: int, sections: Iterable[SectionRecord]) -> Record:
        """The whole report but for its sections, which are these."""
        unpacker = zlib.decompressobj(zdict=dictionary(sections))
        packed = unpacker.decompress(self.blob("bodies", report)) + unpacker.flush()
        body: Record = json.loads(packed.decode(BODY_ENCODING))
        return body

    def blobs(self, name: str, numbers: NDArray[np.integer[Any]]) -> tuple[Array, Array]:
        """Some blobs, by ascending number, one after another, and the size of each."""
        held, ends = self.arrays[name], self.arrays[f"{name}.ends"]
        if len(numbers) < len(ends):
            some = b"".join([self.blob(name, number) for number in numbers.tolist()])
            held = np.frombuffer(some, np.uint8)
        return held, np.diff(ends, prepend=np.uint64(0))[numbers]

    def blob(self, name: str, number: int) -> bytes:
        ends = self.arrays[f"{name}.ends"]
        start = int(ends[number - 1]) if number else 0
        return self.arrays[name][start : int(ends[number])].tobytes()
