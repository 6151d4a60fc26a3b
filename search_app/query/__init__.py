"""The query language: a string in, a tree and diagnostics out."""
