"""Names of counties that bound a year."""

from __future__ import annotations

from indexer.attribution.vocabulary import read_report
from indexer.attribution.year import attribute_year
from indexer.attribution.year_units_build import select
from tests.indexer.attribution.year_scoring import report_of


def _row(name: str, first: int, last: int) -> dict[str, str]:
    return {
        "name": name,
        "province_code": "1",
        "first_year_seen": str(first),
        "last_year_seen": str(last),
    }


def test_only_years_inside_the_lists_bound_a_name_and_plain_words_are_left_out() -> None:
    rows = [
        _row("甲乙县", 2002, 2015),
        _row("甲乙区", 2016, 2024),
        _row("丙丁县", 2002, 2024),
        _row("城区", 2002, 2010),
        _row("东市区", 2002, 2005),
        _row("戊己县", 2002, 2009),
        _row("戊己县", 2010, 2024),
    ]
    assert select(rows) == [("甲乙区", 2016, 0), ("甲乙县", 0, 2015)]


def test_an_old_name_holds_a_report_in_earlier_years_than_the_new_one() -> None:
    body = "{}认真贯彻精准扶贫部署，扎实推进各项工作。"
    new = attribute_year(read_report(report_of("年终总结", [body.format("双流区")])))
    old = attribute_year(read_report(report_of("年终总结", [body.format("双流县")])))
    assert new is not None
    assert old is not None
    assert old.value <= 2016 <= new.value
    assert new.low >= 2015  # decided in December 2015, listed in 2016
