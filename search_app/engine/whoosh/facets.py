"""Facet values of all documents as columns of numbers: masks for filters, counts by bincount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from search_app.engine.protocol import FACETS
from search_app.engine.whoosh.matches import Documents
from search_app.query.nodes import Facet

Column = NDArray[np.int32]
Mask = NDArray[np.bool_]

_UNCERTAIN = {"region": ("possible",), "year": ("possible",)}


class _Table:
    """The values of one facet: those numbered from `first` on in the columns `columns` of all."""

    def __init__(self, values: Sequence[str], first: int, columns: slice) -> None:
        self.first = first
        self.columns = columns
        self.number = {value: first + place for place, value in enumerate(values)}


class Facets:
    """The facets of a generation. A region stands for everything below it.

    All values of all facets have numbers of their own, from 1, and each document a row of them, 0
    where it has none: what a set of documents has is one look-up and one count.
    """

    def __init__(self, generation: OpenGeneration) -> None:
        self._size = generation.documents
        self._tables: dict[Facet, _Table] = {}
        self._values: list[tuple[Facet, str]] = [(FACETS[0], "")]
        rows: list[Column] = []
        certain_rows: list[Column] = []
        for facet in FACETS:
            held = _held(generation, facet)
            values, columns = _columns(held, self._size)
            first = len(self._values)
            certain = _certain(generation, facet)
            self._tables[facet] = _Table(values, first, slice(len(rows), len(rows) + len(columns)))
            self._values += [(facet, value) for value in values]
            for column in columns:
                rows.append(np.where(column, column + (first - 1), 0))
                certain_rows.append(np.where(certain, rows[-1], 0))
        self._rows = np.stack(rows, axis=1)
        self._certain_rows = np.stack(certain_rows, axis=1)

    def _of(self, uncertain: bool) -> NDArray[np.int32]:
        return self._rows if uncertain else self._certain_rows

    def selected(self, facet: Facet, values: Iterable[str], uncertain: bool) -> Mask:
        """The documents that have any of `values`."""
        table = self._tables[facet]
        chosen = np.zeros(len(self._values), np.bool_)
        chosen[[table.number[value] for value in values if value in table.number]] = True
        mask = np.zeros(self._size, np.bool_)
        for column in self._of(uncertain)[:, table.columns].T:
            mask |= chosen[column]
        return mask

    def counts(
        self,
        documents: Documents,
        clusters: NDArray[np.uint32] | None,
        uncertain: bool,
        only: Facet | None = None,
    ) -> dict[Facet, dict[str, int]]:
        """For each value, of all facets or of `only` one, the number of `documents` that have it;
        where `clusters` are given (the cluster of each, 0 for none), documents of one cluster with
        one value count once."""
        rows = self._of(uncertain)
        if only is not None:
            rows = rows[:, self._tables[only].columns]
        size = len(self._values)
        copies = np.flatnonzero(clusters) if clusters is not None else np.zeros(0, np.intp)
        alone = documents[clusters == 0] if clusters is not None and len(copies) else documents
        total = np.bincount(rows[alone].reshape(-1), minlength=size)
        if clusters is not None and len(copies):
            pairs = clusters[copies].astype(np.int64)[:, None] * size + rows[documents[copies]]
            total += np.bincount(np.unique(pairs) % size, minlength=size)
        total[0] = 0
        found: dict[Facet, dict[str, int]] = {facet: {} for facet in FACETS}
        values = self._values
        held = np.flatnonzero(total)
        for number, count in zip(held.tolist(), total[held].tolist(), strict=True):
            facet, value = values[number]
            found[facet][value] = count
        return found

    def years(self) -> NDArray[np.intp]:
        """The year of each document, whatever its status; 0 for none."""
        table = self._tables["year"]
        values = np.zeros(len(self._values), np.intp)
        for value, number in table.number.items():
            values[number] = int(value)
        years: NDArray[np.intp] = values[self._rows[:, table.columns]].sum(axis=1)
        return years


def _held(generation: OpenGeneration, field: str) -> dict[str, NDArray[np.int64]]:
    """The documents of each term of a keyword field, in the order of the terms."""
    held: dict[str, list[NDArray[np.int64]]] = {}
    for segment in generation.segments:
        postings = segment.fields.get(field)
        for index in range(len(postings) if postings is not None else 0):
            assert postings is not None
            documents = postings.postings(index).astype(np.int64) + segment.document_base
            held.setdefault(postings.term(index).decode("utf-8"), []).append(documents)
    return {value: np.concatenate(held[value]) for value in sorted(held)}


def _columns(held: Mapping[str, NDArray[np.int64]], size: int) -> tuple[list[str], list[Column]]:
    """As many columns as the document with the most values has values."""
    filled = np.zeros(size, np.intp)
    columns: list[Column] = []
    for number, documents in enumerate(held.values(), start=1):
        for level in np.unique(filled[documents]).tolist():
            if level == len(columns):
                columns.append(np.zeros(size, np.int32))
            columns[level][documents[filled[documents] == level]] = number
        filled[documents] += 1
    return list(held), columns


def _certain(generation: OpenGeneration, facet: Facet) -> Mask:
    certain = np.ones(generation.documents, np.bool_)
    if facet in _UNCERTAIN:
        held = _held(generation, "status")
        for status in _UNCERTAIN[facet]:
            certain[held.get(f"{facet}:{status}", np.zeros(0, np.int64))] = False
    return certain
