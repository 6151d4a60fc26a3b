"""What lets stock Whoosh read our index and write one of its own: a codec over our arrays.

The program's own searches never come here; they read the arrays (`indexer.store.generation`). Stock
searchers, writers and deletion work through this codec: whoever knows Whoosh can open the index
with it, and the tests compare our answers with what it finds.

What is reached into (Whoosh-Reloaded 2.7.5; the tests also pass on Whoosh 2.7.4):

* `whoosh.codec.whoosh3`: `W3Codec`, `W3Segment`, `W3PerDocWriter`, `W3PerDocReader` are subclassed;
  of them `_segment`, `_storage`, `_doccount`, `_deleted`, `_docnum` and `_fieldlengths` are used.
* `whoosh.codec.base`: `FieldWriter`, `TermsReader`, `FieldCursor` are implemented.
* `whoosh.filedb.filestore.FileStorage.folder`: our files are opened by path, as memory maps.
* `whoosh.matching.ListMatcher` and `whoosh.reading.TermInfo`: made for stock searches.
* Formats: `decode_positions`, `encode`, `supports`.
"""

from __future__ import annotations

import struct
from array import array
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3PerDocWriter, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.store.arrays import Array, ArrayFile, write_arrays
from indexer.store.dictionary import build_term_arrays
from indexer.store.files import DOCUMENTS, TERMS, segment_path
from indexer.store.layout import LENGTHS, locate_texts
from indexer.store.postings import FieldPostings, Parts, encode_field, open_fields
from indexer.store.schema import GRAMS, WORDS


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Postings as flat arrays, exact field lengths; the rest is Whoosh's own W3 codec."""

    def per_document_writer(self, storage: FileStorage, segment: Segment) -> Any:
        return _PerDocumentWriter(self, storage, segment)

    def field_writer(self, storage: FileStorage, segment: Segment) -> Any:
        return _FieldWriter(_path(storage, segment, TERMS), _path(storage, segment, DOCUMENTS))

    def per_document_reader(self, storage: FileStorage, segment: Segment) -> Any:
        return _PerDocumentReader(storage, segment)

    def terms_reader(self, storage: FileStorage, segment: Segment) -> Any:
        return _TermsReader(_path(storage, segment, TERMS), _path(storage, segment, DOCUMENTS))

    def new_segment(self, storage: FileStorage, indexname: str) -> Segment:
        return Segment(self, indexname)


class Segment(W3Segment):  # type: ignore[misc]
    """What Whoosh knows of a segment: its name, how many documents it has and which are deleted."""

    def should_assemble(self) -> bool:
        return False  # arrays are mapped one file each


def _path(storage: FileStorage, segment: Segment, extension: str) -> Path:
    return segment_path(Path(storage.folder), segment, extension)


# Documents


class _PerDocumentWriter(W3PerDocWriter):  # type: ignore[misc]
    """Keeps exact lengths where W3 keeps a byte: they lay out the offsets of the postings."""

    def __init__(self, codec: ArrayCodec, storage: FileStorage, segment: Segment) -> None:
        super().__init__(codec, storage, segment)
        self._lengths: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        super().add_field(fieldname, fieldobj, value, length)
        if length:
            lengths = self._lengths[fieldname]
            lengths.extend([0] * (self._docnum - len(lengths)))
            lengths.append(length)

    def close(self) -> None:
        super().close()
        padded = {}
        for name in {WORDS, GRAMS, *self._lengths}:
            lengths = self._lengths[name]
            lengths.extend([0] * (self._doccount - len(lengths)))
            padded[LENGTHS + name] = np.array(lengths, np.uint32)
        write_arrays(_path(self._storage, self._segment, DOCUMENTS), padded.items())


