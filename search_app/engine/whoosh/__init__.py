"""The embedded engine: Whoosh holds the index, numpy answers.

query tree ─ evaluate, clauses, scoring ─▶ Matches ─ proximity, order, facets ─▶ SearchResult
                      ▲
        index_reader: posting lists ◀─ arrays of indexer.store
"""

from search_app.engine.whoosh.engine import WhooshEngine
from search_app.engine.whoosh.handle import EngineHandle

__all__ = ["EngineHandle", "WhooshEngine"]
