"""Keeps the catalogues of `search_app/translations` in step with the sources.

    python -m tools.translations

Collects the strings of templates and modules, makes traditional Chinese from them with OpenCC
(s2twp: Taiwan's characters and its words for computer matters) save for the phrases of
`TRADITIONAL`, keeps the English there is, and compiles both. Names the strings that have no English
yet and then exits 1: write those into `en/LC_MESSAGES/messages.po` and run it again.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

from indexer.model import REPAIR_LABELS, ROLE_LABELS
from search_app.query.describe import AND, OR
from search_app.query.fields import FACET_LABELS
from search_app.query.help import SYNTAX
from search_app.search.answers import PART_LABELS

PACKAGE = Path(__file__).resolve().parents[1] / "search_app"
TRANSLATIONS = PACKAGE / "translations"
SEPARATORS = (AND, OR, "、")
PERIODS = ("上半年", "下半年", "全年", "季度", "学期", "专项")
LABELS = (
    *PART_LABELS.values(),
    *SEPARATORS,
    *FACET_LABELS.values(),
    *ROLE_LABELS.values(),
    *REPAIR_LABELS.values(),
    *PERIODS,
    *(meaning for _, meaning in SYNTAX),
)
"""What is translated under a name that only the running program knows."""

TRADITIONAL: dict[str, str] = {
    "素材夹": "素材夾",
    "代码": "代碼",
    "权限": "權限",
    "访问": "存取",
    "地址": "網址",
    "一条": "一筆",
    "条新": "筆新",
    "条数": "筆數",
    "“": "「",
    "”": "」",
}
"""What is said or written otherwise in Taiwan and OpenCC leaves."""

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # equal catalogues are equal files


def source_strings() -> Catalog:
    """Every string there is to translate, simplified Chinese."""
    catalog = Catalog()
    for label in LABELS:
        catalog.add(label)
    methods = [("templates/**.html", "jinja2"), ("templates/**.xml", "jinja2"), ("**.py", "python")]
    keywords = DEFAULT_KEYWORDS | {"message": None}
    for package in (PACKAGE, PACKAGE.parent / "indexer"):
        for _, _, text, _, _ in extract_from_dir(package, methods, keywords=keywords):
            catalog.add(text)
    return catalog


def in_traditional(text: str, convert: OpenCC) -> str:
    """`text` as written in Taiwan, with its placeholders as they are (they are ASCII)."""
    for simplified, traditional in TRADITIONAL.items():
        text = text.replace(simplified, traditional)
    return str(convert.convert(text))


def catalogue(locale: str) -> Catalog:
    """The catalogue of `locale` as it is on disk."""
    with (TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale)


def up_to_date(locale: str, sources: Catalog, convert: OpenCC) -> Catalog:
    """What the catalogue of `locale` should hold."""
    fresh = Catalog(locale, creation_date=_NO_DATE, revision_date=_NO_DATE, fuzzy=False)
    known = catalogue(locale) if locale == "en" else None
    for message in sources:
        if not message.id:
            continue
        if known is not None:
            old = known.get(message.id if isinstance(message.id, str) else message.id[0])
            fresh.add(message.id, old.string if old is not None else "")
        else:
            text = message.id if isinstance(message.id, str) else message.id[0]
            said = in_traditional(text, convert)
            fresh.add(message.id, said if isinstance(message.id, str) else (said,))
    return fresh


def save(locale: str, fresh: Catalog) -> None:
    folder = TRANSLATIONS / locale / "LC_MESSAGES"
    with (folder / "messages.po").open("wb") as file:
        write_po(file, fresh, width=100, no_location=True, omit_header=True, sort_output=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, fresh)


def untranslated(catalog: Catalog) -> list[str]:
    return [
        str(message.id)
        for message in catalog
        if message.id
        and not all(message.string if isinstance(message.string, tuple) else (message.string,))
    ]


def main() -> int:
    sources, convert = source_strings(), OpenCC("s2twp")
    missing = []
    for locale in ("zh_Hant", "en"):
        fresh = up_to_date(locale, sources, convert)
        save(locale, fresh)
        missing += [f"{locale}: {text}" for text in untranslated(fresh)]
    for line in missing:
        print(line)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
