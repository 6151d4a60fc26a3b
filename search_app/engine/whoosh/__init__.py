"""The embedded engine: Whoosh holds the index, numpy answers.

node ─ evaluate ─▶ Matches ─ facets, order ─▶ SearchResult
          │ places of terms, scores: corpus ◀─ arrays of indexer.store
"""

from search_app.engine.whoosh.engine import WhooshEngine
from search_app.engine.whoosh.handle import EngineHandle

__all__ = ["EngineHandle", "WhooshEngine"]
