"""Saved queries as JSON, to carry them to another machine."""

from __future__ import annotations

import json
from typing import Any

from indexer.message import message
from search_app.saved.news import save
from search_app.saved.store import SavedQueries, SavedQueryError, checked
from search_app.search.parameters import BadParameter, from_query_string
from search_app.search.searcher import Searcher

VERSION = 1


def export_queries(saved: SavedQueries) -> dict[str, Any]:
    """Name, note and search of every saved query. What was looked at stays here."""
    return {
        "version": VERSION,
        "queries": [
            {"name": query.name, "note": query.note, "parameters": query.parameters}
            for query in saved.all()
        ],
    }


def import_queries(saved: SavedQueries, searcher: Searcher, document: bytes) -> tuple[int, int]:
    """Adds the queries of an export; returns how many were added, and how many were left out
    because a query of that name is there already.

    Raises SavedQueryError, before anything is added, when the document is none of ours.
    """
    queries = _read(document)
    taken = {query.name for query in saved.all()}
    added = 0
    for name, note, parameters in queries:
        if name not in taken:
            save(saved, searcher, name, from_query_string(parameters), note)
            taken.add(name)
            added += 1
    return added, len(queries) - added


def _read(document: bytes) -> list[tuple[str, str, str]]:
    try:
        known = json.loads(document)
        if known["version"] != VERSION:
            raise SavedQueryError(
                message(
                    "这个文件是第 %(its)s 版，本程序读第 %(ours)s 版",
                    its=str(known["version"]),
                    ours=VERSION,
                )
            )
        queries = [
            (str(one["name"]).strip(), str(one.get("note", "")), str(one["parameters"]))
            for one in known["queries"]
        ]
        for name, note, parameters in queries:
            f"{name}{note}{parameters}".encode()  # JSON can spell halves of characters
            checked(name, note)
            from_query_string(parameters)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SavedQueryError(
            message("不是寻章导出的查询文件：%(reason)s", reason=str(error))
        ) from error
    except BadParameter as error:
        raise SavedQueryError(
            message("文件里的查询条件有误：%(reason)s", reason=error.message)
        ) from error
    return queries
