"""Tells titles that a compiling site wrote from those of the reports' authors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from indexer.model import Report
from indexer.text import fold

# A number that a compiling site put on the titles of all reports of a page.
_COMPILED = re.compile(
    r"篇[一二三四五六七八九十百\d]+|第[一二三四五六七八九十百\d]+篇|[(][一二三四五六七八九十\d]+[)]\s*$"
    r"|范[文本]|合集|精选|模板|通用|\d\s*$|[一二三四五六七八九十]\s*$"
)


def is_numbered(title: str) -> bool:
    """Tell whether a folded title has a number or a word by which a site compiles reports.

    Then the title may be the site's throughout: the same year and period over unlike reports.
    """
    return _COMPILED.search(title) is not None


# What a site varies from one report of a page to the next.
_NUMBERING = re.compile(
    r"第?[一二三四五六七八九十百\d]+篇|篇[一二三四五六七八九十百\d]+|[(][一二三四五六七八九十百\d]+[)]"
    r"|之?(?:[一二三四五六七八九十百]+|(?<!\d)\d{1,2})$|[\s:#>*.、]+|范[文本]"
)


def mark_shared_titles(reports: Sequence[Report]) -> tuple[Report, ...]:
    """Mark the reports of a file whose title another report, which is no copy, has too."""
    names = [
        "" if report.untitled else _NUMBERING.sub("", fold(report.title)) for report in reports
    ]
    counts = Counter(
        name for name, report in zip(names, reports, strict=True) if report.duplicate_of is None
    )
    return tuple(
        replace(report, shared_title=True) if name and counts[name] > 1 else report
        for name, report in zip(names, reports, strict=True)
    )
