"""What is kept of sections and reports for showing them, beside the postings."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.arrays import Array
from indexer.store.documents import (
    BODY_ENCODING,
    FileDocuments,
    SectionRecord,
    compression_dictionary,
)

Record = dict[str, Any]


def build_record_arrays(files: Sequence[FileDocuments]) -> dict[str, Array]:
    """The records of `files`, in order, as arrays."""
    reports = 0
    report_of = []
    for file in files:
        report_of.append(file.report_of + np.uint32(reports))
        reports += len(file.heads)
    arrays: dict[str, Array] = {"report_of": np.concatenate(report_of)}
    arrays |= _join_blobs("rows", (blob for file in files for blob in file.rows))
    arrays |= _join_blobs("heads", (blob for file in files for blob in file.heads))
    arrays |= _join_blobs("bodies", (blob for file in files for blob in file.bodies))
    return arrays


def _join_blobs(name: str, blobs: Iterable[bytes]) -> dict[str, Array]:
    parts = list(blobs)
    ends = np.cumsum(np.fromiter(map(len, parts), np.uint64, len(parts)))
    return {name: np.frombuffer(b"".join(parts), np.uint8), f"{name}.ends": ends}


def merge_records(
    parts: Sequence[tuple[Records, NDArray[np.bool_]]],
) -> dict[str, Sequence[Array]]:
    """The records of the live documents of several segments, in order."""
    report_of: list[Array] = []
    kept: dict[str, list[tuple[Array, Array]]] = {"rows": [], "heads": [], "bodies": []}
    before = 0
    for records, live in parts:
        reports, numbers = np.unique(records.arrays["report_of"][live], return_inverse=True)
        report_of.append((numbers + before).astype(np.uint32))
        before += len(reports)
        for name, blobs_of in kept.items():
            blobs_of.append(
                records.blobs(name, np.flatnonzero(live) if name == "rows" else reports)
            )
    arrays: dict[str, Sequence[Array]] = {"report_of": report_of}
    for name, blobs_of in kept.items():
        arrays[name] = [blobs for blobs, _ in blobs_of]
        arrays[f"{name}.ends"] = [np.cumsum(np.concatenate([sizes for _, sizes in blobs_of]))]
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
        unpacker = zlib.decompressobj(zdict=compression_dictionary(sections))
        packed = unpacker.decompress(self.blob("bodies", report)) + unpacker.flush()
        body: Record = json.loads(packed.decode(BODY_ENCODING))
        return body

    def blobs(self, name: str, numbers: NDArray[np.integer[Any]]) -> tuple[Array, Array]:
        """Some blobs, by ascending number, one after another, and the size of each."""
        content, ends = self.arrays[name], self.arrays[f"{name}.ends"]
        if len(numbers) < len(ends):
            some = b"".join([self.blob(name, number) for number in numbers.tolist()])
            content = np.frombuffer(some, np.uint8)
        return content, np.diff(ends, prepend=np.uint64(0))[numbers]

    def blob(self, name: str, number: int) -> bytes:
        ends = self.arrays[f"{name}.ends"]
        start = int(ends[number - 1]) if number else 0
        return self.arrays[name][start : int(ends[number])].tobytes()
