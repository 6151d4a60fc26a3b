"""Corpus to index: read, clean, segment and attribute reports, then store their sections."""
