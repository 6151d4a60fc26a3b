"""Messages to the user, which can be said in any language of the interface.

A message is a sentence in simplified Chinese with placeholders, and the values that fill them. The
sentence is also the key in the catalogues of translations. Code that shows a message translates it
with `say`; `str` gives it in Chinese.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Message:
    """`text` with placeholders such as %(count)s, and the name and value of each. A value that is a
    message or a series is translated with the text; any other value is shown as it is."""

    text: str
    arguments: tuple[tuple[str, MessageValue], ...] = ()

    def __str__(self) -> str:
        return say(self, str)


@dataclass(frozen=True, slots=True)
class Series:
    """Parts that are said one after another. The separator between them is translated too."""

    parts: tuple[MessageValue, ...]
    separator: str

    def __str__(self) -> str:
        return say(self, str)


MessageValue = str | int | Message | Series


def message(text: str, /, **arguments: MessageValue) -> Message:
    """Make a message. `tools/translations.py` finds the texts of the catalogue by calls of this
    name."""
    return Message(text, tuple(arguments.items()))


def enumeration(parts: Iterable[MessageValue]) -> Series:
    """The parts as an enumeration: 甲、乙、丙."""
    return Series(tuple(parts), "、")


def say(what: MessageValue, translate: Translate) -> str:
    """`what` as a string in the reader's language. `translate` maps a text of the catalogue to its
    translation."""
    match what:
        case Message(text, ()):
            return translate(text)
        case Message(text, arguments):
            values = {name: say(value, translate) for name, value in arguments}
            return translate(text) % values
        case Series(parts, separator):
            return translate(separator).join(say(part, translate) for part in parts)
        case _:
            return str(what)
