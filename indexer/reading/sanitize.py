"""Sanitizes the HTML of source files. No other module uses bleach."""

from __future__ import annotations

from collections.abc import Collection

from bleach.sanitizer import Cleaner


def sanitize_html(html: str, tags: Collection[str], attributes: Collection[str] = ()) -> str:
    """`html` with these tags and attributes only; their names are in lower case.

    The content of other tags stays, comments are removed, and every tag that is left is closed.
    """
    cleaner = Cleaner(
        tags=frozenset(tags),
        attributes={"*": list(attributes)},
        protocols=frozenset(),
        strip=True,
        strip_comments=True,
    )
    return str(cleaner.clean(html))
