"""Names of counties that bound a year."""

from __future__ import annotations

from indexer.attribution.vocabulary import read_report
from indexer.attribution.year import attribute_year
from tests.indexer.attribution.year_scoring import report_of


def test_an_old_name_holds_a_report_in_earlier_years_than_the_new_one() -> None:
    body = "{}认真贯彻精准扶贫部署，扎实推进各项工作。"
    new = attribute_year(read_report(report_of("年终总结", [body.format("双流区")])))
    old = attribute_year(read_report(report_of("年终总结", [body.format("双流县")])))
    assert new is not None
    assert old is not None
    assert old.value <= 2016 <= new.value
    assert new.low >= 2015  # decided in December 2015, listed in 2016
