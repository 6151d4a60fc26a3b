"""Masks: where a site hid a name or a number (xx区, 20xx年, **局). Never a word, never a year."""

from __future__ import annotations

import re

# 20xx, 201x, xxxx; ××; runs of two or more x, X, *, ＊, _ ; a lone x before a unit word
# (x所, x名, x月) that stands where a numeral would. Latin words (max, box) are left alone by
# requiring that no other letter touches the run.
_MASK = re.compile(
    r"(?<![A-Za-z])(?:(?:19|20)\d?[xX×]{1,2}|[xX×ｘＸ]{2,})(?![A-Za-z])"
    r"|(?:\\?[*＊]){2,}"
    r"|[×ｘＸ]"
    r"|_{2,}"
    r"|○{2,}|〇{3,}|□{2,}"
    r"|(?<![A-Za-z0-9])[xX](?=[\u4e00-\u9fff年月日])"
)


# Every mask has one of these; most texts have none, and this is found ten times as fast.
_HINT = re.compile(r"[xX×ｘＸ*＊_○〇□]")


def find_masks(text: str) -> list[tuple[int, int]]:
    """Spans [start, end) of `text` that are masks, in order."""
    if not _HINT.search(text):
        return []
    return [match.span() for match in _MASK.finditer(text)]
