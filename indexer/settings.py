"""The folders and rule files that every command works with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """`topics` and `synonyms` replace the packaged files where they are given. The webhooks of
    saved queries may call only the `webhook_hosts`, each a host or host:port."""

    corpus: Path
    index: Path
    data: Path
    topics: Path | None = None
    synonyms: Path | None = None
    webhook_hosts: tuple[str, ...] = ()
