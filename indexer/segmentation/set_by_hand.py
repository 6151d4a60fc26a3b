"""Beginnings of reports that a person has set or forbidden."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.segmentation.evidence import Beginning
from indexer.segmentation.parsed_lines import ParsedLine
from indexer.segmentation.titles import is_subtitle, is_title_shaped


def set_beginnings(
    lines: Sequence[ParsedLine],
    found: Sequence[Beginning],
    wanted: Sequence[tuple[int, bool]],
) -> tuple[Beginning, ...]:
    """The beginnings `found` in `lines`, with those that are `wanted` and without those that are
    not, each given by its index in `lines`; of two wishes the later one counts.

    The first beginning always stays, since its lines would belong to no report.
    """
    beginnings = list(found)
    for index, begins in wanted:
        here = [one for one in beginnings if index == one.start or index in one.block]
        if begins and not here:
            beginnings = sorted([*beginnings, _read_beginning(lines, index)], key=lambda b: b.start)
        elif not begins:
            beginnings = [one for one in beginnings if one not in here or one is beginnings[0]]
    return tuple(beginnings)


def _read_beginning(lines: Sequence[ParsedLine], index: int) -> Beginning:
    """The beginning at `index`, with the line as its title where it looks like one and text
    follows."""
    if index + 1 >= len(lines) or not is_title_shaped(lines[index]):
        return Beginning(index)
    title = [index]
    while title[-1] + 2 < len(lines) and is_subtitle(lines[title[-1] + 1]):
        title.append(title[-1] + 1)
    return Beginning(index, tuple(title), tuple(title))
