"""Facet values of all documents as columns of numbers: masks for filters, counts by bincount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from search_app.engine.protocol import FACETS, Counts
from search_app.engine.whoosh.matches import Documents
from search_app.query.nodes import Facet

Column = NDArray[np.int32]
Rows = NDArray[np.unsignedinteger[Any]]
Mask = NDArray[np.bool_]

_UNCERTAIN: tuple[Facet, ...] = ("region", "year")
"""The facets that a document may have with the status `possible`."""


class _Table:
    """The values of one facet: those numbered from `first` on in the columns `columns` of all."""

    def __init__(self, values: Sequence[str], first: int, columns: slice) -> None:
        self.values = np.array(values, object)
        self.first = first
        self.numbers = slice(first, first + len(values))
        self.columns = columns
        self.number = {value: first + place for place, value in enumerate(values)}

    def count_by_value(self, totals: NDArray[np.intp]) -> dict[str, int]:
        """The values that any document has, each with its number of documents; `totals` has one
        for every value."""
        present = totals.nonzero()[0]
        return dict(zip(self.values[present].tolist(), totals[present].tolist(), strict=True))


class Facets:
    """The facets of a generation. A region stands for everything below it, and so does a topic that
    is the field of others; `fields` has the field of each of these.

    All values of all facets have numbers of their own, from 1, and each document a row of them, 0
    where it has none: what a set of documents has is one look-up and one count.
    """

    def __init__(self, generation: OpenGeneration, fields: Mapping[str, str]) -> None:
        self._tables: dict[Facet, _Table] = {}
        self._size = 1  # of the table of all values, and 0 for none
        columns: list[Column] = []
        for facet in FACETS:
            first, before = self._size, len(columns)
            values, documents, numbers = _postings(generation, facet)
            if facet == "topic":
                values, documents, numbers = _add_fields(values, documents, numbers, fields)
            columns += _columns(documents, numbers + first, generation.documents)
            self._tables[facet] = _Table(values, first, slice(before, len(columns)))
            self._size += len(values)
        self._rows = np.stack(columns, axis=1).astype(np.min_scalar_type(self._size))
        self._certain_rows = self._rows
        for facet in _UNCERTAIN:
            possible = _find_possible(generation, facet)
            if len(possible):
                self._certain_rows = self._certain_rows.copy()
                self._certain_rows[possible, self._tables[facet].columns] = 0

    def _rows_of(self, uncertain: bool) -> Rows:
        return self._rows if uncertain else self._certain_rows

    def select(
        self, facet: Facet, values: Iterable[str], uncertain: bool, documents: Documents
    ) -> Mask:
        """Which of `documents` have any of `values`."""
        table = self._tables[facet]
        chosen = np.zeros(self._size, np.bool_)
        chosen[[table.number[value] for value in values if value in table.number]] = True
        rows = self._rows_of(uncertain).take(documents, axis=0)[:, table.columns]
        mask: Mask = np.logical_or.reduce(chosen[rows], axis=1)
        return mask

    def counts(
        self,
        documents: Documents,
        clusters: NDArray[np.uint32] | None,
        uncertain: bool,
        only: Facet | None = None,
    ) -> dict[Facet, Counts]:
        """For each value, of all facets or of `only` one, the number of `documents` that have it;
        where `clusters` are given (the cluster of each, 0 for none), documents of one cluster with
        one value count once."""
        rows = self._rows_of(uncertain)
        if only is not None:
            rows = rows[:, self._tables[only].columns]
        size = self._size
        copies = clusters.nonzero()[0] if clusters is not None else np.zeros(0, np.intp)
        alone = documents[clusters == 0] if clusters is not None and len(copies) else documents
        total = np.bincount(rows.take(alone, axis=0).reshape(-1), minlength=size)
        if clusters is not None and len(copies):
            values = rows.take(documents.take(copies), axis=0)
            pairs = clusters.take(copies).astype(np.int64)[:, None] * size + values
            total += np.bincount(np.unique(pairs) % size, minlength=size)
        return {
            facet: table.count_by_value(total[table.numbers])
            for facet, table in self._tables.items()
        }

    def crosstab(
        self,
        down: Facet,
        across: Facet,
        documents: Documents,
        clusters: NDArray[np.uint32] | None,
        uncertain: bool,
    ) -> dict[tuple[str, str], int]:
        """For each pair of values, one of each facet, the number of `documents` that have both;
        documents of one cluster with one pair count once, as in `counts`."""
        one, other = self._tables[down], self._tables[across]
        width = len(other.number) + 1
        cells = (
            self._places(one, documents, uncertain)[:, :, None] * width
            + self._places(other, documents, uncertain)[:, None, :]
        )
        size = (len(one.number) + 1) * width
        alone = cells if clusters is None else cells[clusters == 0]
        total = np.bincount(alone.reshape(-1), minlength=size)
        if clusters is not None:
            copies = np.flatnonzero(clusters)
            pairs = clusters[copies].astype(np.int64)[:, None, None] * size + cells[copies]
            total += np.bincount(np.unique(pairs) % size, minlength=size)
        table = total.reshape(-1, width)
        values, others = list(one.number), list(other.number)
        return {
            (values[row], others[column]): int(table[row + 1, column + 1])
            for row, column in np.argwhere(table[1:, 1:]).tolist()
        }

    def _places(self, table: _Table, documents: Documents, uncertain: bool) -> NDArray[np.int64]:
        """The values of one facet that each document has, numbered from 1 within the facet."""
        numbers = self._rows_of(uncertain)[documents, table.columns].astype(np.int64)
        return np.maximum(numbers - (table.first - 1), 0)

    def years(self) -> NDArray[np.intp]:
        """The year of each document, whatever its status; 0 for none."""
        table = self._tables["year"]
        values = np.zeros(self._size, np.intp)
        for value, number in table.number.items():
            values[number] = int(value)
        years: NDArray[np.intp] = values[self._rows[:, table.columns]].sum(axis=1)
        return years


def _postings(
    generation: OpenGeneration, field: str
) -> tuple[list[str], Documents, NDArray[np.int32]]:
    """The values of a keyword field, sorted, and for each document that has one the document and
    the value's place, from 0."""
    documents, counts, terms = [np.zeros(0, np.int32)], [], []
    for segment in generation.segments:
        postings = segment.fields.get(field)
        if postings is not None:
            per_term, of_segment = postings.span_postings(0, len(postings))
            documents.append(of_segment.astype(np.int32) + np.int32(segment.document_base))
            counts.append(per_term)
            terms.append([postings.term(index).decode("utf-8") for index in range(len(postings))])
    values = sorted({value for values_here in terms for value in values_here})
    place = {value: number for number, value in enumerate(values)}
    numbers = [np.zeros(0, np.int32)]
    for per_term, values_here in zip(counts, terms, strict=True):
        numbers.append(np.array([place[value] for value in values_here], np.int32).repeat(per_term))
    return values, np.concatenate(documents), np.concatenate(numbers)


