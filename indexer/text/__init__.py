"""The one analysis that index and query share: folding, words, bigrams, masks."""

from indexer.text.folding import fold, fold_all
from indexer.text.masks import find_masks
from indexer.text.pieces import PIECES, Piece, analysed
from indexer.text.points import code_points, text_of
from indexer.text.words import Word, cut, tokens, words

__all__ = [
    "PIECES",
    "Piece",
    "Word",
    "analysed",
    "code_points",
    "cut",
    "find_masks",
    "fold",
    "fold_all",
    "text_of",
    "tokens",
    "words",
]
