"""The embedded engine: Whoosh holds the index, numpy answers.

node ─ evaluate ─▶ Matches ─ facets, order ─▶ SearchResult
          │ posting lists, scores: index_reader ◀─ arrays of indexer.store
"""

from search_app.engine.whoosh.engine import WhooshEngine
from search_app.engine.whoosh.handle import EngineHandle

__all__ = ["EngineHandle", "WhooshEngine"]
