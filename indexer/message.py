"""What is said to the user, apart from the language it is said in.

A message is a sentence in simplified Chinese, which is also its name in the catalogue of
translations, and what fills its places. Whoever shows it has it said in the reader's language;
`str` says it as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Message:
    """`text` with places such as %(count)s, and the name and content of each. Content that is a
    message or a series is translated with it, other content is shown as it is."""

    text: str
    arguments: tuple[tuple[str, Said], ...] = ()

    def __str__(self) -> str:
        return say(self, str)


@dataclass(frozen=True, slots=True)
class Series:
    """Parts said one after another, with a separator of the catalogue between them."""

    parts: tuple[Said, ...]
    separator: str

    def __str__(self) -> str:
        return say(self, str)


Said = str | int | Message | Series


def message(text: str, /, **arguments: Said) -> Message:
    """A message. The name under which the texts of the catalogue are found in the sources."""
    return Message(text, tuple(arguments.items()))


def listed(parts: Iterable[Said]) -> Series:
    """Parts as an enumeration."""
    return Series(tuple(parts), "、")


def say(what: Said, translate: Translate) -> str:
    """`what` in the language of `translate`, which takes a text of the catalogue."""
    match what:
        case Message(text, ()):
            return translate(text)
        case Message(text, arguments):
            filled = {name: say(content, translate) for name, content in arguments}
            return translate(text) % filled
        case Series(parts, separator):
            return translate(separator).join(say(part, translate) for part in parts)
        case _:
            return str(what)
