"""The whole pipeline on the sample reports says what the table of corpus/README.md says."""

import re
from functools import cache

import pytest

from indexer.attribution import load_attribution
from indexer.model import Region, Report, Year
from indexer.pipeline import analyse_file
from tests.test_sample_corpus import CORPUS, NAMES, table

# Two readings are honest: a half-year's or a year's report on one theme.
THEMED = {"专项", "全年", "上半年"}


@cache
def reports(name: str) -> tuple[Report, ...]:
    return analyse_file(CORPUS / name, name, _attribute()).reports


@cache
def _attribute():  # type: ignore[no-untyped-def]
    return load_attribution()


def truths(column: int) -> list[tuple[str, int, str]]:
    """For each report (file, place in the file) what the table has in `column`."""
    rows = [(name, table()[name][column]) for name in NAMES]
    return [
        (name, at, truth)
        for name, cell in rows
        for at, truth in enumerate(cell.split("、") * _repeats(name, cell))
    ]


def _repeats(name: str, cell: str) -> int:
    """A compilation's reports share what stands only once in their row."""
    regions = table()[name][0].split("、")
    return 1 if "、" in cell else len(regions)


def name_of(region: Region | None) -> str:
    if region is None or region.status == "possible":
        return ""
    parts = [region.province, region.city, region.county]
    return "".join(part for part in parts if part)


def claimed(year: Year | None) -> int | None:
    return year.value if year is not None and year.status != "possible" else None


def test_each_file_has_as_many_reports_as_the_table_has_regions() -> None:
    assert {name: len(reports(name)) for name in NAMES} == {
        name: len(table()[name][0].split("、")) for name in NAMES
    }


@pytest.mark.parametrize(("name", "at", "truth"), truths(0))
def test_the_region_is_the_table_s(name: str, at: int, truth: str) -> None:
    found = name_of(reports(name)[at].region)
    hidden = re.search(r"应为(?:湖南省)?(.+?)）", truth)
    wanted = hidden[1] if hidden else truth
    wanted = wanted.replace("怀仁县", "怀仁市")  # its name since 2018
    county = re.sub(r"^.*?(?:省|自治区|重庆市|上海市)", "", wanted)
    assert not found or found.endswith(county or wanted), found
    assert found


@pytest.mark.parametrize(("name", "at", "truth"), truths(1))
def test_the_year_is_the_table_s(name: str, at: int, truth: str) -> None:
    year = reports(name)[at].year
    assert year is not None
    assert claimed(year) in {None, int(truth[:4]) if truth[0] == "2" else 0} | {
        int(other) for other in re.findall(r"(?:指向|应为)(\d{4})", truth)
    }
    if "指向" in truth:
        assert (year.status, year.stated) == ("conflict", int(truth[:4]))
    else:
        assert str(year.value) in truth


@pytest.mark.parametrize(("name", "at", "truth"), truths(2))
def test_the_period_is_the_table_s(name: str, at: int, truth: str) -> None:
    period = reports(name)[at].period
    assert period == truth or (period in THEMED and "专项" in {period, truth})
