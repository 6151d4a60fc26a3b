"""Every page speaks one language. What reports say, and what was typed, is marked as Chinese; what
is left on a page is the interface's own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import opencc
import pytest
from flask.testing import FlaskClient

from indexer.model import ROLE_LABELS, Period
from indexer.settings import Settings
from search_app.app import create_app
from search_app.query.fields import FACET_FIELDS
from search_app.query.help import SYNTAX
from search_app.query.synonyms import default_synonyms
from search_app.trends import places
from search_app.web import EXAMPLES
from tests.conftest import Workplace

# Chinese characters, and the punctuation that goes with them.
CHINESE = re.compile("[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff65]")
VOID = {"meta", "link", "input", "br", "hr", "img"}
# What the help page tells one to type.
LANGUAGE = {
    *(run for example, _ in SYNTAX for run in re.findall("[\u4e00-\u9fff]+", example)),
    *("初高中", "「」", *FACET_FIELDS, *get_args(Period), *ROLE_LABELS.values()),
}
SPOKEN = ("title", "aria-label", "placeholder", "alt")

QUERIES = (
    "q=校车",
    "q=学校&region=330000&year=2012&year=2013&topic=校园安全&role=review&period=上半年&open=330000",
    "q=学校&size=50&page=2&duplicates=show&uncertain=1&synonyms=0",
    "q=幼教",
    "q=学校&page=999",
    "q=“火星登陆计划”&role=plan",
    "q=校车 火星 OR",
    "q=校车 月球 火星 木星 土星",
    "q=哪些县在月球上实行了火星车辆登记？",
    "q=( 地区:火星 -",
    "q=「 』 ** ~ 引号」 标题: “ 年份:十 -“”",
    "q=。",
    "q=“校车 安全”~ (部分:计划 OR 时段:上半年) 小标题:安* -标题:班车",
    "q=" + "(" * 30 + "校车",
    "q=" + "校车 " * 300,
)
BAD = ("year=12", "region=x", "role=boss", "size=0", "uncertain=7", "sort=x", "year=2001&" * 101)


class Interface(HTMLParser):
    """What a page says in its own language: the text outside elements marked as Chinese, and the
    attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    @property
    def foreign(self) -> bool:
        return any(chinese for _, chinese in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag != "html":
            self.open.append((tag, (known.get("lang") or "").startswith("zh")))
        if not self.foreign:
            self.said += [value or "" for name, value in attrs if name in SPOKEN]
            self.said += [
                v or "" for n, v in attrs if n.startswith("data-") and n != "data-citation"
            ]
        if tag in VOID:
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.foreign and (not self.open or self.open[-1][0] != "textarea"):
            self.said.append(data)


@pytest.fixture(scope="module")
def visitor(sample: Workplace, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A browser with a saved query and two clips, in an installation of its own."""
    settings = Settings(sample.corpus, sample.index, tmp_path_factory.mktemp("said"))
    app = create_app(settings)
    app.testing = True
    client = app.test_client()
    html = client.get("/search?q=校车").text
    token = {"csrf_token": re.findall('name="csrf_token" value="([^"]+)"', html)[0]}
    client.post("/saved", data={"name": "S1", "parameters": "q=校车&role=plan"} | token)
    ids = re.findall(r'name="section" value="([0-9a-f]{16})"', html)[:2]
    client.post("/clips", data={"section": ids} | token)
    client.get("/clips")  # the message of what was done is read
    return client


@pytest.fixture(scope="module")
def names(visitor: FlaskClient) -> list[str]:
    """Titles, places and topics, which stand in sentences of the interface too; what was typed."""
    found = {place.name for place in places()} | {EXAMPLES[0], "校车", *default_synonyms()["校车"]}

    def take(values: list[dict[str, Any]]) -> None:
        for value in values:
            found.add(value["label"])
            take(value.get("children", []))

    for page in range(1, 9):
        known = visitor.get(f"/api/v1/search?size=100&duplicates=show&page={page}").get_json()
        found |= {hit["title"] for hit in known["hits"]}
        take(known["facets"]["region"] + known["facets"]["topic"])
    return [name for name in found if name]


def addresses(client: FlaskClient) -> Iterator[str]:
    """Every kind of page there is, in every state that says something of its own."""
    yield from ("/", "/help", "/saved", "/saved/new", "/clips", "/nowhere", "/opensearch.xml")
    yield from (f"/search?{query}" for query in QUERIES)
    yield from (f"/trends?{query}" for query in QUERIES[:2])
    yield from (f"/search?{bad}" for bad in BAD)
    hits = client.get("/api/v1/search?q=学校 安全&size=40").get_json()["hits"]
    reports = {hit["report_id"]: hit["id"] for hit in hits}
    for report, section in list(reports.items())[:4]:
        yield from (f"/reports/{report}?q=学校", f"/reports/{report}/source")
        yield from (f"/sections/{section}/{page}" for page in ("similar", "copies"))
    yield f"/sections/{hits[0]['id']}/explain?q=学校 安全"


def interface(client: FlaskClient, address: str, language: str, names: list[str]) -> str:
    """The page's own words: without what was typed and without the names of reports' things."""
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}lang={language}")
    assert answer.status_code in (200, 400, 404, 503), address
    page = Interface()
    page.feed(answer.text)
    text = "\n".join(page.said)
    typed = re.search("[?&]q=([^&]*)", address)
    quoted = [typed[1], *re.findall("[\u4e00-\u9fff]+", typed[1])] if typed else []
    quoted += LANGUAGE if address == "/help" else ()
    for name in sorted([*names, *quoted], key=len, reverse=True):
        text = text.replace(name.strip(), "")
    return text


def test_an_english_page_has_no_chinese_of_its_own(visitor: FlaskClient, names: list[str]) -> None:
    left = {
        (address[:80], line)
        for address in addresses(visitor)
        for line in interface(visitor, address, "en", names).split("\n")
        if CHINESE.search(line)
    }
    assert left == set()


def simplified_only() -> set[str]:
    """Characters that are written otherwise in traditional Chinese, by OpenCC's table: those that
    are not among their own traditional forms."""
    table = Path(opencc.__file__).parent / "dictionary" / "STCharacters.txt"
    rows = (line.split("\t") for line in table.read_text("utf-8").splitlines())
    return {simple for simple, forms in rows if simple not in forms.split()}


def test_a_traditional_page_has_no_simplified_character_of_its_own(
    visitor: FlaskClient, names: list[str]
) -> None:
    known = simplified_only()
    left = {
        (address[:80], line)
        for address in addresses(visitor)
        for line in interface(visitor, address, "zh-Hant", names).split("\n")
        if known & set(line)
    }
    assert left == set()


def test_a_simplified_page_marks_nothing_as_another_language(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=校车&lang=zh-Hans").text
    assert set(re.findall(r' lang="([^"]+)"', html)) == {"zh-Hans", "zh-Hant", "en"}


def test_what_was_done_is_told_in_the_readers_language(visitor: FlaskClient) -> None:
    html = visitor.get("/saved?lang=en").text
    token = {"csrf_token": re.findall('name="csrf_token" value="([^"]+)"', html)[0]}
    form = {"name": "S1", "parameters": "q=x"} | token
    told = visitor.post("/saved", data=form, follow_redirects=True).text
    assert "There is a query named “S1” already" in told
    nameless = {"name": " ", "parameters": "q=x"} | token
    assert (
        "Give the query a name" in visitor.post("/saved", data=nameless, follow_redirects=True).text
    )


@pytest.mark.parametrize("state", ["none", "torn"])
def test_a_missing_index_is_told_in_the_readers_language(tmp_path: Path, state: str) -> None:
    index = tmp_path / "index"
    index.mkdir()
    if state == "torn":
        (index / "CURRENT").write_text("20200101-000000-00000000\n")
    client = create_app(Settings(tmp_path, index, tmp_path / "data")).test_client()
    page = Interface()
    page.feed(client.get("/search?lang=en").text)
    said = "\n".join(page.said).replace(os.fspath(tmp_path), "").replace(EXAMPLES[0], "")
    assert "xunzhang rebuild" in said
    assert CHINESE.search(said) is None
