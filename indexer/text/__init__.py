"""The text analysis that index and query share: folding, words, bigrams, masks."""

from indexer.text.codepoints import code_points, text_of
from indexer.text.folding import fold, fold_all
from indexer.text.masks import find_masks
from indexer.text.query_text import CACHED_TEXTS, QueryText, analyse
from indexer.text.words import Word, cut, tokens, words

__all__ = [
    "CACHED_TEXTS",
    "QueryText",
    "Word",
    "analyse",
    "code_points",
    "cut",
    "find_masks",
    "fold",
    "fold_all",
    "text_of",
    "tokens",
    "words",
]
