"""How Chinese words sound: toneless syllables of single characters, from a small table."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files
from itertools import islice, product

# Readings of one word that are looked at: two characters of three readings each and a margin.
_MAX_READINGS = 12


@cache
def syllables() -> dict[str, tuple[str, ...]]:
    """Character (simplified) → its syllables, without tones."""
    table: dict[str, list[str]] = defaultdict(list)
    for row in _rows("pinyin.tsv"):
        syllable, _, characters = row.partition("\t")
        for character in characters:
            table[character].append(syllable)
    return {character: tuple(read) for character, read in table.items()}


@cache
def lookalikes() -> dict[str, str]:
    """Character → those that are taken for it by their shape."""
    table: dict[str, str] = defaultdict(str)
    for group in _rows("shapes.txt"):
        for character in group:
            table[character] += group.replace(character, "")
    return dict(table)


def readings(word: str) -> list[tuple[str, ...]]:
    """The ways a folded word may be read, a syllable a character; none when a character of it is
    not in the table."""
    table = syllables()
    choices = [table.get(character, ()) for character in word]
    return list(islice(product(*choices), _MAX_READINGS)) if word else []


def _rows(name: str) -> list[str]:
    text = (files("search_app.search") / "data" / name).read_text(encoding="utf-8")
    return [row for row in text.splitlines() if row and not row.startswith("#")]
