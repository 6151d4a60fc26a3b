"""The index on disk: written by the indexer, read by the engine.

files ─ prepare, Batch ─▶ raw segments ─ merge ─▶ segments: build_generation ─▶ index/<generation>
                                                        current_generation ─▶ OpenGeneration
"""

from indexer.store.build import BuildSummary, build_generation
from indexer.store.bulk import Batch
from indexer.store.folder import IndexBusy, current_generation
from indexer.store.generation import Manifest, OpenGeneration, manifest, verify_generation
from indexer.store.inline import Inline
from indexer.store.prepare import prepare
from indexer.store.stock_whoosh import Segment

__all__ = [
    "Batch",
    "BuildSummary",
    "IndexBusy",
    "Inline",
    "Manifest",
    "OpenGeneration",
    "Segment",
    "build_generation",
    "current_generation",
    "manifest",
    "prepare",
    "verify_generation",
]
