"""The errors a user may see. Messages are plain words and name the file they are about."""

from __future__ import annotations

from indexer.message import Message


class XunzhangError(Exception):
    """Base of every error that is the user's to mend. Its message is shown: as it stands in the
    terminal and where it is no more than a text, in the reader's language on the pages."""

    def __init__(self, message: str | Message) -> None:
        super().__init__(message)
        self.message = message


class UnreadableFile(XunzhangError):
    """A corpus file that cannot be read as text. The rebuild lists it and goes on."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class DataFileError(XunzhangError):
    """A rule, word or topic file with a mistake; the text names file and line or key."""


class IndexUnavailable(XunzhangError):
    """No index, or one that this version cannot read; the text says which command helps."""


class NothingIndexed(XunzhangError):
    """A rebuild that found no section at all; the old index stays."""
