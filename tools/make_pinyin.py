"""Makes `search_app/search/data/pinyin.tsv` anew: the readings of GB 2312, without tones.

    pip install pypinyin && python -m tools.make_pinyin

pypinyin (MIT licence) is asked once, here, so that the program itself needs no dictionary of
pronunciations: suggestions want toneless syllables of single characters and no more.
"""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path

TARGET = Path(__file__).parents[1] / "search_app" / "search" / "data" / "pinyin.tsv"
HEADER = """\
# Syllable (no tone, v for ü) and the characters of GB 2312 read so; a character may stand in
# several rows. Made by tools/make_pinyin.py from the readings of pypinyin 0.55.
"""


def main() -> None:
    pypinyin = import_module("pypinyin")  # not a dependency: needed only here
    rows: dict[str, list[str]] = defaultdict(list)
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                character = bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue  # the last places of row 55 are empty
            found = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)
            for syllable in found[0]:
                if syllable.isascii() and syllable.isalpha():
                    rows[syllable].append(character)
    lines = [f"{syllable}\t{''.join(found)}\n" for syllable, found in sorted(rows.items())]
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
