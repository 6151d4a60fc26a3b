"""Corpus to index: read, clean, segment and attribute reports, then store their sections."""

__version__ = "0.1.0"
