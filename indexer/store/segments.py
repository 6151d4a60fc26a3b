"""The segments of a generation, as Whoosh keeps them: its table of contents holds the schema, the
list of segments and which documents are deleted of each.

Of Whoosh this uses `whoosh.index.TOC`, and of a segment `_fieldlengths`, which has no public name.
The table of contents is a pickle, written and read by Whoosh, and the only one of a generation. Its
checksum is verified first, which tells damage and not intent: open no index that you did not build.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.errors import IndexUnavailable
from indexer.message import message
from indexer.store.files import INDEX_NAME
from indexer.store.schema import GRAMS, schema
from indexer.store.stock_whoosh import ArrayCodec, Segment


def new_segment(documents: int, field_lengths: dict[str, int]) -> Segment:
    """Makes a segment of `documents` documents whose files the caller writes."""
    segment = Segment(ArrayCodec(), INDEX_NAME)
    segment.set_doc_count(documents)
    segment._fieldlengths = field_lengths
    return segment


def copy_with_deletions(segment: Segment, deleted: NDArray[np.int64]) -> Segment:
    """Makes a segment that shares the files of another, with just these documents deleted."""
    copy = Segment(
        segment.codec(),
        segment.indexname,
        doccount=segment.doc_count_all(),
        segid=segment.segid,
        deleted=set(deleted.tolist()) or None,
    )
    copy._fieldlengths = segment._fieldlengths
    return copy


def list_deleted(segment: Segment) -> NDArray[np.int64]:
    return np.array(sorted(segment.deleted_docs()), np.int64)


def count_characters(segment: Segment) -> int:
    """Counts the characters of the texts of all its documents."""
    return int(segment._fieldlengths[GRAMS])


def write_segments(folder: Path, segments: list[Segment]) -> None:
    """Writes the table of contents that makes `segments` a Whoosh index."""
    TOC(schema(), segments, 1).write(FileStorage(str(folder)), INDEX_NAME)


def read_segments(folder: Path) -> list[Segment]:
    """Reads the list of segments of a generation. Raises `IndexUnavailable` when it cannot."""
    try:
        segments: list[Segment] = TOC.read(FileStorage(str(folder)), INDEX_NAME, gen=1).segments
    except PermissionError:
        raise
    except Exception as error:
        raise IndexUnavailable(
            message(
                "索引 %(name)s 的目录不完整，请运行 xunzhang rebuild 重建索引", name=folder.name
            )
        ) from error
    return segments
