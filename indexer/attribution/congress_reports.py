"""Tells reports to a people's congress, such as a government's, from those of bureaus.

They are given at a meeting in the first months of a year, review the year before and plan the one
that has begun.
"""

from __future__ import annotations

import re

from indexer.attribution.report_text import ReportText

# A report to a congress says so in its title or with its first words. A title on carrying one out
# is none.
_GOVERNMENT = re.compile(
    r"(?<!落实)(?<!贯彻)(?<!学习)(?<!对)政府工作报告(?!.{0,6}(?:精神|落实|任务|分工|责任|督查|学习|意见|目标|情况))"
)
_GIVEN_REPORT = re.compile(r"工作(?:的|情况的?)?报告")
_CONGRESS = re.compile(r"人民代表大会|人大")
_TO_CONGRESS = re.compile(r"(?:^|[\n。,])\s*各位(?:代表|委员)|请(?:大会|各位代表)?予?审议")
_OPENING = 400  # characters below the title in which a report greets its meeting


def is_government_title(title: str) -> bool:
    """Tell whether a folded title is that of a government's report to its congress."""
    return _GOVERNMENT.search(title) is not None


def greets_congress(text: ReportText) -> bool:
    """Tell whether a report is called one, or has no title, and greets deputies where it begins."""
    title = text.folded[: text.title_end]
    if title and not _GIVEN_REPORT.search(title):
        return False
    return _TO_CONGRESS.search(text.folded, text.title_end, text.title_end + _OPENING) is not None


def is_to_congress(text: ReportText) -> bool:
    """Tell whether a report is one to a people's congress, by its title, greeting and meeting."""
    title = text.folded[: text.title_end]
    if is_government_title(title):
        return True
    if not greets_congress(text):
        return False
    return not title or _CONGRESS.search(text.folded, 0, text.title_end + _OPENING) is not None
