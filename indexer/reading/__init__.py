"""Bytes of a corpus file to lines of text: one module a format, and encodings."""
