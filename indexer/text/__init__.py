"""The one analysis that index and query share: folding, words, bigrams, masks."""

from indexer.text.folding import fold, fold_all
from indexer.text.masks import find_masks
from indexer.text.points import code_points, text_of
from indexer.text.words import Word, cut, smallest, tokens, words

__all__ = [
    "Word",
    "code_points",
    "cut",
    "find_masks",
    "fold",
    "fold_all",
    "smallest",
    "text_of",
    "tokens",
    "words",
]
