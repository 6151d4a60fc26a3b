"""Titles that a compiling site wrote, not the authors of the reports."""

from __future__ import annotations

import re

# A number that a compiling site put on the titles of all reports of a page.
_COMPILED = re.compile(
    r"篇[一二三四五六七八九十百\d]+|第[一二三四五六七八九十百\d]+篇|[(][一二三四五六七八九十\d]+[)]\s*$"
    r"|范[文本]|合集|精选|模板|通用|\d\s*$|[一二三四五六七八九十]\s*$"
)


def is_numbered(title: str) -> bool:
    """Whether a folded title bears a number or a word by which a site compiles reports.

    Then the title may be the site's throughout: the same year and period over unlike reports.
    """
    return _COMPILED.search(title) is not None
