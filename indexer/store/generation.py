"""One generation of the index, open for reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import starmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexUnavailable
from indexer.message import message
from indexer.stamps import Stamp
from indexer.store import compact
from indexer.store.arrays import Array, ArrayFile
from indexer.store.checksums import Checksum, broken, verify_content, verify_sizes
from indexer.store.documents import ReportHead, SectionRecord
from indexer.store.files import (
    CONTENTS,
    DOCUMENTS,
    MANIFEST,
    ORDER,
    RECORDS,
    STAMPS,
    TERMS,
    segment_path,
)
from indexer.store.layout import LENGTHS, locate_texts
from indexer.store.postings import open_fields
from indexer.store.records import Records
from indexer.store.schema import GRAMS
from indexer.store.segments import list_deleted, read_segments
from indexer.store.stock_whoosh import Segment
from indexer.target import Corrected
from indexer.text.grams import lookups

FORMAT = 11
"""Is raised whenever an older index can no longer be read, or the records of a section or report
have other fields."""

ReportNumber = tuple[int, int]
"""The first document of a report's segment, and the report's number there."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of. `files` have a stamp (`OpenGeneration.stamps`); `fingerprint`
    stands for the rules that made the sections; `corrections` has the files that each correction
    fits, by the key of the correction; `built` is a UTC time, ISO 8601; `checksums` has every file
    of the generation but the manifest, which ends with one of its own."""

    format: int
    fingerprint: str
    built: str
    previous: str | None
    reports: int
    sections: int
    files: int
    corrections: Corrected
    checksums: Mapping[str, Checksum]


def write_manifest(generation: Path, manifest: Manifest) -> None:
    known = asdict(manifest)
    known["checksum"] = _checksum_of(known)
    text = json.dumps(known, ensure_ascii=False, indent=1)
    (generation / MANIFEST).write_text(text, encoding="utf-8")


def _checksum_of(known: dict[str, Any]) -> str:
    text = json.dumps(known, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def write_stamps(generation: Path, stamps: Mapping[str, Stamp]) -> None:
    text = json.dumps(stamps, ensure_ascii=False, separators=(",", ":"))
    (generation / STAMPS).write_text(text, encoding="utf-8")


def read_manifest(generation: Path) -> Manifest:
    """Reads the manifest of a generation. Raises `IndexUnavailable` when it is damaged or of
    another format."""
    try:
        known = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
        if known["format"] == FORMAT:
            if known.pop("checksum") != _checksum_of(known):
                raise broken(generation / MANIFEST)
            checksums = known.pop("checksums")
            known["checksums"] = {name: Checksum(*each) for name, each in checksums.items()}
            return Manifest(**known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(generation / MANIFEST, error) from error
    raise IndexUnavailable(
        message(
            "索引 %(name)s 是别的版本建的，请运行 xunzhang rebuild 重建索引", name=generation.name
        )
    )


def verify_generation(generation: Path) -> None:
    """Reads every file of a generation. Raises `IndexUnavailable`, which names the file, when one
    is not as it was written."""
    for name, checksum in read_manifest(generation).checksums.items():
        verify_content(generation / name, checksum)


def _unreadable(path: Path, error: Exception) -> IndexUnavailable:
    return IndexUnavailable(
        message(
            "索引 %(name)s 不完整（%(reason)s），请运行 xunzhang rebuild 重建索引",
            name=path.parent.name,
            reason=f"{path.name}: {error}",
        )
    )


def open_columns(folder: Path, segment: Segment) -> Mapping[str, Array]:
    """What is kept of each document, by name."""
    arrays = ArrayFile(segment_path(folder, segment, DOCUMENTS)).arrays
    rows = len(arrays["keys"])
    return {
        name: values if len(values) == rows else values.reshape(rows, -1)
        for name, values in arrays.items()
    }


class OpenSegment:
    """One segment: its postings by field, its documents' arrays, its records.

    `document_base` and `character_base` are what its own numbers and offsets begin at in the
    generation's.
    """

    def __init__(
        self,
        folder: Path,
        segment: Segment,
        document_base: int = 0,
        character_base: int = 0,
    ) -> None:
        self.segment = segment
        self.fields = open_fields(ArrayFile(segment_path(folder, segment, TERMS)).arrays)
        self.columns = open_columns(folder, segment)
        self.records = Records(ArrayFile(segment_path(folder, segment, RECORDS)).arrays)
        self.deleted = list_deleted(segment)
        self.lengths: NDArray[np.uint32] = self.columns[LENGTHS + GRAMS]
        self.starts = locate_texts(self.lengths)
        self.document_base = document_base
        self.character_base = character_base

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def characters(self) -> int:
        """The offsets this segment takes."""
        return int(self.starts[-1])


class OpenGeneration:
    """A generation open for reading. Its files stay mapped as long as any array of it is used.

    Raises `IndexUnavailable`, which names the file, when one is missing or has another size than it
    was written with. The table of contents alone is compared to the last byte: Whoosh would load
    whatever it says. `verify_generation` compares them all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.manifest = read_manifest(path)
        verify_sizes(path, self.manifest.checksums)
        verify_content(path / CONTENTS, self.manifest.checksums[CONTENTS])
        self.segments: list[OpenSegment] = []
        documents = characters = 0
        for segment in read_segments(path):
            opened = OpenSegment(path, segment, documents, characters)
            documents += len(opened)
            characters += opened.characters
            self.segments.append(opened)
        self.documents = documents
        self.characters = characters

    def stamps(self) -> dict[str, Stamp]:
        """Reads the stamps of the files it was made of, by name. Raises `IndexUnavailable` when
        they cannot be read."""
        try:
            known = json.loads((self.path / STAMPS).read_text(encoding="utf-8"))
            return {name: Stamp(*fields) for name, fields in known.items()}
        except (OSError, ValueError, TypeError) as error:
            raise _unreadable(self.path / STAMPS, error) from error

    @property
    def nbytes(self) -> int:
        """The size of its files."""
        return sum(path.stat().st_size for path in self.path.iterdir())

    def column(self, name: str) -> Array:
        """A column of all documents, deleted ones too."""
        return np.concatenate([segment.columns[name] for segment in self.segments])

    def live(self) -> NDArray[np.bool_]:
        """Which documents are not deleted."""
        alive = np.ones(self.documents, np.bool_)
        for segment in self.segments:
            alive[segment.deleted + segment.document_base] = False
        return alive

    def order(self) -> dict[str, Array]:
        """`rank`: the place of each document by section id; `cluster`: the number, from 1, of the
        cluster of copies it is in, 0 for none."""
        return ArrayFile(self.path / ORDER).arrays

    def locate(self, document: int) -> tuple[OpenSegment, int]:
        """The segment of a document and its number there."""
        for segment in reversed(self.segments):
            if document >= segment.document_base:
                return segment, document - segment.document_base
        raise IndexError(document)

    def sections(self, documents: Iterable[int]) -> list[SectionRecord]:
        """What is kept of some sections."""
        places = map(self.locate, documents)
        rows = compact.loads(segment.records.row(local) for segment, local in places)
        return list(starmap(SectionRecord, rows))

    def report_of(self, document: int) -> ReportNumber:
        segment, local = self.locate(document)
        return segment.document_base, segment.records.report_number(local)

    def heads(self, reports: Iterable[ReportNumber]) -> list[ReportHead]:
        """What the sections of some reports show of these."""
        places = ((self.locate(base)[0], number) for base, number in reports)
        heads = compact.loads(segment.records.head(number) for segment, number in places)
        return list(starmap(ReportHead, heads))

    def report_documents(self, report_id: str) -> tuple[OpenSegment, NDArray[np.uint32]] | None:
        """The segment of a report and its sections there, in the order of the text."""
        for segment, documents in self._holding("report", report_id):
            alive = documents[~np.isin(documents, segment.deleted)]
            if len(alive):
                return segment, alive
        return None

    def files_with(self, clause: str) -> set[str]:
        """The names of the files with a section that has every bigram of `clause`, a folded text;
        deleted ones too."""
        names: set[str] = set()
        for segment in self.segments:
            field = segment.fields[GRAMS]
            documents: NDArray[np.int64] | None = None
            for gram, _ in lookups(clause):
                index = field.find(gram.encode("utf-8", "surrogatepass"))
                places = field.postings(index) if index is not None else np.empty(0, np.int64)
                here = np.unique(np.searchsorted(segment.starts, places, side="right") - 1)
                documents = here if documents is None else np.intersect1d(documents, here)
            local = documents.tolist() if documents is not None else []
            reports = {segment.records.report_number(document) for document in local}
            heads = compact.loads(segment.records.head(report) for report in reports)
            names.update(head.file for head in starmap(ReportHead, heads))
        return names

    def file_documents(self, name: str) -> Iterator[tuple[OpenSegment, NDArray[np.uint32]]]:
        """The documents of a source file, deleted ones too."""
        return self._holding("file", name)

    def _holding(self, field: str, value: str) -> Iterator[tuple[OpenSegment, NDArray[np.uint32]]]:
        for segment in self.segments:
            index = segment.fields[field].find(value.encode("utf-8", "surrogatepass"))
            if index is not None:
                yield segment, segment.fields[field].postings(index)
