"""The sample reports are what corpus/README.md says they are, and are the project's own writing."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest

from indexer.text import fold

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
REAL_REPORTS = ROOT / "../shared/corpus"
HAN = re.compile(r"[\u4e00-\u9fff]")
PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)")
PROVINCE = re.compile(r"^(重庆市|.{2,3}省|广西壮族自治区)")
SHARED_RUN = 14  # Han characters; shorter runs are the set phrases of the genre
OFFICIAL_NAMES = (
    "习近平新时代中国特色社会主义思想",
    "国家中长期教育改革和发展规划纲要",
)


@cache
def table() -> dict[str, list[str]]:
    """The table of corpus/README.md: file name to region, years, kind, encoding, remark."""
    text = (CORPUS / "README.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ][2:]
    return {row[0]: row[1:] for row in rows}


class _BodyText(HTMLParser):
    """The text of a page's <article>, without its chrome."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside |= tag == "article"

    def handle_endtag(self, tag: str) -> None:
        self.inside &= tag != "article"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text.append(data)


def read(name: str) -> str:
    path = CORPUS / name
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    text = path.read_bytes().decode(table()[name][3])
    if path.suffix == ".html":
        page = _BodyText()
        page.feed(text)
        return "".join(page.text)
    return text


def han_count(text: str) -> int:
    return len(HAN.findall(text))


NAMES = sorted(table())
COMPILATIONS = [name for name in NAMES if name.startswith("compilation-")]


def test_the_table_lists_exactly_the_files() -> None:
    assert set(NAMES) == {p.name for p in CORPUS.iterdir() if p.name != "README.md"}


@pytest.mark.parametrize("name", NAMES)
def test_names_unpack_on_every_system(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]+\.(txt|md|html|docx)", name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in COMPILATIONS])
def test_a_report_has_the_length_of_a_short_real_one(name: str) -> None:
    assert 800 <= han_count(read(name)) <= 1500


def test_places_and_years_are_spread() -> None:
    provinces = {
        found[0]
        for row in table().values()
        for place in row[0].split("、")
        if (found := PROVINCE.match(place))
    }
    years = {int(year) for row in table().values() for year in re.findall(r"\d{4}", row[1])}
    assert len(provinces) >= 8
    assert {min(years), max(years)} == {2005, 2023}
    assert len(years) >= 9


@pytest.mark.parametrize("name", NAMES)
def test_a_stated_year_and_place_stand_in_the_text(name: str) -> None:
    region, years = table()[name][:2]
    if "traditional" in name or region == "隐去":
        pytest.skip("written in another script, or masked")
    text = read(name)
    numerals = str.maketrans("0123456789", "〇一二三四五六七八九")
    for year in re.findall(r"\d{4}", years):
        in_han = year.translate(numerals)
        assert year in text or in_han in text or in_han.replace("〇", "○") in text
    for place in region.split("、"):
        own_name = re.sub(r"^(.{2,3}省|重庆市|.+?自治区)", "", place) or place
        assert own_name.removesuffix("县").removesuffix("市") in text


def test_the_traditional_sample_has_pinyin_glued_to_characters() -> None:
    text = read("hubei-tongcheng-2011-annual-traditional.txt")
    assert len(PINYIN.findall(text)) >= 20


def test_the_reposted_sample_is_nearly_the_original() -> None:
    def shingles(name: str) -> set[str]:
        text = "".join(HAN.findall(read(name)))
        return {text[i : i + 4] for i in range(len(text) - 3)}

    original = shingles("gansu-huining-2016-annual.txt")
    copy = shingles("gansu-huining-2016-annual-reposted.txt")
    assert 0.85 < len(original & copy) / len(original | copy) < 1


def runs(text: str) -> set[str]:
    for official in OFFICIAL_NAMES:
        text = text.replace(official, "\n")
    han = "".join(char if HAN.match(char) else "\n" for char in text)
    return {
        part[i : i + SHARED_RUN]
        for part in han.split("\n")
        for i in range(len(part) - SHARED_RUN + 1)
    }


def test_reports_do_not_repeat_each_other() -> None:
    seen: dict[str, str] = {}
    for name in NAMES:
        if name.endswith("-reposted.txt"):
            continue
        for run in runs(read(name)):
            assert seen.setdefault(run, name) == name


@pytest.mark.skipif(not REAL_REPORTS.is_dir(), reason="the real reports are not on this machine")
def test_nothing_is_copied_from_the_real_reports() -> None:
    def folded_runs(text: str) -> set[str]:
        return runs(PINYIN.sub("", fold(text)))

    paths = sorted(REAL_REPORTS.glob("*.txt"))
    assert paths
    real = set().union(*(folded_runs(path.read_text("utf-8")) for path in paths))
    for name in NAMES:
        assert sorted(real & folded_runs(read(name))) == []
