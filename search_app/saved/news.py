"""What is new of a saved query: found when the index changes, told until somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from search_app.answers import matching_keys
from search_app.engine.protocol import Engine
from search_app.parameters import SearchParameters, from_query_string
from search_app.query.synonyms import Synonyms
from search_app.saved.store import Keys, SavedQueries, SavedQuery


@dataclass(frozen=True, slots=True)
class News:
    """`total` sections match now; `new` are the ids of those noticed since the query was last
    looked at, newest first."""

    query: SavedQuery
    total: int
    new: tuple[str, ...]


def save(
    saved: SavedQueries,
    engine: Engine,
    synonyms: Synonyms,
    name: str,
    parameters: SearchParameters,
    note: str = "",
) -> SavedQuery:
    """Saves a search; what it finds now counts as looked at. Raises SavedQueryError."""
    keys = matching_keys(engine, parameters, synonyms)
    return saved.add(name, parameters.with_(page=1).query_string(), keys, note)


def news(saved: SavedQueries, engine: Engine, synonyms: Synonyms, query: SavedQuery) -> News:
    """What is new of `query`. Also notices what no update has taken down yet, as when the index
    was built where the saved queries were not at hand."""
    keys = matching_keys(engine, from_query_string(query.parameters), synonyms)
    saved.notice(query.id, keys)
    known = saved.known(query.id)
    fresh = (known.noticed > query.looked_at) & np.isin(known.keys, keys)
    order = np.argsort(-known.noticed[fresh], kind="stable")
    return News(query, len(keys), section_ids(known.keys[fresh][order]))


def section_ids(keys: Keys) -> tuple[str, ...]:
    return tuple(f"{int(key):016x}" for key in keys)


def notice_all(
    saved: SavedQueries, engine: Engine, synonyms: Synonyms
) -> Iterator[tuple[SavedQuery, tuple[str, ...]]]:
    """Takes down what every query matches now; gives each with the ids never matched before, if
    there are any. For when the index has changed."""
    for query in saved.all():
        keys = matching_keys(engine, from_query_string(query.parameters), synonyms)
        new = saved.notice(query.id, keys)
        if len(new):
            yield query, section_ids(new)
