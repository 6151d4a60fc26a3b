"""Names of counties that bound a year."""

from __future__ import annotations

from tests.indexer.attribution.year.year_scorer import report_of, year_of


def test_an_old_name_holds_a_report_in_earlier_years_than_the_new_one() -> None:
    body = "{}认真贯彻精准扶贫部署，扎实推进各项工作。"
    new = year_of(report_of("年终总结", [body.format("双流区")]))
    old = year_of(report_of("年终总结", [body.format("双流县")]))
    assert new is not None
    assert old is not None
    assert old.value <= 2016 <= new.value
    assert new.low >= 2015  # decided in December 2015, listed in 2016
