"""Facet values of all documents as columns of numbers: masks for filters, counts by bincount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store import OpenGeneration
from search_app.engine.protocol import FACETS
from search_app.engine.whoosh.matches import Documents
from search_app.query.nodes import Facet

Column = NDArray[np.intp]
Mask = NDArray[np.bool_]

_UNCERTAIN = {"region": ("possible",), "year": ("possible",)}


class _Table:
    """The values of one facet. A document has `columns[i][document] - 1` for values, 0 for none;
    `certain` says where they are more than possible."""

    def __init__(self, values: Sequence[str], columns: Sequence[Column], certain: Mask) -> None:
        self.values = tuple(values)
        self.number = {value: number for number, value in enumerate(values, start=1)}
        self.columns = tuple(columns)
        self.certain_columns = tuple(np.where(certain, column, 0) for column in columns)

    def of(self, uncertain: bool) -> tuple[Column, ...]:
        return self.columns if uncertain else self.certain_columns


class Facets:
    """The facets of a generation. A region stands for everything below it."""

    def __init__(self, generation: OpenGeneration) -> None:
        self._size = generation.documents
        self._tables: dict[Facet, _Table] = {}
        for facet in FACETS:
            values, columns = _columns(_held(generation, facet), self._size)
            self._tables[facet] = _Table(values, columns, _certain(generation, facet))

    def selected(self, facet: Facet, values: Iterable[str], uncertain: bool) -> Mask:
        """The documents that have any of `values`."""
        table = self._tables[facet]
        chosen = np.zeros(len(table.values) + 1, np.bool_)
        chosen[[table.number[value] for value in values if value in table.number]] = True
        mask = np.zeros(self._size, np.bool_)
        for column in table.of(uncertain):
            mask |= chosen[column]
        return mask

    def counts(
        self,
        facet: Facet,
        documents: Documents,
        clusters: NDArray[np.uint32] | None,
        uncertain: bool,
    ) -> Mapping[str, int]:
        """For each value the number of `documents` that have it; where `clusters` are given (the
        cluster of each, 0 for none), documents of one cluster with one value count once."""
        table = self._tables[facet]
        total = np.zeros(len(table.values) + 1, np.intp)
        copies = np.flatnonzero(clusters) if clusters is not None else ()
        alone = documents[clusters == 0] if len(copies) and clusters is not None else documents
        pairs = []
        for column in table.of(uncertain):
            total += np.bincount(column[alone], minlength=len(total))
            if len(copies) and clusters is not None:
                own = clusters[copies].astype(np.int64) * len(total)
                pairs.append(own + column[documents[copies]])
        if pairs:
            values = np.unique(np.concatenate(pairs)) % len(total)
            total += np.bincount(values, minlength=len(total))
        total[0] = 0
        return {table.values[at - 1]: int(total[at]) for at in np.flatnonzero(total).tolist()}

    def years(self) -> Column:
        """The year of each document, whatever its status; 0 for none."""
        table = self._tables["year"]
        values = np.array([0, *(int(value) for value in table.values)], np.intp)
        years: Column = values[table.columns[0]] if table.columns else np.zeros(self._size, np.intp)
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
                columns.append(np.zeros(size, np.intp))
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
