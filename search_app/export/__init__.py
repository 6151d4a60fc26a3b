"""Matching sections as JSON lines, CSV or Word, each with its source."""
