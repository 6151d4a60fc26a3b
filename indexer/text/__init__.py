"""The one analysis that index and query share: folding, words, bigrams, masks."""

from indexer.text.folding import fold

__all__ = ["fold"]