class _PerDocumentReader(W3PerDocReader):  # type: ignore[misc]
    def __init__(self, storage: FileStorage, segment: Segment) -> None:
        super().__init__(storage, segment)
        self._arrays = ArrayFile(_path(storage, segment, DOCUMENTS)).arrays

    def _lengths_of(self, fieldname: str) -> Array:
        return self._arrays.get(LENGTHS + fieldname, np.zeros(self._doccount, np.uint32))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths_of(fieldname)[docnum]) or default

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths_of(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths_of(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        if "keys" in self._arrays:
            return {"id": f"{int(self._arrays['keys'][docnum]):016x}"}
        stored: dict[str, Any] = super().stored_fields(docnum)
        return stored


# Terms


class _FieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Takes postings one by one, as a stock writer gives them, and writes the same arrays."""

    def __init__(self, path: Path, documents: Path) -> None:
        self._path = path
        self._documents = documents
        self._starts: list[int] | None = None
        self._arrays: Parts = {}
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        if self._starts is None:
            lengths = ArrayFile(self._documents).arrays[LENGTHS + GRAMS]
            self._starts = locate_texts(lengths).tolist()
        self._name, self._format = fieldname, fieldobj.format
        self._texts: list[bytes] = []
        self._frequencies: list[int] = []
        self._counts: list[int] = []
        self._postings = array("I")

    def start_term(self, text: bytes) -> None:
        self._texts.append(text)
        self._frequencies.append(0)
        self._counts.append(0)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        assert self._starts is not None
        before = len(self._postings)
        if self._format.supports("positions"):
            base, end = self._starts[docnum], self._starts[docnum + 1]
            for position in self._format.decode_positions(vbytes):
                if base + position >= end:
                    raise ValueError(f"position {position} is beyond the text of {docnum}")
                self._postings.append(base + position)
        else:
            self._postings.append(docnum)
        self._frequencies[-1] += 1
        self._counts[-1] += len(self._postings) - before

    def finish_term(self) -> None:
        pass

    def finish_field(self) -> None:
        counts = np.array(self._counts, np.int64)
        terms = build_term_arrays([text.decode("utf-8", "surrogatepass") for text in self._texts])
        field = terms | encode_field(counts, np.array(self._postings, "I"))
        field["df"] = np.array(self._frequencies, np.uint32)
        self._arrays |= {f"{self._name}.{name}": values for name, values in field.items()}

    def close(self) -> None:
        write_arrays(self._path, self._arrays.items())
        self.is_closed = True


class _TermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms and matchers for stock searches, read from the arrays."""

    def __init__(self, path: Path, documents: Path) -> None:
        arrays = ArrayFile(path).arrays
        self._fields = open_fields(arrays)
        self._arrays = ArrayFile(documents).arrays
        self._starts = locate_texts(self._arrays[LENGTHS + GRAMS])

    def _find(self, fieldname: str, text: bytes) -> int:
        field = self._fields.get(fieldname)
        index = None if field is None else field.find(text)
        if index is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return index

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        fieldname, text = term
        field = self._fields.get(fieldname)
        return field is not None and field.find(text) is not None

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name, field in self._fields.items():
            for index in range(len(field)):
                yield name, field.term(index)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name, field in self._fields.items():
            if name >= fieldname:
                low = field.dictionary.lower_bound(prefix) if name == fieldname else 0
                for index in range(low, len(field)):
                    yield name, field.term(index)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor(
            self._fields[fieldname], fieldobj, lambda text: self.term_info(fieldname, text)
        )

    def _posted(self, fieldname: str, text: bytes, positions: bool) -> dict[int, list[int]]:
        """Documents of a term with its positions in each."""
        numbers = self._fields[fieldname].postings(self._find(fieldname, text)).astype(np.int64)
        if not positions:
            return {number: [] for number in numbers.tolist()}
        documents = np.searchsorted(self._starts, numbers, "right") - 1
        posted: dict[int, list[int]] = {}
        for document, position in zip(
            documents.tolist(), (numbers - self._starts[documents]).tolist(), strict=True
        ):
            posted.setdefault(document, []).append(position)
        return posted

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        posted = self._posted(fieldname, text, fieldname in (WORDS, GRAMS))
        lengths = self._arrays.get(LENGTHS + fieldname)
        info = TermInfo()
        for document, positions in posted.items():
            length = None if lengths is None else int(lengths[document])
            info.add_posting(document, float(len(positions) or 1), length)
        return info

    def frequency(self, fieldname: str, text: bytes) -> float:
        weight: float = self.term_info(fieldname, text).weight() if (fieldname, text) in self else 0
        return weight

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        if (fieldname, text) not in self:
            return 0
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        positions = format_.supports("positions")
        posted = self._posted(fieldname, text, positions)
        values = [
            format_.encode(places) if positions else struct.pack("!I", 1)
            for places in posted.values()
        ]
        return ListMatcher(
            list(posted),
            [float(len(places) or 1) for places in posted.values()],
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def close(self) -> None:
        pass


class _Cursor(base.FieldCursor):  # type: ignore[misc]
    def __init__(self, field: FieldPostings, fieldobj: Any, info: Any) -> None:
        self._field, self._fieldobj, self._info = field, fieldobj, info
        self._index = 0

    def first(self) -> str | None:
        self._index = 0
        return self.text()

    def find(self, text: str | bytes) -> str | None:
        wanted = text if isinstance(text, bytes) else self._fieldobj.to_bytes(text)
        self._index = self._field.dictionary.lower_bound(wanted)
        return self.text()

    def next(self) -> str | None:
        self._index += 1
        return self.text()

    def is_valid(self) -> bool:
        return self._index < len(self._field)

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._field.term(self._index))
        return text

    def term_info(self) -> TermInfo | None:
        return self._info(self._field.term(self._index)) if self.is_valid() else None
