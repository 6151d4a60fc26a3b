"""What is new of a saved query: found when the index changes, told until somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from search_app.saved.store import Keys, SavedQueries, SavedQuery
from search_app.search.parameters import SearchParameters, from_query_string
from search_app.search.searcher import Searcher


@dataclass(frozen=True, slots=True)
class News:
    """`total` sections match now; `new` are the ids of those noticed since the query was last
    looked at, newest first."""

    query: SavedQuery
    total: int
    new: tuple[str, ...]


def save(
    saved: SavedQueries,
    searcher: Searcher,
    name: str,
    parameters: SearchParameters,
    note: str = "",
) -> SavedQuery:
    """Saves a search; what it finds now counts as looked at. Raises SavedQueryError."""
    keys = matching_keys(searcher, parameters)
    return saved.add(name, parameters.with_changes(page=1).query_string(), keys, note)


def news(saved: SavedQueries, searcher: Searcher, query: SavedQuery) -> News:
    """What is new of `query`. Also notices what no update has taken down yet, as when the index
    was built where the saved queries were not at hand."""
    keys = matching_keys(searcher, from_query_string(query.parameters))
    saved.notice(query.id, keys)
    known = saved.known(query.id)
    fresh = (known.noticed > query.looked_at) & np.isin(known.keys, keys)
    order = np.argsort(-known.noticed[fresh], kind="stable")
    return News(query, len(keys), section_ids(known.keys[fresh][order]))


def matching_keys(searcher: Searcher, parameters: SearchParameters) -> Keys:
    """The keys of all sections that match as asked, ascending: a section id read as a hexadecimal
    number."""
    keys = [int(section_id, 16) for section_id in searcher.scan_exactly(parameters)]
    return np.array(sorted(keys), np.uint64)


def section_ids(keys: Keys) -> tuple[str, ...]:
    return tuple(f"{int(key):016x}" for key in keys)


def notice_all(
    saved: SavedQueries, searcher: Searcher
) -> Iterator[tuple[SavedQuery, tuple[str, ...]]]:
    """Takes down what every query matches now; gives each with the ids never matched before, if
    there are any. For when the index has changed."""
    for query in saved.all():
        keys = matching_keys(searcher, from_query_string(query.parameters))
        new = saved.notice(query.id, keys)
        if len(new):
            yield query, section_ids(new)
