"""What a chunk of a query is about: its text without stop words and question words."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from indexer.errors import DataFileError
from indexer.text import analyse


@cache
def _groups() -> dict[str, frozenset[str]]:
    """The words of `data/stopwords.toml`, by group."""
    name = "stopwords.toml"
    text = (files("search_app.query") / "data" / name).read_text(encoding="utf-8")
    found: dict[str, frozenset[str]] = {}
    for group, entry in tomllib.loads(text).items():
        words = entry.get("words")
        if not isinstance(words, list):
            raise DataFileError(f"{name}: group [{group}] has no list named words")
        found[group] = frozenset(words)
    return found


@cache
def stop_words() -> frozenset[str]:
    """Words without weight, of every kind.

    :raises DataFileError: when a group of the file has no list of words
    """
    return frozenset().union(*_groups().values())


def content(text: str) -> tuple[str, ...]:
    """The runs of `text` between its stop words and punctuation, as typed, without repetitions.

    学校的安全 gives 学校 and 安全. Empty when nothing but stop words stands there.
    """
    return tuple(dict.fromkeys(text[start:end] for start, end in _runs(text, stop_words())))


def statement(text: str) -> tuple[str, ...]:
    """The runs of a sentence that asks, between the words it asks with.

    Its other stop words stay: nothing has to hold them, and what little they weigh, they and their
    neighbours tell the passage from others like it (measured by bench/relevance.py).
    """
    return tuple(
        dict.fromkeys(text[start:end] for start, end in _runs(text, _groups()["questions"]))
    )


def _runs(text: str, without: frozenset[str]) -> list[tuple[int, int]]:
    """Spans of side-by-side words that are not in `without`."""
    runs: list[tuple[int, int]] = []
    for word, start in analyse(text).words:
        if word in without:
            continue
        end = start + len(word)
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def content_words(text: str) -> tuple[str, ...]:
    """The words of `text` that carry weight, as typed, in order, without repetitions.

    Single characters side by side count as one word: that is how a name that the dictionary lacks
    is cut, and 夹 or 浦 alone says nothing of 夹浦.
    """
    spans: list[tuple[int, int]] = []
    last_single = False
    for word, start in analyse(text).smallest:
        if word in stop_words():
            continue
        single = len(word) == 1
        if single and spans and spans[-1][1] == start and last_single:
            spans[-1] = (spans[-1][0], start + 1)
        else:
            spans.append((start, start + len(word)))
        last_single = single
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))
