"""Helping to ask: suggestions while typing and other spellings, from what the index knows."""

from search_app.suggest.corrections import Correction, chunks, corrections
from search_app.suggest.suggestions import Suggestion, suggest
from search_app.suggest.vocabulary import Vocabulary, build, vocabulary_of

__all__ = [
    "Correction",
    "Suggestion",
    "Vocabulary",
    "build",
    "chunks",
    "corrections",
    "suggest",
    "vocabulary_of",
]
