"""The language of the interface. The source strings are simplified Chinese; `translations/` holds
the others. What reports say is never translated, nor what they are filed under."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_translations
from markupsafe import Markup

from indexer.message import Message, say

LANGUAGES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
"""The languages there are, by their tag of BCP 47, in their own words."""

COOKIE = "lang"
_COOKIE_SECONDS = 365 * 24 * 3600
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def init_languages(app: Flask) -> None:
    """Makes `_` and `ngettext` speak the language of the request in every template."""
    Babel(
        app,
        default_locale="zh_Hans",
        locale_selector=lambda: language_of_request().replace("-", "_"),
    )
    # Flask-Babel's own look the language up for every text, a hundred times a page, and format and
    # escape even what has no place to fill: pages of results and reports of the sample corpus take
    # 1.4 times as long with them.
    app.jinja_env.globals |= {"_": _gettext, "ngettext": _ngettext}
    app.after_request(_keep)
    app.context_processor(_shared_names)
    app.add_template_filter(translated)
    app.add_template_filter(language_url)


def _shared_names() -> dict[str, Any]:
    """`zh` marks what is Chinese whatever the interface speaks: the reports and what was typed."""
    language = language_of_request()
    zh = Markup("" if language == "zh-Hans" else ' lang="zh"')
    return {"language": language, "languages": LANGUAGES, "zh": zh}


def language_of_request() -> str:
    """What the address asks for with `lang`, else what it asked for before, else the first
    language of the browser that there is, else simplified Chinese."""
    for wanted in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    for tag in request.accept_languages.values():
        if (known := _known(tag)) is not None:
            return known
    return "zh-Hans"


def _known(tag: str) -> str | None:
    first, *rest = tag.lower().replace("_", "-").split("-")
    if first == "zh":
        return "zh-Hant" if any(part in _TRADITIONAL for part in rest) else "zh-Hans"
    return "en" if first == "en" else None


def _catalogue() -> NullTranslations:
    """The texts in the language of the request."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    found: NullTranslations = g.catalogue
    return found


def _gettext(text: str, **places: Any) -> Markup:
    said = Markup(_catalogue().ugettext(text))
    return said % places if places else said


def _ngettext(one: str, many: str, number: int, **places: Any) -> Markup:
    return Markup(_catalogue().ungettext(one, many, number)) % {"num": number, **places}


def translated(what: str | Message) -> str:
    """`what`, a message or one of the application's own labels, in the language of the request; as
    it is where it is none of them."""
    translate = _catalogue().ugettext if has_request_context() else str
    return translate(what) if isinstance(what, str) else say(what, translate)


def language_url(code: str) -> str:
    """This page in another language."""
    pairs = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    return f"{request.path}?{urlencode([*pairs, ('lang', code)])}"


def _keep(response: Response) -> Response:
    if "lang" in request.args:
        wanted = request.args["lang"]
        if wanted in LANGUAGES and wanted != request.cookies.get(COOKIE):
            response.set_cookie(
                COOKIE, wanted, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax"
            )
    if response.mimetype in _TRANSLATED:
        response.vary.update(("Accept-Language", "Cookie"))
    return response


_TRANSLATED = ("text/html", "application/opensearchdescription+xml")
