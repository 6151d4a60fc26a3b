"""Matching sections as JSON lines, CSV or Word."""
