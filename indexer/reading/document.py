"""What every reader gives back, and how it says that it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.model import Line


class Unreadable(Exception):
    """The bytes hold no text this reader can give; the text is the reason, in Chinese."""


@dataclass(frozen=True, slots=True)
class Document:
    """`source` and `lines` as in indexer.model.SourceFile; `encoding` as Python names it, "" where
    the format settles it."""

    encoding: str
    source: tuple[str, ...]
    lines: tuple[Line, ...]


def split_lines(text: str) -> tuple[str, ...]:
    """The lines of a text as split at "\\n", without the "\\r" of a Windows line end.

    A text with no "\\n" at all but with "\\r" (old Mac files) is split at "\\r". Nothing else
    (form feed, U+2028) ends a line, so that line numbers are those of any editor.
    """
    if "\n" not in text:
        return tuple(text.split("\r"))
    if "\r" not in text:
        return tuple(text.split("\n"))
    return tuple(line.removesuffix("\r") for line in text.split("\n"))


def plain_lines(source: Iterable[str]) -> tuple[Line, ...]:
    """Lines that say what the source says."""
    return tuple(Line(number, number, text) for number, text in enumerate(source, 1))
