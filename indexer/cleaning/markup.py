"""Removes markup that is left in text files: escapes, quote marks before headings, tags, links."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.cleaning.lines import edit, remove_at
from indexer.model import Line, Repair

_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!\"'~|<>])")
# A quote mark comes before words or before the number of a heading; >95% and > 60分 are text.
_QUOTE = re.compile(
    r"^([\s\u3000]*)((?:[>＞][ \u3000]*)+)"
    r"(?=#|[\u4e00-\u9fff（(【《“]|\d{1,2}[、．.](?!\d)|[①-⒛*_])"
)
_TAG = re.compile(
    r"</?(?:p|br|strong|b|span|div|font|a|u|em|i|h[1-6]|center|img|td|tr|table|tbody|li|ul|ol)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.I,
)
_IMAGE = re.compile(r"!\[[^\]]{0,80}\]\([^)\s]{0,300}\)")
_LINK = re.compile(r"\[([^\[\]]{1,80})\]\((?:https?:|/)[^)\s]{0,300}\)")
# Only around a numbered heading are two ** certainly bold; elsewhere they may be masks
# (**县……**县).
_BOLD = re.compile(
    r"^([\s\u3000]*)(\*\*|__)((?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]|第[一二三四五六七八九十]{1,3})"
    r"[^*_]{1,80})\2(?=\S)"
)
_RESIDUE = re.compile(r"[\s\u3000]*[>＞|｜*＊_=\-—·.#]{1,80}[\s\u3000]*")


def strip_markup(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Remove markup from the lines, and lines that hold marks only (“>”, “***”)."""
    residue = [
        index
        for index, line in enumerate(lines)
        if not line.text[:1].isalnum() and _is_residue(line.text)
    ]
    kept, removed = remove_at(lines, residue, "markdown")
    changed, repairs = edit(kept, "markdown", ">＞]*_\\", _strip)
    return changed, removed + repairs


def _is_residue(text: str) -> bool:
    # A run of dots may be a mask, or an ellipsis that the author meant, so it is no residue.
    return _RESIDUE.fullmatch(text) is not None and text.strip(" \u3000.·—") != ""


def _strip(text: str) -> tuple[str, list[tuple[str, str]]]:
    places: list[tuple[str, str]] = []

    def note(before: str, after: str) -> str:
        places.append((before, after))
        return after

    if ">" in text or "＞" in text:
        text = _TAG.sub(lambda m: note(m.group(), ""), text)
        text = _QUOTE.sub(lambda m: m.group(1) + note(m.group(2).rstrip(), ""), text)
    if "](" in text:
        text = _IMAGE.sub(lambda m: note(m.group(), ""), text)
        text = _LINK.sub(lambda m: note(m.group(), m.group(1)), text)
    if "**" in text or "__" in text:
        text = _BOLD.sub(lambda m: m.group(1) + note(m.group().strip(), m.group(3)), text)
    if "\\" in text:
        text = _ESCAPE.sub(lambda m: note(m.group(), m.group(1)), text)
    return text, places