def _add_fields(
    values: list[str],
    documents: Documents,
    numbers: NDArray[np.int32],
    fields: Mapping[str, str],
) -> tuple[list[str], Documents, NDArray[np.int32]]:
    """Gives each document the fields of its topics too, once each."""
    shown = sorted({*values, *(fields[value] for value in values if value in fields)})
    place = {value: number for number, value in enumerate(shown)}
    own = np.array([place[value] for value in values], np.int32)[numbers]
    above = np.array([place.get(fields.get(value, ""), -1) for value in values], np.int32)[numbers]
    pairs = np.concatenate(
        (
            documents.astype(np.int64) * len(shown) + own,
            documents[above >= 0].astype(np.int64) * len(shown) + above[above >= 0],
        )
    )
    held, of_value = np.divmod(np.unique(pairs), max(len(shown), 1))
    return shown, held.astype(np.int32), of_value.astype(np.int32)


def _columns(documents: Documents, numbers: NDArray[np.int32], size: int) -> list[Column]:
    """As many columns as the document with the most values has: the first number of each, the
    second …, 0 where it has no more."""
    columns: list[Column] = []
    while len(documents):
        column = np.zeros(size, np.int32)
        column[documents[::-1]] = numbers[::-1]  # what is assigned last stays: the first number
        left = (column.take(documents) != numbers).nonzero()[0]
        documents, numbers = documents.take(left), numbers.take(left)
        columns.append(column)
    return columns


def _find_possible(generation: OpenGeneration, facet: Facet) -> Documents:
    """The documents that have a facet with the status `possible`."""
    documents = [np.zeros(0, np.int32)]
    for segment in generation.segments:
        status = segment.fields.get("status")
        index = None if status is None else status.find(f"{facet}:possible".encode())
        if status is not None and index is not None:
            documents.append(
                status.postings(index).astype(np.int32) + np.int32(segment.document_base)
            )
    return np.concatenate(documents)
