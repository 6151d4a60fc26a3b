"""What a chunk of a query is about: its text without stop words or question words.

A chunk is what is typed without a space or an operator in it; a run is a piece of it, as typed.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from indexer.errors import DataFileError
from indexer.text import analyse


@cache
def _read_groups() -> dict[str, frozenset[str]]:
    """The words of `data/stopwords.toml`, by the name of their group."""
    name = "stopwords.toml"
    text = (files("search_app.query") / "data" / name).read_text(encoding="utf-8")
    groups: dict[str, frozenset[str]] = {}
    for group, entry in tomllib.loads(text).items():
        words = entry.get("words")
        if not isinstance(words, list):
            raise DataFileError(f"{name}: group [{group}] has no list named words")
        groups[group] = frozenset(words)
    return groups


@cache
def stop_words() -> frozenset[str]:
    """The stop words of all groups.

    :raises DataFileError: when a group of the file has no list of words
    """
    return frozenset().union(*_read_groups().values())


def split_at_stop_words(text: str) -> tuple[str, ...]:
    """The distinct runs of `text` between its stop words and punctuation.

    学校的安全 gives 学校 and 安全. Empty when `text` has nothing but stop words.
    """
    return _split_at(text, stop_words())


def split_at_question_words(text: str) -> tuple[str, ...]:
    """The distinct runs of a sentence that asks, between the words that make it a question.

    Its other stop words stay. No section has to hold them; they weigh little, but together with
    their neighbours they tell the passage from others like it (measured by bench/relevance.py).
    """
    return _split_at(text, _read_groups()["questions"])


def _split_at(text: str, separators: frozenset[str]) -> tuple[str, ...]:
    """The distinct runs of adjacent words that are not in `separators`."""
    spans: list[tuple[int, int]] = []
    for word, start in analyse(text).words:
        if word in separators:
            continue
        end = start + len(word)
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))


def content_words(text: str) -> tuple[str, ...]:
    """The distinct words of `text` that are no stop words, as typed and in order.

    Adjacent single characters count as one word. That is how a name which the dictionary lacks is
    cut, and 夹 or 浦 alone says nothing about 夹浦.
    """
    spans: list[tuple[int, int]] = []
    previous_is_single = False
    for word, start in analyse(text).smallest:
        if word in stop_words():
            continue
        is_single = len(word) == 1
        if is_single and previous_is_single and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], start + 1)
        else:
            spans.append((start, start + len(word)))
        previous_is_single = is_single
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))
