"""The embedded engine: Whoosh holds the index, numpy answers."""
