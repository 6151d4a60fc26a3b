"""The fields of the index, as Whoosh knows them.

| field | tokens | postings |
| --- | --- | --- |
| `words` | `indexer.text.words` of title, heading path and body | offset of the first character |
| `grams` | bigrams of the same text, every character and newline one token | offset |
| `region` | codes of the section's county, city and province | documents |
| `year`, `topic`, `role`, `period` | the facet's values | documents |
| `status` | `region:possible`, `year:conflict`, … | documents |
| `report`, `file` | id of the report, name of the source file | documents |
| `id` | stored only: the section's id | |

Title, headings and body share one field and are told apart by offset (`indexer.store.layout`), so
that a term is looked up once and not three times.
"""

from __future__ import annotations

from collections.abc import Iterator

from whoosh import fields
from whoosh.analysis import Token, Tokenizer

from indexer.text import words
from indexer.text.grams import NEWLINE, SENTINEL, grams

WORDS = "words"
GRAMS = "grams"
FACETS = ("region", "year", "topic", "role", "period")
LONG_WORDS = "long"
"""In raw segments, the field of words longer than `codes.LONGEST`, which have no number."""
KEYWORDS = (*FACETS, "status", "report", "file")


class WordTokenizer(Tokenizer):  # type: ignore[misc]
    """Words of a folded text; a token's position is its first character's offset."""

    def __call__(self, value: str, **_: object) -> Iterator[Token]:
        return _tokens(sorted(words(value), key=lambda word: word[1]))


class GramTokenizer(Tokenizer):  # type: ignore[misc]
    """Bigrams of a folded text, one for every character, so that positions have no gaps: a
    newline, which `grams` leaves out, is a token of its own."""

    def __call__(self, value: str, **_: object) -> Iterator[Token]:
        newlines = [(NEWLINE + SENTINEL, at) for at, one in enumerate(value) if one == NEWLINE]
        return _tokens(sorted(grams(value) + newlines, key=lambda gram: gram[1]))


def _tokens(found: list[tuple[str, int]]) -> Iterator[Token]:
    token = Token(positions=True)
    for text, offset in found:
        token.text, token.pos, token.boost, token.stopped = text, offset, 1.0, False
        yield token


def schema() -> fields.Schema:
    keywords = {name: fields.KEYWORD(commas=True) for name in KEYWORDS}
    return fields.Schema(
        **{
            WORDS: fields.TEXT(analyzer=WordTokenizer(), phrase=True),
            GRAMS: fields.TEXT(analyzer=GramTokenizer(), phrase=True),
            "id": fields.STORED,
        },
        **keywords,
    )
