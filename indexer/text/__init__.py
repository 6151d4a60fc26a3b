"""The one analysis that index and query share: folding, words, bigrams, masks."""

from indexer.text.folding import fold, fold_all
from indexer.text.masks import find_masks
from indexer.text.words import Word, cut, smallest, words

__all__ = ["Word", "cut", "find_masks", "fold", "fold_all", "smallest", "words"]
