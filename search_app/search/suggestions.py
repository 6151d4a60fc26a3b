"""Suggestions while typing: phrases of headings, words of the index, saved queries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.text import fold
from search_app.query.fields import FACET_FIELDS
from search_app.search.vocabulary import Entry, Vocabulary

_LETTERS = re.compile("[a-z]{2,}")
# What is being typed: everything after the last space, operator or field name.
_TAIL = re.compile(r'[^\s"“”「」『』＂()（）|｜:：－]*$')
_IN_FACET = re.compile(f"(?:{'|'.join(FACET_FIELDS)})\\s*:$")
_MAX_SAVED = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query to offer. `count` is the number of sections seen with it, 0 for saved queries."""

    text: str
    kind: Literal["saved", "heading", "term"]
    count: int = 0


def suggest(
    typed: str, vocabulary: Vocabulary, saved: Sequence[str] = (), size: int = 10
) -> list[Suggestion]:
    """What `typed` may become, best first. The part before the word being typed is kept.

    Letters are also read as pinyin, in full or by initials (xuejiguanli, xjgl): that is offered
    here and matched nowhere.
    """
    whole = fold(typed.strip())
    if not whole:
        return []
    mine = [query for query in saved if whole in fold(query) and fold(query) != whole]
    suggestions = [Suggestion(query, "saved") for query in mine[:_MAX_SAVED]]
    match = _TAIL.search(typed)
    start = match.start() if match else len(typed)
    start += len(typed[start:]) - len(typed[start:].lstrip("-"))
    if _IN_FACET.search(fold(typed[:start])):
        return suggestions  # its values are listed beside the results; words are none of them
    for entry in _entries(fold(typed[start:]), vocabulary):
        kind: Literal["heading", "term"] = "heading" if entry.phrase else "term"
        suggestions.append(Suggestion(typed[:start] + entry.text, kind, entry.count))
        if len(suggestions) >= size:
            break
    unique = {suggestion.text: suggestion for suggestion in reversed(suggestions)}
    return [one for one in suggestions if unique[one.text] is one][:size]


def _entries(folded: str, vocabulary: Vocabulary) -> list[Entry]:
    if not folded:
        return []
    if _LETTERS.fullmatch(folded.replace("'", "")):
        spoken = vocabulary.find_sounding(folded.replace("'", ""))
        return [*vocabulary.find_beginning(folded), *spoken]
    return [*vocabulary.find_beginning(folded), *vocabulary.find_containing(folded)]
