"""The files of a generation, by name.

| file | holds |
| --- | --- |
| `manifest.json` | what the generation was made of, and a checksum of every other file |
| `stamps.json` | the stamps of the corpus files |
| `order.arr` | the order of all documents and their clusters of copies |
| `_MAIN_1.toc` | Whoosh's table of contents: schema, segments, what is deleted of each |
| `<segment>.arr` | terms and postings |
| `<segment>.doc` | columns: an entry a document |
| `<segment>.rec` | records: what is shown of sections and reports |
| `<segment>.raw` | terms and postings of a batch, unencoded; gone when the generation is complete |
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

MANIFEST = "manifest.json"
STAMPS = "stamps.json"
ORDER = "order.arr"
INDEX_NAME = "MAIN"
CONTENTS = f"_{INDEX_NAME}_1.toc"
TERMS, DOCUMENTS, RECORDS, RAW = ".arr", ".doc", ".rec", ".raw"


class Named(Protocol):
    """A segment, of which only the name matters here."""

    def segment_id(self) -> str: ...


def segment_path(folder: Path, segment: Named, extension: str) -> Path:
    return folder / f"{segment.segment_id()}{extension}"


def segment_files(folder: Path, segment: Named) -> list[Path]:
    return sorted(folder.glob(f"{segment.segment_id()}.*"))
