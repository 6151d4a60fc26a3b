"""The index on disk: written by the indexer, read by the engine.

files ─ prepare ─▶ PreparedFile ─ Batch ─▶ segments ─ write_generation ─▶ index/<generation>
                                                          current_generation ─▶ OpenGeneration
"""

from indexer.store.build import BuildSummary, write_generation
from indexer.store.folder import IndexBusy, current_generation
from indexer.store.generation import Manifest, OpenGeneration, manifest
from indexer.store.prepare import PreparedFile, prepare

__all__ = [
    "BuildSummary",
    "IndexBusy",
    "Manifest",
    "OpenGeneration",
    "PreparedFile",
    "current_generation",
    "manifest",
    "prepare",
    "write_generation",
]
