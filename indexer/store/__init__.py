"""The index on disk: written by the indexer, read by the engine.

analysed files ─ Batch ─▶ raw segments ─ merge ─▶ segments: GenerationBuild ─▶ index/<generation>
                                                      current_generation ─▶ OpenGeneration
"""

from indexer.store.build import EmbeddedIndex
from indexer.store.folder import IndexBusy, current_generation
from indexer.store.generation import Manifest, OpenGeneration, read_manifest, verify_generation

__all__ = [
    "EmbeddedIndex",
    "IndexBusy",
    "Manifest",
    "OpenGeneration",
    "current_generation",
    "read_manifest",
    "verify_generation",
]
