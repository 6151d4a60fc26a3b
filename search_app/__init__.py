"""Index to answers: query language, engine, snippets, pages, JSON, terminal."""
