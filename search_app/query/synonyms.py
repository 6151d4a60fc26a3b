"""Synonyms: words to accept in place of those typed, from a file that users may edit."""

from __future__ import annotations

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from indexer.errors import DataFileError
from indexer.text import analyse, fold


class Synonyms(dict[str, tuple[str, ...]]):
    """Word → the other words of its group. Compared as an object, not by its words: what is made
    with it can be kept by it."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # type: ignore[assignment]  # a dict's is None

    @cached_property
    def longest(self) -> int:
        """The length of the longest word."""
        return max(map(len, self), default=0)


NONE = Synonyms()
# More alternatives than this make the line that shows them unreadable.
_MAX_ALTERNATIVES = 12


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
    """`text` in TOML: any number of [[group]] with `words`, each word in one group.

    :raises DataFileError: for bad TOML, a group without two words, a word in two groups
    """
    try:
        groups = tomllib.loads(text).get("group", [])
    except tomllib.TOMLDecodeError as error:
        raise DataFileError(f"{name}：不是合乎 TOML 格式的文件（{error}）") from error
    found = Synonyms()
    for number, group in enumerate(groups, 1):
        words = group.get("words") if isinstance(group, dict) else None
        if not isinstance(words, list) or not all(isinstance(w, str) and w for w in words):
            raise DataFileError(f"{name}：第 {number} 组缺少 words，或不是词的列表")
        if len(words) < 2:
            raise DataFileError(f"{name}：第 {number} 组（{''.join(words)}）至少要有两个词")
        for word in words:
            key = fold(word)
            if key in found:
                raise DataFileError(f"{name}：“{word}”在两组里都有（又见第 {number} 组）")
            found[key] = tuple(other for other in words if other != word)
    return found


def alternatives(text: str, synonyms: Synonyms) -> tuple[str, ...]:
    """`text` with one of its words replaced by a synonym, for every such word and synonym.

    A word counts where the cut of the text begins and ends it (幼教 is not in 老幼教育). Longer
    words win over those inside them. What `text` itself would find anyway is left out.
    """
    piece = analyse(text)
    folded, size = piece.folded, len(text)
    begins = [start for _, start in piece.words]
    ends = [start + len(word) for word, start in piece.words]
    edges = sorted({0, size, *begins, *ends})
    known = [
        (at, end)
        for number, at in enumerate(edges)
        for end in edges[number + synonyms.longest : number : -1]
        if folded[at:end] in synonyms
    ]
    found: dict[str, None] = {}
    done = 0
    for at, end in known:
        if at >= done:
            for other in synonyms[folded[at:end]]:
                found[text[:at] + other + text[end:]] = None
            done = end
    return tuple([other for other in found if folded not in fold(other)])[:_MAX_ALTERNATIVES]
