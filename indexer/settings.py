"""Where things are: the folders and rule files that every command works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`topics` and `synonyms` replace the packaged files when given. Webhooks of saved queries may
    call the `webhook_hosts` (host or host:port) and no other."""

    corpus: Path
    index: Path
    data: Path
    topics: Path | None = None
    synonyms: Path | None = None
    webhook_hosts: tuple[str, ...] = ()
