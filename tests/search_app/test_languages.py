"""The interface in each of its languages, and the catalogues it comes from."""

from __future__ import annotations

import gettext
import re

import pytest
from babel.messages import Catalog
from flask.testing import FlaskClient

from search_app.languages import LANGUAGES
from tools.translations import PACKAGE, TRANSLATIONS, catalogue, source_strings, untranslated

CHINESE = re.compile("[\u4e00-\u9fff]")
HEADINGS = {"zh-Hans": "怎样搜", "zh-Hant": "怎樣搜", "en": "How to search"}


def heading(client: FlaskClient, address: str = "/help", **headers: str) -> str:
    html = client.get(address, headers=headers).text
    found = re.search("<h1>(.*?)</h1>", html)
    assert found is not None
    return found[1]


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """A browser that has been nowhere yet."""
    return client.application.test_client()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW,en;q=0.8", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("en-GB,zh;q=0.5", "en"),
        ("fr, en;q=0.3", "en"),
        ("fr", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_browser_says_which_language(
    visitor: FlaskClient, accepted: str, language: str
) -> None:
    assert heading(visitor, **{"Accept-Language": accepted}) == HEADINGS[language]


def test_a_choice_is_kept_and_beats_the_browser(visitor: FlaskClient) -> None:
    assert heading(visitor, "/help?lang=zh-Hant", **{"Accept-Language": "en"}) == "怎樣搜"
    assert heading(visitor, **{"Accept-Language": "en"}) == "怎樣搜"
    assert heading(visitor, "/help?lang=en") == "How to search"
    assert heading(visitor, "/help?lang=tlh") == "How to search"


def test_a_kept_page_is_not_shown_in_another_language(visitor: FlaskClient) -> None:
    visitor.get("/search?q=校车")
    tag = visitor.get("/search?q=校车").headers["ETag"]
    headers = {"If-None-Match": tag, "Accept-Language": "en"}
    answer = visitor.get("/search?q=校车", headers=headers)
    assert answer.status_code == 200
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


def test_what_reports_say_is_never_translated(visitor: FlaskClient) -> None:
    for lang in LANGUAGES:
        html = visitor.get(f"/search?q=校车&role=review&lang={lang}").text
        assert f'<html lang="{lang}">' in html
        assert "<mark>校车</mark>" in html
        assert "校园安全" in html


def test_pages_link_to_themselves_in_each_language(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=校车&lang=en").text
    links = re.findall('href="([^"]+)" lang="([^"]+)"', html)
    assert [lang for _, lang in links] == list(LANGUAGES)
    for address, lang in links:
        assert address.endswith(f"&amp;lang={lang}")
        assert address.count("lang=") == 1


def test_templates_say_nothing_outside_the_catalogue() -> None:
    for template in (PACKAGE / "templates").iterdir():
        text = re.sub(r"{#.*?#}", "", template.read_text("utf-8"), flags=re.DOTALL)
        outside = re.sub(r"ngettext\('[^']*', '[^']*'|_\('[^']*'", "", text)
        assert CHINESE.search(outside) is None, template.name


@pytest.mark.parametrize("locale", ["zh_Hant", "en"])
def test_a_catalogue_has_every_string_and_each_its_places(locale: str) -> None:
    kept = catalogue(locale)
    assert ids(kept) == ids(source_strings()), "run python -m tools.translations"
    assert untranslated(kept) == []
    with (TRANSLATIONS / locale / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in kept:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for one in said:
            assert sorted(re.findall(r"%\(\w+\)s|{\w+}", one)) == sorted(
                re.findall(r"%\(\w+\)s|{\w+}", source)
            ), source
        if isinstance(message.id, str):
            assert compiled.gettext(source) == message.string, "run python -m tools.translations"
        else:
            assert compiled.ngettext(*message.id, 2) == said[-1]


def ids(catalog: Catalog) -> set[object]:
    return {message.id for message in catalog if message.id}


def test_traditional_chinese_is_in_traditional_characters() -> None:
    said = "".join(str(message.string) for message in catalogue("zh_Hant") if message.id)
    assert not set("这说为时个条会语样页还没") & set(said)
