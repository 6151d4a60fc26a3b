"""The parameters of a search as a URL carries them: the same for pages, JSON and saved queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, get_args
from urllib.parse import parse_qsl, quote_plus

from werkzeug.datastructures import MultiDict

from indexer.errors import XunzhangError
from indexer.message import Message, enumeration, message
from indexer.model import Period, Role
from search_app.engine.protocol import FACETS, Duplicates, Sort
from search_app.query.nodes import Facet

MAX_SIZE = 100
MAX_PAGE = 10_000
MAX_VALUES = 100
"""Chosen values of one facet: every one of them is in every link of the page."""


class BadParameter(XunzhangError):
    """A parameter that cannot be meant; `parameter` is its name, the text says what it takes."""

    def __init__(self, parameter: str, message: str | Message) -> None:
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """One search as a user set it up. Defaults are left out of its URL, so equal searches have
    equal URLs.

    `uncertain` counts attributions of status `possible` in; `synonyms` off searches only what was
    typed.
    """

    q: str = ""
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    duplicates: Duplicates = "collapse"
    uncertain: bool = False
    synonyms: bool = True

    def selected(self, facet: Facet) -> tuple[str, ...]:
        return self.filters.get(facet, ())

    def with_toggled(self, facet: Facet, value: str) -> SearchParameters:
        """This search with a facet's value added, or taken out when it was in; at page 1."""
        chosen = self.selected(facet)
        if value in chosen:
            return self.with_values(facet, tuple(kept for kept in chosen if kept != value))
        return self.with_values(facet, (*chosen, value))

    def with_values(self, facet: Facet, values: tuple[str, ...]) -> SearchParameters:
        """This search with exactly these values of a facet; at page 1."""
        filters = {name: kept for name, kept in self.filters.items() if name != facet}
        return replace(self, page=1, filters=filters | ({facet: values} if values else {}))

    def without_filters(self) -> SearchParameters:
        """This search without any filter."""
        return replace(self, page=1, filters={})

    def with_changes(self, **changes: Any) -> SearchParameters:
        """This search with other values, at page 1 unless the page is one of them."""
        return replace(self, **{"page": 1, **changes})

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of everything that differs from the default, in a fixed order."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(facet, value) for facet in FACETS for value in sorted(self.selected(facet))]
        for name in ("sort", "page", "size", "duplicates"):
            if getattr(self, name) != getattr(_DEFAULT, name):
                pairs.append((name, str(getattr(self, name))))
        if self.uncertain:
            pairs.append(("uncertain", "1"))
        if not self.synonyms:
            pairs.append(("synonyms", "0"))
        return pairs

    def query_string(self) -> str:
        return encode_pairs(self.pairs())


def encode_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Names, which need no escaping, and values as the query string of an address."""
    return "&".join([f"{name}={_quoted(value)}" for name, value in pairs])


# The links of one page say the same few values again and again.
_quoted = lru_cache(maxsize=1024)(quote_plus)


_DEFAULT = SearchParameters()


def from_arguments(arguments: MultiDict[str, str]) -> SearchParameters:
    """The search that URL arguments ask for. Unknown names are ignored, as URLs pick up strays.

    Raises BadParameter.
    """
    lists = dict(arguments.lists())
    given = {name: values[0] for name, values in lists.items() if values[0]}
    return SearchParameters(
        q=given.get("q", "").strip(),
        filters={
            facet: values
            for facet, read in _READERS.items()
            if facet in lists and (values := _read_all(lists[facet], facet, read))
        },
        sort=_read_sort(given.get("sort", "relevance")),
        page=_read_number(given, "page", 1, MAX_PAGE),
        size=_read_number(given, "size", 10, MAX_SIZE),
        duplicates=_read_duplicates(given.get("duplicates", "collapse")),
        uncertain=_read_flag(given, "uncertain", False),
        synonyms=_read_flag(given, "synonyms", True),
    )


def _read_all(given: list[str], name: str, read: Callable[[str], str]) -> tuple[str, ...]:
    """Every non-empty value of a repeatable parameter, read, without repetition, in order."""
    if len(given) > MAX_VALUES:
        raise BadParameter(name, message("最多选 %(most)s 个值", most=MAX_VALUES))
    return tuple(dict.fromkeys(read(value) for value in given if value.strip()))


def read_region(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{5}", value):
        raise BadParameter("region", message("“%(value)s”不是六位行政区划代码", value=value))
    return value


def read_year(value: str) -> str:
    if not re.fullmatch(r"(19|20)[0-9]{2}", value):
        raise BadParameter("year", message("“%(value)s”不是四位年份", value=value))
    return value


def explain_choices(value: str, allowed: Iterable[str]) -> Message:
    """What to say of a value that is none of those there are."""
    return message(
        "“%(value)s”不在可选值之内：%(allowed)s", value=value, allowed=enumeration(allowed)
    )


def _reader_of(name: str, allowed: tuple[str, ...]) -> Callable[[str], Any]:
    def read(value: str) -> str:
        if value not in allowed:
            raise BadParameter(name, explain_choices(value, allowed))
        return value

    return read


_READERS: dict[Facet, Callable[[str], str]] = {
    "region": read_region,
    "year": read_year,
    "topic": str.strip,
    "role": _reader_of("role", get_args(Role)),
    "period": _reader_of("period", get_args(Period)),
}


_read_sort = _reader_of("sort", get_args(Sort))
_read_duplicates = _reader_of("duplicates", get_args(Duplicates))


def _read_number(given: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = given.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", value) or not 1 <= int(value) <= most:
        raise BadParameter(
            name, message("“%(value)s”应是 1 到 %(most)s 的整数", value=value, most=most)
        )
    return int(value)


def _read_flag(given: Mapping[str, str], name: str, default: bool) -> bool:
    value = given.get(name, str(int(default)))
    if value not in ("0", "1"):
        raise BadParameter(name, message("“%(value)s”应是 0 或 1", value=value))
    return value == "1"


def from_query_string(query_string: str) -> SearchParameters:
    """The search of a URL's query string, as `SearchParameters.query_string` makes it.

    Raises BadParameter.
    """
    return from_arguments(MultiDict(parse_qsl(query_string)))
