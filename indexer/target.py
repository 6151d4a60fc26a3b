"""What an index offers to whoever builds it: the seam between understanding files and keeping them.

`indexer.rebuild` hands over analysed files and knows nothing else of the index. How these become
postings, in which process, and what makes a new state visible at once, is the target's own affair.
The embedded one is `indexer.store.EmbeddedIndex`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from indexer.model import AnalysedFile
from indexer.stamps import Stamp

Corrected = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index holds: the stamp of every file by name, the fingerprint under which all were
    understood, how many reports and sections they have, and the corrections that were known: by
    their keys, the names of the files that each fits."""

    fingerprint: str
    stamps: Mapping[str, Stamp]
    reports: int
    sections: int
    corrections: Corrected


class Batch(Protocol):
    """Some analysed files on their way into an index, in the process that analyses them."""

    def add(self, file: AnalysedFile) -> bool:
        """Takes in a file and says whether it has a section. When it raises, the batch is as it was
        before."""

    def write(self) -> Any:
        """Hands over what was added. What it returns is given to `Build.add`, maybe in another
        process."""


class Build(Protocol):
    """The next state of an index, which no search sees before `commit`."""

    @property
    def new_batch(self) -> Callable[[], Batch]:
        """Makes an empty batch; can be pickled."""

    def add(self, written: Any) -> None:
        """Takes in what `Batch.write` returned."""

    def commit(
        self, fingerprint: str, stamps: Mapping[str, Stamp], corrections: Corrected
    ) -> Contents:
        """Makes this state the one that is searched, all at once. `stamps` are those of all files,
        added and kept, and `corrections` what is known of all corrections. Raises `NothingIndexed`
        when there is no section."""


class Target(Protocol):
    """An index that can be built."""

    writer_module: str
    """The module that makes of an analysed file what is kept; its code is in the fingerprint."""

    def contents(self) -> Contents | None:
        """What the index holds now; None when there is none that can be read."""

    def files_with(self, clause: str) -> Collection[str]:
        """The names of the files that hold `clause`, folded and without a line end, as `contents`
        last told of them; others may be among them, none may be missing."""

    def build(self, executor: Executor, kept: Collection[str]) -> AbstractContextManager[Build]:
        """Begins the next state. It has the sections of the `kept` files as `contents` last told
        of them, and whatever is added. `executor` may be given work, too. Leaving without `commit`
        removes what was made.

        Raises `IndexBusy` while another process builds.
        """
