"""The sample reports are what corpus/README.md says they are, and are the project's own writing."""

import re
from functools import cache
from pathlib import Path

import pytest

from indexer.reading import read_file
from indexer.text import fold

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
REAL_REPORTS = ROOT / "../shared/corpus"
HAN = re.compile(r"[\u4e00-\u9fff]")
PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)")
PROVINCE = re.compile(r"^(上海市|重庆市|.{2,3}省|广西壮族自治区|宁夏回族自治区)")
HAN_DIGITS = str.maketrans("〇○一二三四五六七八九", "00123456789")
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


@cache
def read(name: str) -> str:
    """The text of a sample as the indexer reads it."""
    return "\n".join(line.text for line in read_file(CORPUS / name, name).lines)


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


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(".docx")])
def test_files_are_in_the_encoding_the_table_says(name: str) -> None:
    encoding = table()[name][3]
    (CORPUS / name).read_bytes().decode(encoding)
    assert read_file(CORPUS / name, name).encoding == encoding


def test_every_encoding_and_format_is_shown() -> None:
    assert {row[3] for row in table().values()} == {
        "utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "—",
    }  # fmt: skip
    assert {Path(name).suffix for name in NAMES} == {".txt", ".md", ".html", ".docx"}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("compilation-county-half-years.txt", r"^　　县教育局上半年工作总结（[一二三]）$"),
        ("compilation-annual-summaries.md", r"^## 篇[123]：.+$"),
    ],
)
def test_a_compilation_holds_a_preamble_and_three_reports(name: str, title: str) -> None:
    text = (CORPUS / name).read_text("utf-8")
    preamble, *reports = re.split(title, text, flags=re.MULTILINE)
    assert 0 < han_count(preamble) < 150
    assert len(reports) == 3
    assert all(350 <= han_count(report) <= 800 for report in reports)


def test_places_years_and_kinds_are_spread() -> None:
    places = [place for row in table().values() for place in row[0].split("、")]
    provinces = {found[0] for place in places if (found := PROVINCE.match(place))}
    years = {int(year) for row in table().values() for year in re.findall(r"20\d\d", row[1])}
    assert len(provinces) >= 15
    assert years == set(range(2005, 2025))
    assert {row[2] for row in table().values()} == {
        "上半年",
        "下半年",
        "全年",
        "季度",
        "学期",
        "专项",
    }


@pytest.mark.parametrize("name", [n for n in NAMES if not n.startswith("masked-")])
def test_the_stated_places_and_years_stand_in_the_text(name: str) -> None:
    region, years = table()[name][:2]
    text = fold(PINYIN.sub("", read(name))).translate(HAN_DIGITS)
    for year in years.split("、"):
        assert f"{year[:4]}年" in text
    for place in region.split("、"):
        assert fold(PROVINCE.sub("", place) or place) in text


def test_the_masked_sample_names_neither_place_nor_year() -> None:
    text = read("masked-district-first-half.txt")
    assert "xx区" in text and "20xx年" in text
    assert not re.search(r"零陵|永州|湖南|20\d\d", text)


def test_the_traditional_sample_has_pinyin_glued_to_characters() -> None:
    text = read("hubei-tongcheng-2011-annual-traditional.txt")
    assert len(PINYIN.findall(text)) >= 20


def test_the_reposted_sample_is_nearly_the_original() -> None:
    def shingles(name: str) -> set[str]:
        text = "".join(HAN.findall(read(name)))
        return {text[i : i + 4] for i in range(len(text) - 3)}

    original = shingles("gansu-huining-2016-annual.txt")
    copy = shingles("gansu-huining-2016-reposted.txt")
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
