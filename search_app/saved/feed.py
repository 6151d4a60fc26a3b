"""A saved query as an Atom feed (RFC 4287): its sections as they arrived, newest first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from search_app.engine.protocol import Engine, StoredSection
from search_app.saved.store import SavedQueries, SavedQuery
from search_app.search.parameters import from_query_string
from search_app.urls import section_path

# XML 1.0, section 2.2: what no document may hold, however written.
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_ENTRIES = 50
SUMMARY_LENGTH = 300

_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Feed:
    """`document` is UTF-8 XML; `updated` is when its newest section came, in seconds since 1970."""

    document: bytes
    updated: float


def feed(saved: SavedQueries, engine: Engine, query: SavedQuery, root: str) -> Feed:
    """The feed of `query`, as stored. `root` is the server's address, ending in a slash."""
    latest = saved.latest(query.id, MOST_ENTRIES)
    sections = engine.sections([section_id for section_id, _ in latest])
    times = [noticed for _, noticed in latest]
    q = from_query_string(query.parameters).q

    ElementTree.register_namespace("", _ATOM)
    document = ElementTree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "zh"})
    _add(document, "id", _urn(f"saved-query:{query.id}:{query.created_at}"))
    _add(document, "title", f"寻章：{query.name}")
    if query.note:
        _add(document, "subtitle", query.note)
    updated = max(times, default=query.created_at)
    _add(document, "updated", _time(updated))
    _add(_add(document, "author"), "name", "寻章")
    base = root.rstrip("/")
    _add(
        document,
        "link",
        rel="self",
        type="application/atom+xml",
        href=f"{base}/saved/{query.id}/feed.atom",
    )
    _add(
        document,
        "link",
        rel="alternate",
        type="text/html",
        href=f"{base}/search?{query.parameters}",
    )
    for section, noticed in zip(sections, times, strict=True):
        if section is not None:
            _entry(document, section, noticed, base, q)
    written = ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)
    return Feed(written, updated)


def _entry(
    document: ElementTree.Element, section: StoredSection, noticed: float, base: str, q: str
) -> None:
    entry = _add(document, "entry")
    _add(entry, "id", _urn(f"section:{section.id}"))
    _add(entry, "title", " › ".join((section.title, *section.path)))
    _add(entry, "updated", _time(noticed))
    address = base + section_path(section.report_id, section.id, q)
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    text = section.text
    short = text if len(text) <= SUMMARY_LENGTH else f"{text[:SUMMARY_LENGTH]}…"
    _add(entry, "summary", short, type="text")


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text is not None:
        element.text = _NOT_IN_XML.sub("", text)
    return element


def _urn(name: str) -> str:
    return uuid5(NAMESPACE_URL, f"xunzhang:{name}").urn


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
