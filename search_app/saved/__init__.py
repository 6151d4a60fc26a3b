"""Saved queries, in SQLite under the data folder."""
