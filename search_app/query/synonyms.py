"""Synonyms: words that are accepted in place of those typed. Users may edit the file of them."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from indexer.errors import DataFileError
from indexer.text import analyse, fold


class Synonyms(dict[str, tuple[str, ...]]):
    """Maps a folded word to the other words of its group. It is hashed and compared by identity,
    so that it can be part of a cache key."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]  # a dict's is None

    @cached_property
    def longest(self) -> int:
        """The length of the longest word."""
        return max(map(len, self), default=0)


NONE = Synonyms()
_MAX_ALTERNATIVES = 12
"""More alternatives than this make the line that shows them unreadable."""


@cache
def default_synonyms() -> Synonyms:
    """The synonyms that come with the program."""
    text = (files("search_app.query") / "data" / "synonyms.toml").read_text(encoding="utf-8")
    return read_synonyms(text, "synonyms.toml")


def load_synonyms(path: Path) -> Synonyms:
    """The synonyms of a user's own file.

    :raises DataFileError: when the file cannot be read or has a mistake, naming it
    """
    try:
        return read_synonyms(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}：读不了（{error}）") from error


def read_synonyms(text: str, name: str) -> Synonyms:
    """The synonyms in `text`, which is TOML: any number of [[group]] with a list `words` each, and
    no word in two of them. `name` is the file's name for error messages.

    :raises DataFileError: for bad TOML, a group without two words, a word in two groups
    """
    try:
        groups = tomllib.loads(text).get("group", [])
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{name}：不是合乎 TOML 格式的文件（{error}）") from error
    synonyms = Synonyms()
    for number, group in enumerate(groups, 1):
        words = group.get("words") if isinstance(group, dict) else None
        if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
            raise DataFileError(f"{name}：第 {number} 组缺少 words，或不是词的列表")
        if len(words) < 2:
            raise DataFileError(f"{name}：第 {number} 组（{''.join(words)}）至少要有两个词")
        for word in words:
            key = fold(word)
            if key in synonyms:
                raise DataFileError(f"{name}：“{word}”在两组里都有（又见第 {number} 组）")
            synonyms[key] = tuple(other for other in words if other != word)
    return synonyms


def replace_by_synonyms(text: str, synonyms: Synonyms) -> tuple[str, ...]:
    """`text` with one of its words replaced by a synonym, for every such word and synonym.

    A word must begin and end where words do when the text is cut (老幼教育 does not have 幼教). Of
    words that overlap, the first and then the longest is replaced. Variants that contain all of
    `text` are left out, since `text` itself finds what they would find.
    """
    piece = analyse(text)
    folded = piece.folded
    starts = [start for _, start in piece.words]
    ends = [start + len(word) for word, start in piece.words]
    boundaries = sorted({0, len(text), *starts, *ends})
    spans = [
        (start, end)
        for number, start in enumerate(boundaries)
        for end in boundaries[number + synonyms.longest : number : -1]
        if folded[start:end] in synonyms
    ]
    variants: dict[str, None] = {}
    replaced_up_to = 0
    for start, end in spans:
        if start >= replaced_up_to:
            for other in synonyms[folded[start:end]]:
                variants[text[:start] + other + text[end:]] = None
            replaced_up_to = end
    return tuple([other for other in variants if folded not in fold(other)])[:_MAX_ALTERNATIVES]
