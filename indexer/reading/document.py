"""The value that every reader returns, and the error that it raises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.model import Line


class Unreadable(Exception):
    """Raised where a reader gets no text out of the bytes. The message is the reason, in
    Chinese."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file. `encoding`, `source` and `lines` are as in `indexer.model.SourceFile`."""

    encoding: str
    source: tuple[str, ...]
    lines: tuple[Line, ...]


def split_at_newlines(text: str) -> tuple[str, ...]:
    """The lines of a text as split at "\\n", without the "\\r" of a Windows line end.

    A text without any "\\n" but with "\\r" (an old Mac file) is split at "\\r". No other character
    (form feed, U+2028) ends a line, so line numbers are the same as in any editor.
    """
    if "\n" not in text:
        return tuple(text.split("\r"))
    if "\r" not in text:
        return tuple(text.split("\n"))
    return tuple(line.removesuffix("\r") for line in text.split("\n"))


def number_lines(source: Iterable[str]) -> tuple[Line, ...]:
    """A line for each source line, with the same text."""
    return tuple(Line(number, number, text) for number, text in enumerate(source, 1))
