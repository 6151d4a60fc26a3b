"""The one place that knows bleach: HTML from a source file is reduced to tags on an allow-list."""

from __future__ import annotations

from collections.abc import Collection

from bleach.sanitizer import Cleaner


def allowed_html(html: str, tags: Collection[str], attributes: Collection[str] = ()) -> str:
    """`html` with only these tags and attributes (lower-case names); the content of other tags
    stays, comments go, and every tag that is left is properly closed."""
    cleaner = Cleaner(
        tags=frozenset(tags),
        attributes={"*": list(attributes)},
        protocols=frozenset(),
        strip=True,
        strip_comments=True,
    )
    return str(cleaner.clean(html))
